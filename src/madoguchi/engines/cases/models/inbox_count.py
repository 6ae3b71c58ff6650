# SPDX-License-Identifier: Apache-2.0
"""How many open cases has a section? Counters kept in the transaction of each action."""

from django.db import models


class InboxCount(models.Model):
    """The number of open cases (受付箱の件数) of a section, by state, arrival and assignment."""

    section = models.CharField("課", max_length=64)
    state = models.CharField("状態", max_length=12)
    correction_arrived = models.BooleanField("補正が届いた")
    assigned = models.BooleanField("担当あり")
    cases = models.IntegerField("件数", default=0)

    class Meta:
        verbose_name = "受付箱の件数"
        verbose_name_plural = "受付箱の件数"
        constraints = (
            models.UniqueConstraint(
                fields=["section", "state", "correction_arrived", "assigned"],
                name="one_count_a_bucket",
            ),
        )

    def __str__(self) -> str:
        return f"{self.section} {self.state} {self.cases}"
