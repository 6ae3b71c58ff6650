# SPDX-License-Identifier: Apache-2.0
"""Booking over HTTP, races over real connections, draw and calendars, on both databases.

Four web processes; a booking is one POST with quota, audit leaf and queued notice. ``RACES=`` sets
how many contended attempts are made on each database. The last line is JSON.
"""

import argparse
import json
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.booking import drawing
from benchmarks.figures import median_ms, p95_ms, print_json, print_table
from benchmarks.http_client import Client
from benchmarks.town import PORTS, databases, in_zone, serving
from madoguchi.config.demo.processes import Zone

MANY, HOT_CLIENTS = 8, 64
CSRF = "b" * 32
INSIDE = "benchmarks.booking.inside"
MONTH_PAGE = "/booking/offers/{offer}/?view=month&month={month}"
MONTH_JSON = "/api/offers/{offer}/free?first={month}-01&last={month}-30"


@dataclass
class Person:
    """A signed-in person at a connection of their own."""

    client: Client
    times: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    last_sold: float = 0.0
    codes: set[str] = field(default_factory=set)

    def book(self, body: bytes) -> int:
        """Post one reservation; returns the status."""
        began = time.perf_counter()
        answer = self.client.request(
            "POST", "/api/reservations", body, "application/json", {"X-CSRFToken": CSRF}
        )
        ended = time.perf_counter()
        self.times.append(ended - began)
        self.statuses.append(answer.status)
        if answer.status == 201:
            self.last_sold = ended
        else:
            self.codes.add(f"{answer.status} {json.loads(answer.body).get('code')}")
        return answer.status


def people_of(cookies: list[str]) -> list[Person]:
    """Browsers with their session and CSRF cookie."""
    found = []
    for cookie in cookies:
        name, _, value = cookie.partition("=")
        client = Client("127.0.0.1", PORTS["portal"])
        client.cookies = {name: value, "portal_csrf": CSRF}
        found.append(Person(client))
    return found


def together(people: list[Person], work: Any) -> float:
    """Let everyone work at once; returns the instant of the start."""
    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return began


def body_of(offer: str, seeded: dict[str, Any]) -> bytes:
    """A booking of one place, made at once."""
    wish = {"offer": offer, "starts_at": seeded["starts_at"], "ends_at": seeded["ends_at"]}
    return json.dumps({**wish, "confirm": True}).encode()


def reservations(seeded: dict[str, Any], each: int) -> tuple[float, list[float]]:
    """Bookings per second by eight clients, and the seconds of each."""
    people, body = people_of(seeded["cookies"][:MANY]), body_of("wide", seeded)

    def warm(person: Person) -> None:
        for _ in range(10):
            person.book(body)

    def work(person: Person) -> None:
        for _ in range(each):
            person.book(body)

    together(people, warm)
    for person in people:
        person.times.clear()
    began = together(people, work)
    seconds = time.perf_counter() - began
    wrong = {code for person in people for code in person.codes}
    if wrong:
        raise RuntimeError(f"bookings went wrong: {wrong}")
    return MANY * each / seconds, [took for person in people for took in person.times]


def hot(seeded: dict[str, Any]) -> dict[str, Any]:
    """500 places and 64 clients that go on until they are refused."""
    people, body = people_of(seeded["cookies"][:HOT_CLIENTS]), body_of("hot", seeded)

    def work(person: Person) -> None:
        while person.book(body) == 201:
            pass

    began = together(people, work)
    codes = sorted({code for person in people for code in person.codes})
    if codes != ["409 booking.full"]:
        raise RuntimeError(f"losers were told: {codes}")
    told = sum(person.statuses.count(201) for person in people)
    return {"told": told, "seconds": max(person.last_sold for person in people) - began}


def months(seeded: dict[str, Any], times: int, pattern: str) -> list[float]:
    """Seconds of a month of one facility (ten spaces): the citizens' page, or JSON."""
    client = Client("127.0.0.1", PORTS["portal"])
    year, month, _ = seeded["first"].split("-")
    took = []
    for n in range(times):
        path = pattern.format(offer=f"f{n % 20}", month=f"{year}-{month}")
        began = time.perf_counter()
        answer = client.get(path)
        took.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    return took


def inside(zone: Zone, *words: str) -> dict[str, Any]:
    """Measure inside the zone."""
    found: dict[str, Any] = json.loads(in_zone(zone, INSIDE, *words).splitlines()[-1])
    return found


def measure(kind: str, *, scale: float, races: int) -> dict[str, object]:
    """All figures on one database."""
    home = Path(tempfile.mkdtemp(prefix="madoguchi-bench-"))
    try:
        with databases(kind) as addresses:
            zone = Zone("portal", home / "portal", PORTS["portal"], PORTS["portal"])
            zone.extra["MADOGUCHI_DEMO"] = "0"
            if address := addresses.get("portal"):
                zone.extra["DATABASE_URL"] = address
            zone.call("prepare", "--zone", "portal", "--quiet")
            seeded = inside(zone, "seed", str(HOT_CLIENTS))
            with serving(zone, home):
                rate, times = reservations(seeded, max(1, round(150 * scale)))
                race = hot(seeded)
                month = months(seeded, max(40, round(200 * scale)), MONTH_PAGE)
                as_json = months(seeded, max(20, round(100 * scale)), MONTH_JSON)
            sold = inside(zone, "sold")
            free = inside(zone, "availability", str(max(20, round(100 * scale))))
            raced = inside(zone, "races", str(races))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    drawn = drawing.measure()
    show(
        kind,
        times,
        month,
        as_json,
        {"hot": race, "sold": sold, "free": free, "races": raced, "draw": drawn},
    )
    return {
        "reservations_per_s": round(rate, 1),
        "reservations_p95_ms": p95_ms(times),
        "hot_sold": sold["bookings"],
        "hot_oversold": max(sold["taken"], sold["bookings"], race["told"]) - sold["capacity"],
        "hot_seconds": round(race["seconds"], 2),
        "race_attempts": raced["attempts"],
        "race_double": raced["double"],
        "race_no_winner": raced["no_winner"],
        "draw_s": drawn["draw_s"],
        "draw_rerun_equal": drawn["draw_rerun_equal"],
        "availability_p95_ms": free["p95_ms"],
        "month_p95_ms": p95_ms(month),
    }


def show(
    kind: str, times: list[float], month: list[float], as_json: list[float], more: dict[str, Any]
) -> None:
    """The figures for people."""
    rows = [
        ("POST /api/reservations", len(times), median_ms(times), p95_ms(times)),
        ("a month of 10 spaces (page)", len(month), median_ms(month), p95_ms(month)),
        ("a month of 10 spaces (JSON)", len(as_json), median_ms(as_json), p95_ms(as_json)),
    ]
    print_table(kind, ("what", "samples", "median ms", "p95 ms"), rows)
    for name, value in more.items():
        print(f"  {name}: {value}")


def main() -> None:
    """Measure on the databases asked for; the last line is JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.booking", description=__doc__)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--scale", type=float, default=1.0, help="fewer or more samples")
    options = parser.parse_args()
    races = int(os.environ.get("RACES") or 40_000)
    kinds = options.databases.split(",")
    print_json({kind: measure(kind, scale=options.scale, races=races) for kind in kinds})


if __name__ == "__main__":
    main()
