# SPDX-License-Identifier: Apache-2.0
"""Attempts with random faults of the gateway and kills of our processes, and reconciliation.

The gateway's twin keeps its own truth in a file of its own; at the end the ledger is compared with
it attempt by attempt. ``ATTEMPTS=`` sets how many are made on each database. The last line is JSON.
"""

import argparse
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from benchmarks.figures import median_ms, p95_ms, print_json, print_table
from benchmarks.http_client import Client
from benchmarks.payments.kills import Killer
from benchmarks.payments.payers import CSRF, Payer
from benchmarks.town import PORTS, databases, in_zone, wait_for_workers
from madoguchi.config.demo.processes import Zone, stop_all
from madoguchi.config.demo.wait import wait_until_up

INSIDE = "benchmarks.payments.inside"
TWIN_PORT = 8913
SECRET = "benchmark-secret"
CLIENTS, WEB = 3, 2
WARM, CALM = 10, 100
"""Attempts of each payer that are not timed, and those that are timed before the first kill."""
FAULTS = {"lost_answers": 0.04, "errors": 0.04, "twice": 0.2, "late": 0.15, "silent": 0.05}
KILL_EVERY = 9.0


def start_twin(home: Path) -> subprocess.Popen[bytes]:
    """The provider, a process of its own with its own file."""
    words = [
        "--port", str(TWIN_PORT), "--secret", SECRET, "--file", str(home / "twin.sqlite3"),
        "--webhook", f"http://127.0.0.1:{PORTS['portal']}/payments/gateway/webhook",
        "--faults", json.dumps(FAULTS),
    ]  # fmt: skip
    with (home / "twin.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "madoguchi.connectors.gateway.twin", *words],
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def ask_twin(verb: str, path: str, body: dict[str, float] | None = None) -> dict[str, Any]:
    """Something of the provider itself."""
    answer = httpx.request(
        verb, f"http://127.0.0.1:{TWIN_PORT}{path}", json=body, timeout=60, trust_env=False,
        headers={"Authorization": f"Bearer {SECRET}"},
    )  # fmt: skip
    found: dict[str, Any] = answer.json()
    return found


def inside(zone: Zone, *words: str) -> dict[str, Any]:
    """Do something inside the zone."""
    found: dict[str, Any] = json.loads(in_zone(zone, INSIDE, *words).splitlines()[-1])
    return found


def pay_under_fire(
    zone: Zone, home: Path, seeded: dict[str, Any]
) -> tuple[list[Payer], int, list[float]]:
    """Everybody pays, soon while processes are killed.

    The payers, how many were killed, and the seconds of each attempt before the first kill.
    """
    words = ("--zone", "portal", "--port", str(zone.port), "--workers", str(WEB))

    def start_web() -> subprocess.Popen[bytes]:
        return zone.start("run", *words, log=home / "web.log")

    def start_worker() -> subprocess.Popen[bytes]:
        return zone.start("worker", "--zone", "portal", log=home / "worker.log")

    killer = Killer(start_web, start_worker, every=KILL_EVERY, seed=7)
    wait_until_up(zone.port, processes=[killer.web])
    wait_for_workers(zone.port, WEB)
    payers = [payer_of(n, cookie, seeded) for n, cookie in enumerate(seeded["cookies"])]
    try:
        together(payers, 0, WARM)
        for one in payers:
            one.times.clear()
        together(payers, WARM, WARM + CALM)
        calm = [took for one in payers for took in one.times]
        killer.start()
        together(payers, WARM + CALM, None)
        killer.done.set()
        killer.join()
    finally:
        killer.done.set()
        stop_all([killer.web, killer.worker])
    return payers, killer.kills, calm


def together(payers: list[Payer], first: int, last: int | None) -> None:
    """Let everyone pay from one of their dues to another at once."""
    threads = [threading.Thread(target=one.pay, args=(first, last)) for one in payers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def payer_of(place: int, cookie: str, seeded: dict[str, Any]) -> Payer:
    """A browser with session and CSRF cookie, and this person's dues."""
    name, _, value = cookie.partition("=")
    client = Client("127.0.0.1", PORTS["portal"])
    client.cookies = {name: value, "portal_csrf": CSRF}
    return Payer(client, [tuple(one) for one in seeded["dues"][place]], place)


def compare(ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[int, int]:
    """Yen by which ledger and truth differ over all attempts, and double charges."""
    refs = {*ours["taken"], *theirs["captured"], *ours["back"], *theirs["refunded"]}
    apart = sum(
        abs(ours["taken"].get(one, 0) - theirs["captured"].get(one, 0))
        + abs(ours["back"].get(one, 0) - theirs["refunded"].get(one, 0))
        for one in refs
    )
    apart += abs(ours["given_in_ledger"] - sum(theirs["refunded"].values()))
    return apart, ours["double"] + theirs["twice"]


def measure_attempts(kind: str, attempts: int) -> dict[str, object]:
    """The figures of paying on one database."""
    home = Path(tempfile.mkdtemp(prefix="madoguchi-bench-"))
    twin = start_twin(home)
    try:
        with databases(kind) as addresses:
            zone = Zone("portal", home / "portal", PORTS["portal"], PORTS["portal"])
            zone.extra["MADOGUCHI_DEMO"] = "0"
            zone.extra["MADOGUCHI_PAYMENT_GATEWAY"] = f"http://127.0.0.1:{TWIN_PORT}"
            zone.extra["MADOGUCHI_PAYMENT_GATEWAY_SECRET"] = SECRET
            if address := addresses.get("portal"):
                zone.extra["DATABASE_URL"] = address
            zone.call("prepare", "--zone", "portal", "--quiet")
            seeded = inside(zone, "seed", str(CLIENTS), str(attempts))
            payers, kills, calm = pay_under_fire(zone, home, seeded)
            refunds = inside(zone, "refund")
            ask_twin("POST", "/faults", {})
            ended = inside(zone, "finish")
            ours, theirs = inside(zone, "sums"), ask_twin("GET", "/truth")
    finally:
        stop_all([twin])
        shutil.rmtree(home, ignore_errors=True)
    apart, double = compare(ours, theirs)
    times = [took for one in payers for took in one.times]
    codes = sum((one.codes for one in payers), Counter[str]())
    rows = [
        ("POST /api/payments/attempts", len(calm), median_ms(calm), p95_ms(calm)),
        ("the same with all since", len(times), median_ms(times), p95_ms(times)),
    ]
    print_table(kind, ("what", "samples", "median ms", "p95 ms"), rows)
    told = {"kills": kills, "refused": dict(codes), **refunds, **ended, "states": ours["states"]}
    for name, value in told.items():
        print(f"  {name}: {value}", flush=True)
    return {
        "attempts": sum(one.begun for one in payers),
        "ledger_difference_yen": apart,
        "double_charges": double,
        "attempt_p95_ms": p95_ms(calm),
        "attempt_p95_under_fire_ms": p95_ms(times),
        "kills": kills,
    }


def measure_lines(kind: str) -> dict[str, object]:
    """The figures of reconciliation, where this installation has it."""
    if importlib.util.find_spec("benchmarks.payments.reconcile") is None:
        return {}
    module = importlib.import_module("benchmarks.payments.reconcile")
    found: dict[str, object] = module.figures(kind)
    return found


def main() -> None:
    """Measure on the databases asked for; the last line is JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.payments", description=__doc__)
    parser.add_argument("--databases", default="sqlite,postgresql")
    options = parser.parse_args()
    attempts = int(os.environ.get("ATTEMPTS") or 10_000)
    kinds = options.databases.split(",")
    print_json({kind: measure_attempts(kind, attempts) | measure_lines(kind) for kind in kinds})


if __name__ == "__main__":
    main()
