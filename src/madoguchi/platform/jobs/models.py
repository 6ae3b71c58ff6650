# SPDX-License-Identifier: Apache-2.0
"""How do jobs rest in the database between the caller and the worker?"""

from django.db import models
from django.db.models import Q

from madoguchi.kernel.ids import new_id

CHANNEL = "madoguchi_jobs"
"""Where PostgreSQL tells idle workers that there is work."""


class Job(models.Model):
    """One piece of work for later (ジョブ).

    ``READY`` waits (also for its next attempt), ``RUNNING`` is leased by a worker, ``SUCCESSFUL``
    is done, ``FAILED`` is dead: nobody tries again until an operator says so.
    """

    class Status(models.TextChoices):
        """The words of the Django Tasks API."""

        READY = "READY", "待ち"
        RUNNING = "RUNNING", "実行中"
        SUCCESSFUL = "SUCCESSFUL", "完了"
        FAILED = "FAILED", "停止"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.CharField("処理", max_length=200)
    queue = models.CharField("列", max_length=60, default="default")
    priority = models.SmallIntegerField("優先度", default=0)
    args = models.JSONField("引数", default=list)
    kwargs = models.JSONField("名前付き引数", default=dict)
    key = models.CharField("重複防止キー", max_length=200, null=True, unique=True)
    status = models.CharField("状態", max_length=10, choices=Status, default=Status.READY)
    run_after = models.DateTimeField("開始できる日時")
    enqueued_at = models.DateTimeField("登録日時")
    started_at = models.DateTimeField("最初の開始日時", null=True)
    last_attempted_at = models.DateTimeField("最後の開始日時", null=True)
    finished_at = models.DateTimeField("終了日時", null=True)
    attempts = models.PositiveSmallIntegerField("試行回数", default=0)
    max_attempts = models.PositiveSmallIntegerField("試行回数の上限")
    leased_by = models.CharField("作業者", max_length=80, blank=True)
    leased_until = models.DateTimeField("作業の期限", null=True)
    # Names with spaces between.
    worker_ids = models.TextField(blank=True)
    errors = models.JSONField("エラー", default=list)
    result = models.JSONField("結果", null=True)

    class Meta:
        verbose_name = "ジョブ"
        verbose_name_plural = "ジョブ"
        indexes = (
            models.Index(
                fields=["-priority", "run_after", "id"],
                name="jobs_waiting",
                condition=Q(status="READY"),
            ),
            models.Index(
                fields=["leased_until"], name="jobs_leased", condition=Q(status="RUNNING")
            ),
            models.Index(
                fields=["status", "finished_at"],
                name="jobs_finished",
                condition=Q(finished_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.id}"


class PeriodicRun(models.Model):
    """When a periodic task was last due and enqueued (定期ジョブ)."""

    task = models.CharField("処理", max_length=200, primary_key=True)
    last_due_at = models.DateTimeField("最後の予定日時")

    class Meta:
        verbose_name = "定期ジョブ"
        verbose_name_plural = "定期ジョブ"

    def __str__(self) -> str:
        return self.task
