# SPDX-License-Identifier: Apache-2.0
"""Where does an application stand? The current row of a case, written with each action."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from madoguchi.kernel.ids import new_id

STATES = [
    ("received", "受付"),
    ("reviewing", "確認中"),
    ("correction", "補正待ち"),
    ("deciding", "決裁中"),
    ("approved", "認定"),
    ("refused", "却下"),
    ("withdrawn", "取下げ"),
    ("closed", "完了"),
]
OPEN_STATES = ("received", "reviewing", "correction", "deciding")
OUTCOMES = [
    ("approved", "認定"),
    ("refused", "却下"),
    ("withdrawn", "取下げ"),
    ("noted", "受け取り"),
]


FAR = date(9999, 12, 31)


class Case(models.Model):
    """A case (事案): the fold of its actions, kept so that lists are an index scan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("受付番号", max_length=24, unique=True)
    submission_id = models.UUIDField("申請ID", unique=True)
    procedure_id = models.CharField("手続きID", max_length=64)
    procedure_title = models.CharField("手続き", max_length=200)
    revision = models.PositiveIntegerField("版")
    section = models.CharField("課", max_length=64)
    version = models.PositiveIntegerField("更新番号", default=0)

    state = models.CharField("状態", max_length=12, choices=STATES)
    is_open = models.BooleanField("終わっていない", default=True)
    correction_arrived = models.BooleanField("補正が届いた", default=False)
    assignee_ref = models.CharField("担当", max_length=80, blank=True)
    assignee_name = models.CharField("担当者名", max_length=80, blank=True)

    received_at = models.DateTimeField("受付の時刻")
    received_on = models.DateField("受付日")
    standard_days = models.PositiveSmallIntegerField("標準処理期間", null=True)
    extended_days = models.PositiveSmallIntegerField("延長した日数", default=0)
    due_on = models.DateField("期限", null=True)
    paused_on = models.DateField("停止した日", null=True)
    order_on = models.GeneratedField(
        verbose_name="並べる日",
        expression=models.Case(
            models.When(due_on__isnull=False, paused_on__isnull=True, then=F("due_on")),
            default=models.Value(FAR, output_field=models.DateField()),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    """The due day; far ahead where the clock stands still or there is none, so that these come last."""
    changed_at = models.DateTimeField("最後の動き")

    applicant_name = models.CharField("申請した人", max_length=200, blank=True)
    applicant_kana = models.CharField("フリガナ", max_length=200, blank=True)
    applicant_birth_on = models.DateField("生年月日", null=True)
    applicant_birth_text = models.CharField("生年月日(申請のまま)", max_length=60, blank=True)
    applicant_address = models.CharField("住所", max_length=300, blank=True)
    applicant_phone = models.CharField("電話", max_length=30, blank=True)
    applicant_email = models.CharField("メール", max_length=254, blank=True)
    name_key = models.CharField("名前の検索キー", max_length=200, blank=True)
    kana_key = models.CharField("フリガナの検索キー", max_length=200, blank=True)
    address_key = models.CharField("住所の検索キー", max_length=300, blank=True)
    phone_key = models.CharField("電話の検索キー", max_length=20, blank=True)

    fee_yen = models.BigIntegerField("手数料", null=True)
    channel = models.CharField("受付の方法", max_length=10, default="online")
    language = models.CharField("ことば", max_length=6, default="ja")
    identity = models.CharField("本人確認", max_length=10, default="none")
    proof_state = models.CharField("本人確認の状態", max_length=12, default="", blank=True)
    file_count = models.PositiveSmallIntegerField("書類の数", default=0)
    message_count = models.PositiveSmallIntegerField("連絡の数", default=0)
    finding_count = models.PositiveSmallIntegerField("点検で見つかった数", default=0)

    outcome = models.CharField("結果", max_length=10, blank=True, choices=OUTCOMES)
    decided_on = models.DateField("決定日", null=True)
    decided_days = models.PositiveSmallIntegerField("かかった開庁日", null=True)
    decided_late = models.BooleanField("期限のあとに決定", default=False)
    closed_at = models.DateTimeField("完了の時刻", null=True)
    destroy_on = models.DateField("廃棄してよい日", null=True)

    content: Any

    class Meta:
        verbose_name = "事案"
        verbose_name_plural = "事案"
        constraints = (
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=OPEN_STATES)
                | (Q(is_open=False) & ~Q(state__in=OPEN_STATES)),
                name="open_follows_state",
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(destroy_on__isnull=True),
                name="nothing_open_is_destroyed",
            ),
            models.CheckConstraint(
                condition=Q(state="correction", paused_on__isnull=False)
                | (~Q(state="correction") & Q(paused_on__isnull=True)),
                name="clock_waits_in_correction",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, outcome="") | (Q(is_open=False) & ~Q(outcome="")),
                name="outcome_follows_state",
            ),
            models.CheckConstraint(
                condition=Q(proof_state__in=["", "held", "unconfirmed", "failed"]),
                name="proof_state_is_known",
            ),
        )
        indexes = (
            models.Index(
                fields=["section", "order_on", "id"], condition=Q(is_open=True), name="case_inbox"
            ),
            models.Index(
                fields=["order_on", "id"], condition=Q(is_open=True), name="case_inbox_everywhere"
            ),
            models.Index(
                fields=["section", "due_on"],
                condition=Q(is_open=True, paused_on__isnull=True),
                name="case_running",
            ),
            models.Index(
                fields=["assignee_ref", "order_on", "id"],
                condition=Q(is_open=True) & ~Q(assignee_ref=""),
                name="case_mine",
            ),
            models.Index(
                fields=["section", "order_on", "id"],
                condition=Q(is_open=True, assignee_ref=""),
                name="case_unassigned",
            ),
            models.Index(
                fields=["section", "order_on", "id"],
                condition=Q(is_open=True, correction_arrived=True),
                name="case_arrived",
            ),
            models.Index(
                fields=["section", "due_on", "id"],
                condition=Q(is_open=True, state="correction"),
                name="case_waiting",
            ),
            models.Index(
                fields=["section", "order_on", "id"],
                condition=Q(is_open=True, state="deciding"),
                name="case_deciding",
            ),
            models.Index(
                fields=["section", "decided_on", "id"],
                condition=Q(is_open=False, closed_at__isnull=True),
                name="case_decided",
            ),
            models.Index(
                fields=["section", "-received_at"],
                condition=Q(is_open=True),
                name="case_inbox_newest",
            ),
            models.Index(fields=["section", "-received_at"], name="case_by_arrival"),
            models.Index(fields=["section", "decided_on"], name="case_by_decision"),
            models.Index(fields=["procedure_id", "received_on"], name="case_by_procedure"),
            models.Index(fields=["name_key", "applicant_birth_on"], name="case_same_person"),
            models.Index(fields=["address_key", "applicant_birth_on"], name="case_same_home"),
            # Of which a part is typed: this class of operators serves LIKE '090…%' in any collation.
            models.Index(
                fields=["phone_key"], name="case_phone_begins", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(
                fields=["received_at"],
                condition=Q(is_open=True, proof_state="unconfirmed"),
                name="case_to_confirm",
            ),
            models.Index(
                fields=["destroy_on"],
                condition=Q(destroy_on__isnull=False),
                name="case_to_destroy",
            ),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The case page."""
        return f"/cases/{self.number}/"

    @property
    def ref(self) -> str:
        """The typed reference to this case."""
        return f"cases:{self.id}"
