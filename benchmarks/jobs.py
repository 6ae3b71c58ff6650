# SPDX-License-Identifier: Apache-2.0
"""How many jobs a second, and how many survive what can befall a queue? ``make bench-jobs``

Ours beside procrastinate and django-tasks-db: same machine, same run, same jobs, two workers each
that a supervisor starts again, each queue as it comes out of the box. ``JOBS=`` sets how many jobs
are timed, ``PATIENCE=`` how many seconds a queue has to recover. The last line is JSON.
"""

import os
import signal
import time
from collections.abc import Callable

from benchmarks.figures import print_json, print_table
from benchmarks.queues.city import UNFINISHED, City, Crew, Postgres, city

QUEUES = {
    "postgresql": ("madoguchi", "procrastinate", "django-tasks-db"),
    "sqlite": ("madoguchi", "django-tasks-db"),
}
JOBS = int(os.environ.get("JOBS", "4000"))
LONGEST = 60.0
"""Seconds after which the jobs that are done by then are counted."""
PATIENCE = float(os.environ.get("PATIENCE", "60"))
WORKERS = 2
MANY = 200


def worker_killed(_: City, crew: Crew) -> None:
    """One worker dies in the middle of a job."""
    crew.kill_one()


def backend_killed(here: City, _: Crew) -> None:
    """Every connection to the database is broken off."""
    here.database.ask(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def database_restarted(here: City, _: Crew) -> None:
    """The server goes away for two seconds."""
    assert isinstance(here.database, Postgres)
    here.database.stop(signal.SIGINT)
    time.sleep(2)
    here.database.start()


def repeated_kills(_: City, crew: Crew) -> None:
    """Six times a worker dies, half a second apart."""
    for number in range(6):
        crew.kill_one(number)
        time.sleep(0.5)


def job_crashes(_: City, __: Crew) -> None:
    """Nothing from outside: one of the jobs kills its worker at the first run."""


SCENARIOS: dict[str, tuple[Callable[[City, Crew], None], str]] = {
    "worker_killed": (worker_killed, "little"),
    "backend_killed": (backend_killed, "little"),
    "database_restarted": (database_restarted, "little"),
    "repeated_kills": (repeated_kills, "little"),
    "crash": (job_crashes, "deadly"),
}
SERVER_ONLY = {"backend_killed", "database_restarted"}


def jobs_per_s(here: City, queue: str) -> float:
    """Jobs that do nothing, enqueued while the workers wait, until the last one is done."""
    crew = Crew(here, queue, WORKERS)
    try:
        here.run("enqueue", queue, "little", "4")
        here.wait(lambda: here.database.ask(UNFINISHED[queue]) == 0, 60)
        time.sleep(1)
        return _timed(here, queue, JOBS)
    finally:
        crew.end()


def _timed(here: City, queue: str, count: int) -> float:
    here.clear(queue)
    # The clock begins at the commit: only then can the workers see the jobs.
    began = float(here.run("enqueue", queue, "nothing", str(count)).split()[-1])
    here.wait(lambda: here.database.ask(UNFINISHED[queue]) == 0, LONGEST)
    spent, left = time.time() - began, here.database.ask(UNFINISHED[queue])
    return round((count - left) / spent, 1)


def recovery(here: City, queue: str, name: str) -> dict[str, float]:
    """What share of the jobs was done after something befell the queue, and how many twice."""
    befall, task = SCENARIOS[name]
    here.clear(queue)
    crew = Crew(here, queue, WORKERS)
    try:
        here.run("enqueue", queue, task, str(MANY))
        here.wait(lambda: here.database.ask("SELECT count(*) FROM bench_ran") >= 5, 60)
        befall(here, crew)
        began = time.monotonic()
        here.wait(lambda: _done(here) == MANY, PATIENCE)
        spent = time.monotonic() - began
        done = _done(here)
        ran = here.database.ask("SELECT count(*) FROM bench_ran")
    finally:
        crew.end()
    return {"percent": round(100 * done / MANY, 1), "twice": ran - done, "seconds": round(spent, 1)}


def _done(here: City) -> int:
    return here.database.ask("SELECT count(DISTINCT number) FROM bench_ran")


def measure(kind: str) -> dict[str, object]:
    """Every queue on one kind of database."""
    figures: dict[str, dict[str, object]] = {}
    for queue in QUEUES[kind]:
        with city(kind) as here:
            speed = jobs_per_s(here, queue)
            outcomes = {
                name: recovery(here, queue, name)
                for name in SCENARIOS
                if kind == "postgresql" or name not in SERVER_ONLY
            }
        figures[queue] = {
            "jobs_per_s": speed,
            "recovered": {name: one["percent"] for name, one in outcomes.items()},
            "ran_twice": sum(int(one["twice"]) for one in outcomes.values()),
        }
        shown = [
            (name, f"{o['percent']} %", o["twice"], o["seconds"]) for name, o in outcomes.items()
        ]
        print_table(
            f"{kind}: {queue}, {speed} jobs/s", ("scenario", "recovered", "twice", "s"), shown
        )
    ours = figures.pop("madoguchi")
    return {**ours, **figures}


def main() -> None:
    """Measure both databases."""
    print_json({kind: measure(kind) for kind in ("sqlite", "postgresql")})


if __name__ == "__main__":
    main()
