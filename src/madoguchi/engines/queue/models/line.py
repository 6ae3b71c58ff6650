# SPDX-License-Identifier: Apache-2.0
"""Which lines are there, who serves them, and how far has each come today?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.queue.rules.line import LineRules
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.texts import TextValue


class Line(models.Model):
    """A kind of business of a section for which people wait in one line (受付)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=48, unique=True)
    section = models.SlugField("課", max_length=48, db_index=True)
    prefix = models.CharField("番号の頭", max_length=2, unique=True)
    title = models.JSONField("名前")
    about = models.JSONField("説明", default=dict)
    rules = models.JSONField("決まり", default=dict)
    rank = models.PositiveSmallIntegerField("並び順", default=0)
    is_active = models.BooleanField("使っている", default=True)
    changed_at = models.DateTimeField("変えた時刻")
    pack_digest = models.CharField("パックの印", max_length=32, blank=True, default="")

    class Meta:
        verbose_name = "順番待ちの受付"
        verbose_name_plural = "順番待ちの受付"
        ordering = ("section", "rank", "key")

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"queue:line:{self.key}"

    @property
    def name(self) -> TextValue:
        """Its name in all languages."""
        return TextValue(**self.title)

    def read_rules(self) -> LineRules:
        """The rules as they were checked when they were written."""
        return LineRules.model_validate(self.rules)


class LineDay(models.Model):
    """A line on one day: the last number given, whether it is paused or closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="days")
    day = models.DateField("日")
    last_number = models.PositiveSmallIntegerField("最後の番号", default=0)
    most = models.PositiveSmallIntegerField("番号の上限", default=999)
    paused_at = models.DateTimeField("受付を止めた時刻", null=True)
    pause_reason = models.CharField("止めた理由", max_length=200, blank=True)
    closed_at = models.DateTimeField("締めた時刻", null=True)

    line_id: UUID

    class Meta:
        verbose_name = "受付の一日"
        verbose_name_plural = "受付の一日"
        constraints = (
            models.UniqueConstraint(fields=["line", "day"], name="queue_line_day_once"),
            models.CheckConstraint(
                condition=Q(last_number__lte=F("most")), name="queue_day_not_overfull"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, pause_reason="")
                | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
                name="queue_pause_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.day}"


class Desk(models.Model):
    """A counter where one person is served at a time (窓口)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=48, unique=True)
    section = models.SlugField("課", max_length=48, db_index=True)
    title = models.JSONField("名前")
    rank = models.PositiveSmallIntegerField("並び順", default=0)
    is_active = models.BooleanField("使っている", default=True)
    opened_at = models.DateTimeField("開けた時刻", null=True)
    opened_by_ref = models.CharField("開けた人", max_length=80, blank=True)
    pack_digest = models.CharField("パックの印", max_length=32, blank=True, default="")
    lines: "models.ManyToManyField[Line, DeskLine]" = models.ManyToManyField(
        Line, through="DeskLine", related_name="desks"
    )

    class Meta:
        verbose_name = "窓口"
        verbose_name_plural = "窓口"
        ordering = ("section", "rank", "key")
        constraints = (
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by_ref="")
                | (Q(opened_at__isnull=False) & ~Q(opened_by_ref="")),
                name="queue_desk_opened_by",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"queue:desk:{self.key}"

    @property
    def name(self) -> TextValue:
        """Its name in all languages."""
        return TextValue(**self.title)


class DeskLine(models.Model):
    """A line that a desk serves; a higher rank waits until the lower ones are empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="serves")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="served_by")
    rank = models.PositiveSmallIntegerField("優先", default=0)

    desk_id: UUID
    line_id: UUID

    class Meta:
        verbose_name = "窓口の受け持ち"
        verbose_name_plural = "窓口の受け持ち"
        constraints = (
            models.UniqueConstraint(fields=["desk", "line"], name="queue_desk_line_once"),
        )

    def __str__(self) -> str:
        return f"{self.desk_id} {self.line_id}"


class Kiosk(models.Model):
    """A device in the hall that gives tickets (発券機); its address is its key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("番地", max_length=24, unique=True)
    title = models.CharField("名前", max_length=80)
    section = models.SlugField("課", max_length=48, blank=True)
    made_at = models.DateTimeField("登録した時刻")
    ended_at = models.DateTimeField("外した時刻", null=True)

    class Meta:
        verbose_name = "発券機"
        verbose_name_plural = "発券機"
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return self.title


class TypicalTime(models.Model):
    """What a service of a line has taken at a weekday and hour (ふだんの応対時間)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="typical")
    weekday = models.PositiveSmallIntegerField("曜日")
    hour = models.PositiveSmallIntegerField("時")
    seconds = models.PositiveIntegerField("秒")
    measured = models.PositiveIntegerField("件数")

    line_id: UUID

    class Meta:
        verbose_name = "ふだんの応対時間"
        verbose_name_plural = "ふだんの応対時間"
        constraints = (
            models.UniqueConstraint(fields=["line", "weekday", "hour"], name="queue_typical_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, hour__lte=23), name="queue_typical_in_week"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.weekday} {self.hour}"
