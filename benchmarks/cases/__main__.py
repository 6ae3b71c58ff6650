# SPDX-License-Identifier: Apache-2.0
"""Clerks at work on very many cases, over HTTP through the real stack, on both databases.

Settings: CASES (PostgreSQL, default 1,200,000), CASES_SQLITE (default 90,000), SECONDS (300),
RATE (40 requests per second), ARRIVE (the clerks come evenly over so many seconds; default
SECONDS), DATABASES (postgresql,sqlite), RUNS (1; the median of each figure is reported).
"""

import json
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from benchmarks.cases.drive_load import Measured, drive
from benchmarks.cases.offices import ROOT, environment, postgresql_office, sqlite_office
from benchmarks.cases.plan_load import Planner, Seat, Step
from benchmarks.cases.seed import PASSWORD, WARM_UP
from benchmarks.cases.watch_machine import Watch
from benchmarks.figures import median_ms, p95_ms, print_json, print_table
from benchmarks.town import wait_for_workers
from madoguchi.config.demo.processes import Zone, stop_all
from madoguchi.config.demo.wait import wait_until_up
from tools.postgres import server

WORKERS = 4
WARM_DESKS = 8
EXPORTED = 24_000
PROCEDURE = "resident-extract"
LETTER_OF = "child-benefit"
KEYS = {"inbox": "inbox", "search": "search", "open": "open", "decide": "decide"}


def main() -> None:
    """Measure each database and print tables and one JSON line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = os.environ.get("DATABASES", "postgresql,sqlite").split(",")
    figures: dict[str, dict[str, object]] = {"sqlite": {}, "postgresql": {}}
    with ExitStack() as stack:
        if "postgresql" in wanted:
            cases = int(os.environ.get("CASES") or 1_200_000)
            address = stack.enter_context(server())
            figures["postgresql"] = repeat("PostgreSQL", cases, address)
        if "sqlite" in wanted:
            cases = int(os.environ.get("CASES_SQLITE") or 90_000)
            figures["sqlite"] = repeat("SQLite", cases, "")
    print_json(figures)


def repeat(name: str, cases: int, address: str) -> dict[str, object]:
    """Some runs, each on a fresh copy; the median of each figure."""
    runs = []
    for _ in range(int(os.environ.get("RUNS", "1"))):
        with postgresql_office(address, cases) if address else sqlite_office(cases) as office:
            runs.append(measure(f"{name}, {cases:,} cases", office))
    merged: dict[str, object] = {}
    for key in runs[0]:
        values = [run[key] for run in runs if run[key] is not None]
        merged[key] = round(statistics.median(values), 2) if values else None
    return {**merged, "cases": cases}


def measure(title: str, office: Zone) -> dict[str, Any]:
    """One run: the clerks' day, then exports and letters while nobody else works."""
    print(f"\n{title}", flush=True)
    figures = work_day(title, office)
    exports = {
        kind: in_office(office, "measure_papers", kind, "--procedure", PROCEDURE)
        for kind in ("csv", "xlsx")
    }
    letters = in_office(office, "measure_papers", "letters", "--procedure", LETTER_OF)
    rows = [
        (kind, f"{one['lines']:,}", one["seconds"], one["peak_mb"], one["before_mb"])
        for kind, one in exports.items()
    ]
    print_table(f"{title}: export", ("kind", "lines", "s", "peak MB", "MB before"), rows)
    print_table(f"{title}: letters (PDF/UA)", tuple(letters), [tuple(letters.values())])
    whole = exports["csv"]["lines"] > EXPORTED
    slower = max(exports.values(), key=lambda one: float(one["seconds"]))
    return figures | {
        "export_24000_s": slower["seconds"] if whole else None,
        "export_peak_mb": max(one["peak_mb"] for one in exports.values()),
        "letter_ms": letters["median_ms"],
    }


def work_day(title: str, office: Zone) -> dict[str, Any]:
    """Serve the office and let the clerks work."""
    seconds = float(os.environ.get("SECONDS", "300"))
    rate = float(os.environ.get("RATE", "40"))
    arrive = float(os.environ.get("ARRIVE") or seconds)
    targets = in_office(office, "targets")
    planner = Planner(read_seats(office), targets)
    steps = planner.plan(rate=rate, seconds=seconds, arrive=arrive)
    log = office.home / "server.log"
    words = ("--zone", "office", "--port", str(office.port), "--workers", str(WORKERS))
    process = office.start("run", *words, log=log)
    try:
        wait_until_up(office.port, processes=[process])
        wait_for_workers(office.port, WORKERS)
        warm_up(office, targets)
        with Watch(process.pid) as watch:
            measured = drive(steps, host="127.0.0.1", port=office.port, password=PASSWORD)
    finally:
        stop_all([process])
    show(title, measured, steps, arrive)
    print_table(f"{title}: the machine meanwhile", ("", "share of the CPU, %"), watch.rows())
    if measured.errors:
        raise SystemExit(f"{len(measured.errors)} errors, such as {measured.errors[:3]}; see {log}")
    return {f"{key}_p95_ms": p95_ms(measured.seconds[kind]) for kind, key in KEYS.items()}


def warm_up(office: Zone, targets: Mapping[str, Any]) -> None:
    """What a server does first it does once: open each kind of page in every process and thread.

    The desks sign in a second apart: many tries at once with one name would lock it.
    """
    known = targets["citizens"]
    pages = ["/cases/", "/cases/search/?q=" + "%E5%B1%B1%E7%94%B0", *_cases(known)]
    steps = [
        Step(n * 0.2 + desk, Seat(-desk, WARM_UP, "citizens", decides=True), "warm_up", page)
        for n, page in enumerate(pages * 6)
        for desk in range(1, WARM_DESKS + 1)
    ]
    measured = drive(steps, host="127.0.0.1", port=office.port, password=PASSWORD)
    if measured.errors:
        raise SystemExit(f"warm-up: {measured.errors[:3]}")


def _cases(known: Mapping[str, Any]) -> list[str]:
    return [f"/cases/{known[pile][-1]}/" for pile in ("reviewing", "unassigned", "ended")]


def show(title: str, measured: Measured, steps: list[Step], arrive: float) -> None:
    """Print the times of each kind."""
    rows = []
    for kind in ("sign_in", "inbox", "search", "open", "act", "decide"):
        times = measured.seconds[kind]
        if times:
            worst = round(max(times) * 1000, 1)
            rows.append((kind, len(times), median_ms(times), p95_ms(times), worst))
    print_table(f"{title}: times in ms", ("action", "number", "p50", "p95", "max"), rows)
    clerks = len({step.seat.number for step in steps})
    print(
        f"  {len(steps)} actions planned over {steps[-1].at:.0f} s, done after"
        f" {measured.lasted:.1f} s; {clerks} clerks came over {arrive:.0f} s;"
        f" {len(measured.errors)} errors; sent at most {measured.latest * 1000:.0f} ms late"
    )


def read_seats(office: Zone) -> list[Seat]:
    """The clerks who were seeded."""
    listed = json.loads((office.home / "clerks.json").read_text())
    return [
        Seat(number, login, section, decides)
        for number, (section, _, _, login, decides) in enumerate(listed)
    ]


def in_office(office: Zone, module: str, *words: str) -> Any:
    """Run a module of this folder in a process of the office; what it prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.cases.{module}", *words],
        env=environment(office),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{module}: {done.stderr[-3000:]}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
