# SPDX-License-Identifier: Apache-2.0
"""What remains to be done for a case?"""

from django.db import models
from django.db.models import Q

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id


class Task(models.Model):
    """Something to do for a case (やること)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField("やること", max_length=200)
    due_on = models.DateField("いつまで", null=True)
    assignee_ref = models.CharField("する人", max_length=80, blank=True)
    assignee_name = models.CharField("する人の名前", max_length=80, blank=True)
    added_at = models.DateTimeField("書いた時刻")
    done_at = models.DateTimeField("済んだ時刻", null=True)
    done_by = models.CharField("済ませた人", max_length=80, blank=True)

    class Meta:
        verbose_name = "やること"
        verbose_name_plural = "やること"
        ordering = ("done_at", "due_on", "added_at")
        indexes = (
            models.Index(
                fields=["assignee_ref", "due_on"],
                condition=Q(done_at__isnull=True),
                name="task_to_do",
            ),
        )

    def __str__(self) -> str:
        return self.title
