# SPDX-License-Identifier: Apache-2.0
"""One process of a queue: make the tables, enqueue, or work. Run as a script by ``benchmarks.jobs``."""

import sys
import threading
import time
from datetime import timedelta
from importlib import import_module
from typing import Any

import django

MODULES = {
    "madoguchi": "our_tasks",
    "django-tasks-db": "stock_tasks",
    "procrastinate": "procrastinate_tasks",
}
LEASE = timedelta(seconds=3)
"""Ours takes a silent worker's job back after this; the default of 60 s would only take longer."""


def main() -> None:
    """``prepare`` · ``enqueue QUEUE TASK COUNT`` · ``work QUEUE``."""
    django.setup()
    verb, *words = sys.argv[1:]
    if verb == "prepare":
        prepare()
    elif verb == "enqueue":
        enqueue(words[0], words[1], int(words[2]))
    else:
        work(words[0])


def prepare() -> None:
    """Make the tables of all queues and the list of what ran."""
    from django.core.management import call_command
    from django.db import connection

    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_ran (number integer NOT NULL)")


def enqueue(queue: str, name: str, count: int) -> None:
    """All in one transaction; prints when it was committed. One ``deadly`` among many."""
    from django.db import transaction

    module: Any = import_module(f"benchmarks.queues.{MODULES[queue]}")
    with transaction.atomic():
        for number in range(count):
            task = getattr(module, "little" if name == "deadly" and number != 10 else name)
            (task.defer if queue == "procrastinate" else task.enqueue)(number=number)
    print(time.time(), flush=True)


def work(queue: str) -> None:
    """Work until killed, one job at a time."""
    from django.core.management import call_command

    import_module(f"benchmarks.queues.{MODULES[queue]}")
    if queue == "madoguchi":
        from madoguchi.platform.jobs.api import run_worker

        run_worker(threading.Event(), lease=LEASE)
    elif queue == "procrastinate":
        call_command("procrastinate", "worker", "--concurrency", "1", "--delete-jobs", "never")
    else:
        call_command("db_worker", "--backend", "stock", "--interval", "0.1", verbosity=0)


if __name__ == "__main__":
    main()
