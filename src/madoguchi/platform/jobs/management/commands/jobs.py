# SPDX-License-Identifier: Apache-2.0
"""Show the queue and its dead jobs, and bring dead jobs back."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.jobs.dead import list_dead, retry
from madoguchi.platform.jobs.models import Job


class Command(BaseCommand):
    """``jobs``, ``jobs dead``, ``jobs retry <id>``, ``jobs retry all``."""

    help = "Show the queue, list dead jobs, retry them"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the words."""
        parser.add_argument(
            "action", nargs="?", choices=("state", "dead", "retry"), default="state"
        )
        parser.add_argument("which", nargs="?", help="id of a dead job, or all")

    def handle(self, **options: Any) -> None:
        """Do the one action."""
        if options["action"] == "state":
            self._state()
        elif options["action"] == "dead":
            self._dead()
        else:
            self._retry(options["which"])

    def _state(self) -> None:
        rows = Job.objects.values("status", "queue").annotate(n=Count("pk")).order_by("status")
        for row in rows:
            self.stdout.write(f"{row['status']:10} {row['queue']:12} {row['n']}")

    def _dead(self) -> None:
        for job in list_dead():
            last = job.errors[-1]["class"] if job.errors else ""
            self.stdout.write(f"{job.pk} {job.task} {job.finished_at:%Y-%m-%dT%H:%MZ} {last}")

    def _retry(self, which: str | None) -> None:
        if not which:
            raise CommandError("Name the id of a dead job, or all.")
        try:
            chosen = [job.pk for job in list_dead(10_000)] if which == "all" else [UUID(which)]
            for job_id in chosen:
                retry(job_id=job_id, actor=SYSTEM, at=now())
        except (ValueError, NotFound) as error:
            raise CommandError(f"No dead job {which}.") from error
        self.stdout.write(f"{len(chosen)} will be tried again")
