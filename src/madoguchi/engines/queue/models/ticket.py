# SPDX-License-Identifier: Apache-2.0
"""Who waits, who was called to which desk, and what became of them?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.queue.models.line import Desk, Line, LineDay
from madoguchi.kernel.ids import new_id

STATES = [
    ("waiting", "待っている"),
    ("called", "呼び出した"),
    ("serving", "応対中"),
    ("done", "済んだ"),
    ("missed", "来なかった"),
    ("left", "取りやめた"),
    ("transferred", "ほかの窓口へ"),
]
SOURCES = [
    ("web", "スマートフォン"),
    ("kiosk", "発券機"),
    ("staff", "職員"),
    ("appointment", "予約"),
]
ATDESK = ("called", "serving")
ENDED = ("done", "missed", "left", "transferred")


class Ticket(models.Model):
    """A place in a line (整理券). Who is sent on gets a new row with the same number on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("確認コード", max_length=24, unique=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="tickets")
    line_day = models.ForeignKey(LineDay, on_delete=models.PROTECT, related_name="tickets")
    number = models.PositiveSmallIntegerField("番号", null=True)
    label = models.CharField("表示する番号", max_length=8)
    state = models.CharField("状態", max_length=12, choices=STATES, default="waiting")
    source = models.CharField("受けた所", max_length=12, choices=SOURCES)
    language = models.CharField("ことば", max_length=8, default="ja")
    needs = models.JSONField("配慮", default=list)
    place_at = models.DateTimeField("順番の起点")
    is_first = models.BooleanField("先に呼ぶ", default=False)
    appointment_at = models.DateTimeField("予約の時刻", null=True)
    booking_ref = models.CharField("予約", max_length=80, null=True)
    person_ref = models.CharField("アカウント", max_length=80, blank=True)
    request_key = models.CharField("同じ操作の印", max_length=80, null=True, unique=True)
    came_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="went_to"
    )
    sealed = models.BinaryField("暗号化したメモ", default=b"")
    issued_at = models.DateTimeField("発券した時刻")
    issued_by_ref = models.CharField("発券した人", max_length=80)
    soon_at = models.DateTimeField("もうすぐと伝えた時刻", null=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="tickets")
    called_at = models.DateTimeField("呼び出した時刻", null=True)
    called_again_at = models.DateTimeField("もう一度呼んだ時刻", null=True)
    call_count = models.PositiveSmallIntegerField("呼び出した回数", default=0)
    called_as = models.CharField("呼んだ順", max_length=12, blank=True)
    started_at = models.DateTimeField("応対を始めた時刻", null=True)
    ended_at = models.DateTimeField("終わった時刻", null=True)
    end_reason = models.CharField("終わった理由", max_length=16, blank=True)

    line_id: UUID
    line_day_id: UUID
    desk_id: UUID | None
    came_from_id: UUID | None

    class Meta:
        verbose_name = "整理券"
        verbose_name_plural = "整理券"
        ordering = ("place_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["line_day", "number"], name="queue_number_once"),
            models.UniqueConstraint(
                fields=["booking_ref"],
                condition=Q(came_from__isnull=True, booking_ref__isnull=False),
                name="queue_appointment_once",
            ),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(state__in=ATDESK), name="queue_one_at_a_desk"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False, came_from__isnull=True)
                | Q(number__isnull=True, came_from__isnull=False),
                name="queue_number_or_origin",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", desk__isnull=True)
                | Q(state="left")
                | (
                    Q(state__in=("called", "serving", "done", "missed", "transferred"))
                    & Q(desk__isnull=False, called_at__isnull=False)
                ),
                name="queue_called_to_a_desk",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("serving", "done"), started_at__isnull=False)
                | ~Q(state__in=("serving", "done")),
                name="queue_served_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="queue_ended_at",
            ),
        )
        indexes = (
            models.Index(fields=["line_day", "state", "place_at"], name="queue_ticket_waiting"),
            models.Index(fields=["line", "-ended_at"], name="queue_ticket_ended"),
            models.Index(fields=["-called_at"], name="queue_ticket_called"),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.state}"

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"queue:ticket:{self.id}"


class Notice(models.Model):
    """Something that the person of a ticket is to be told (順番の知らせ); queued until sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notices")
    party_ref = models.CharField("だれに", max_length=80)
    kind = models.CharField("種類", max_length=16)
    about = models.JSONField("内容", default=dict)
    made_at = models.DateTimeField("作った時刻")
    sent_at = models.DateTimeField("渡した時刻", null=True)

    class Meta:
        verbose_name = "順番の知らせ"
        verbose_name_plural = "順番の知らせ"
        ordering = ("made_at", "id")
        indexes = (
            models.Index(
                fields=["made_at"], condition=Q(sent_at__isnull=True), name="queue_notice_unsent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.party_ref}"
