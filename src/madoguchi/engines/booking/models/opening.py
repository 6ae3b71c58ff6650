# SPDX-License-Identifier: Apache-2.0
"""When is a space open, and when is it closed in spite of its hours?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.evacuation import EvacuationOrder
from madoguchi.engines.booking.models.offer import Offer
from madoguchi.engines.booking.models.space import Space
from madoguchi.engines.booking.rules.hours import EVERY_DAY, Hours, HoursException
from madoguchi.kernel.ids import new_id

_MINUTE = Q(opens__gte=0) & Q(closes__lte=1440)
REASONS = [
    ("emergency", "災害"),
    ("maintenance", "点検・工事"),
    ("event", "行事"),
    ("other", "その他"),
]


class OpeningHours(models.Model):
    """A line of opening hours (開館時間); holds for the space and what lies under it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="hours")
    weekdays = models.PositiveSmallIntegerField("曜日", default=EVERY_DAY)
    opens = models.PositiveSmallIntegerField("開く時刻(分)")
    closes = models.PositiveSmallIntegerField("閉まる時刻(分)")
    season_from = models.PositiveSmallIntegerField("季節の始まり(月日)", null=True)
    season_until = models.PositiveSmallIntegerField("季節の終わり(月日)", null=True)
    valid_from = models.DateField("適用の始まり", null=True)
    valid_until = models.DateField("適用の終わり", null=True)

    space_id: UUID

    class Meta:
        verbose_name = "開館時間"
        verbose_name_plural = "開館時間"
        ordering = ("opens", "id")
        constraints = (
            models.CheckConstraint(
                condition=_MINUTE & Q(closes__gt=F("opens")), name="hours_in_order"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=EVERY_DAY), name="hours_weekdays"
            ),
            models.CheckConstraint(
                condition=Q(season_from__isnull=True, season_until__isnull=True)
                | Q(season_from__isnull=False, season_until__isnull=False),
                name="hours_season_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space_id} {self.opens}-{self.closes}"

    def as_rule(self) -> Hours:
        """The line as the rules know it."""
        season = None
        if self.season_from is not None and self.season_until is not None:
            season = (self.season_from, self.season_until)
        return Hours(
            self.weekdays, self.opens, self.closes, season, self.valid_from, self.valid_until
        )


class OpeningException(models.Model):
    """Other hours, or none, on certain days (臨時の開館・休館)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="exceptions")
    from_on = models.DateField("始まりの日")
    until_on = models.DateField("終わりの日")
    opens = models.PositiveSmallIntegerField("開く時刻(分)", default=0)
    closes = models.PositiveSmallIntegerField("閉まる時刻(分)", default=0)
    reason = models.CharField("理由", max_length=200, blank=True)

    space_id: UUID

    class Meta:
        verbose_name = "臨時の開館・休館"
        verbose_name_plural = "臨時の開館・休館"
        ordering = ("from_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=_MINUTE & Q(closes__gte=F("opens")), name="exception_minutes"
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="exception_days"),
        )

    def __str__(self) -> str:
        return f"{self.space_id} {self.from_on}"

    def as_rule(self) -> HoursException:
        """The exception as the rules know it."""
        return HoursException(self.from_on, self.until_on, self.opens, self.closes)


class Closure(models.Model):
    """A space taken out of use (使用停止): its leaves are claimed, so nothing can be booked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="closures")
    starts_at = models.DateTimeField("始まり")
    ends_at = models.DateTimeField("終わり")
    reason = models.CharField("理由", max_length=12, choices=REASONS)
    words = models.CharField("利用者への説明", max_length=400)
    made_by_ref = models.CharField("登録した人", max_length=80)
    made_at = models.DateTimeField("登録した時刻")
    ended = models.JSONField("取り消した予約", default=list)
    lifted_at = models.DateTimeField("解除した時刻", null=True)
    order = models.ForeignKey(
        EvacuationOrder, on_delete=models.PROTECT, null=True, related_name="closures"
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, null=True, related_name="kept_rooms", verbose_name="講座"
    )
    paused = models.JSONField("止めた講座の会場", default=list)

    space_id: UUID
    order_id: UUID | None
    offer_id: UUID | None

    class Meta:
        verbose_name = "使用停止"
        verbose_name_plural = "使用停止"
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="closure_in_order"
            ),
            models.UniqueConstraint(
                fields=["offer", "space", "starts_at", "ends_at"],
                condition=Q(lifted_at__isnull=True),
                name="closure_keeps_a_room_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space_id} {self.starts_at}"
