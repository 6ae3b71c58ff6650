# SPDX-License-Identifier: Apache-2.0
"""How do counts, shared values and blocked loads rest in the database?"""

from django.db import models


class Counter(models.Model):
    """Tries of one sender at one thing (試行の回数). Neither can be read from it."""

    key = models.BinaryField("照合値", max_length=32, primary_key=True)
    tries = models.PositiveIntegerField("回数", default=0)
    since = models.DateTimeField("数え始めた日時")
    closed_until = models.DateTimeField("次に試せる日時")
    forget_at = models.DateTimeField("忘れる日時", db_index=True)

    class Meta:
        verbose_name = "試行の回数"
        verbose_name_plural = "試行の回数"

    def __str__(self) -> str:
        return f"{self.tries}"


class SharedValue(models.Model):
    """A value that all processes of a zone share for a time (共有の値)."""

    key = models.CharField("照合値", max_length=64, primary_key=True)
    value = models.TextField("値")
    # Milliseconds of the epoch: read and written without the ORM.
    expires_ms = models.BigIntegerField("期限", db_index=True)

    class Meta:
        db_table = "guard_cache"
        verbose_name = "共有の値"
        verbose_name_plural = "共有の値"

    def __str__(self) -> str:
        return self.key[:8]


class BlockedLoad(models.Model):
    """How often browsers blocked a kind of load on a day (表示を止めた回数). No address, no page."""

    on = models.DateField("日")
    directive = models.CharField("規則", max_length=40)
    source = models.CharField("種類", max_length=12)
    count = models.PositiveIntegerField("回数", default=0)

    class Meta:
        verbose_name = "表示を止めた回数"
        verbose_name_plural = "表示を止めた回数"
        constraints = (
            models.UniqueConstraint(
                fields=["on", "directive", "source"], name="guard_one_count_per_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.directive} {self.count}"
