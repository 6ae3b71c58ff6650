# SPDX-License-Identifier: Apache-2.0
"""What happened to a case? Actions are only ever added."""

from django.db import models

from madoguchi.engines.cases.models.case import STATES, Case
from madoguchi.kernel.ids import new_id


class CaseAction(models.Model):
    """An action on a case (経過). The database refuses to change or delete it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="actions", db_index=False)
    seq = models.PositiveIntegerField("順番")
    kind = models.CharField("種類", max_length=32)
    state = models.CharField("あとの状態", max_length=12, choices=STATES)
    at = models.DateTimeField("時刻")
    actor_kind = models.CharField("動いた人の種類", max_length=8)
    actor_ref = models.CharField("動いた人", max_length=80)
    actor_name = models.CharField("動いた人の名前", max_length=80, blank=True)
    data = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "経過"
        verbose_name_plural = "経過"
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="actions_in_order"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
