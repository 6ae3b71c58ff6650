# SPDX-License-Identifier: Apache-2.0
"""A bulletin to 100,000 people, an alarm that overtakes it, and a sender killed at random.

Real providers' twins in their own processes; the mix is 60 % LINE, 25 % web push, 10 % e-mail, 5 %
SMS. ``PEOPLE=`` sets how many, ``KILLS=`` how often the sender is killed. The last line is JSON.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.figures import print_json, print_table
from benchmarks.messaging import twins as places
from benchmarks.messaging.inside import address_of
from benchmarks.messaging.twins import Twins
from benchmarks.town import PORTS, ROOT, databases
from madoguchi.config.demo.processes import Zone

FIRST = 1_000


class Inside:
    """A process in the portal zone that does what it is told."""

    def __init__(self, zone: Zone) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.messaging.inside"], cwd=ROOT, env=environment(zone),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, word: str, *values: Any) -> Any:
        """What it answered."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([word, *values]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{word}: the process inside has ended")
        return json.loads(line)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def environment(zone: Zone) -> dict[str, str]:
    """Settings of the zone for a program of the benchmark."""
    return dict(zone.environment | {"DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"})


@contextmanager
def a_zone(kind: str) -> Iterator[Zone]:
    """A prepared portal on one of the databases."""
    home = Path(tempfile.mkdtemp(prefix="madoguchi-bench-messaging-"))
    try:
        with databases(kind) as addresses:
            zone = Zone("portal", home / "portal", PORTS["portal"], PORTS["portal"])
            zone.extra["MADOGUCHI_DEMO"] = "0"
            if address := addresses.get("portal"):
                zone.extra["DATABASE_URL"] = address
            zone.call("prepare", "--zone", "portal", "--quiet")
            yield zone
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Sender:
    """The dispatcher's two processes: everything, and alarms only. Started, watched, killed."""

    def __init__(self, zone: Zone) -> None:
        self._zone, self.peak_mb = zone, 0.0
        self.processes = [self._start(), self._start("--alarms")]

    def _start(self, *more: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "benchmarks.messaging.sender", *more]
        return subprocess.Popen(words, cwd=ROOT, env=environment(self._zone))

    def watch(self) -> None:
        """The memory of the processes now; the greatest is kept."""
        used = sum(_resident_mb(one.pid) for one in self.processes)
        self.peak_mb = max(self.peak_mb, used)

    def kill(self) -> None:
        """kill -9 of the one that sends everything, and another begins."""
        self.processes[0].kill()
        self.processes[0].wait()
        self.processes[0] = self._start()

    def stop(self) -> None:
        """Let them finish what is at hand."""
        for one in self.processes:
            one.terminate()
        for one in self.processes:
            one.wait(90)


def _resident_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return int(next((one.split()[1] for one in lines if one.startswith("VmRSS")), "0")) / 1024


def wait_for(
    twins: Twins, sender: Sender, wanted: int, *, seconds: float
) -> list[tuple[float, int]]:
    """Until so many have arrived; (time, arrived) on the way."""
    seen: list[tuple[float, int]] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seen.append((time.time(), twins.total()))
        sender.watch()
        if seen[-1][1] >= wanted:
            break
        time.sleep(0.25)
    return seen


def settled(inside: Inside, notice: str, sender: Sender, *, seconds: float) -> dict[str, int]:
    """The states of a notice when nothing of it waits or is on its way."""
    until = time.monotonic() + seconds
    while True:
        states = dict(inside("look", notice)["states"])
        sender.watch()
        if not states.get("created") and not states.get("sending"):
            return states
        if time.monotonic() > until:
            return states
        time.sleep(0.5)


def measure(kind: str, people: int, kills: int) -> dict[str, Any]:
    """All figures on one database."""
    with places.running() as twins, a_zone(kind) as zone:
        inside = Inside(zone)
        try:
            inside("fill", people, twins.subscriptions(people))
            return _figures(kind, twins, zone, inside, people, kills)
        finally:
            inside.close()


def _figures(
    kind: str, twins: Twins, zone: Zone, inside: Inside, people: int, kills: int
) -> dict[str, Any]:
    written = inside("write", "bulletin-1")
    sender = Sender(zone)
    try:
        speed, overtake, doubled = _send(twins, inside, sender, written, people)
        lost, doubled_killed, killed = _kill(twins, inside, sender, people, kills)
    finally:
        sender.stop()
    print_table(
        f"messaging on {kind}", ("what", "figure"),
        [
            ("people", people), ("audience, seconds", written["audience_s"]),
            ("deliveries a second", speed), ("alarm: first 1,000 after, seconds", overtake),
            ("kills", killed), ("lost", lost),
            ("doubled without a kill", doubled), ("doubled by kills", doubled_killed),
            ("peak of the sender, MB", round(sender.peak_mb)),
        ],
    )  # fmt: skip
    return {
        "audience_s": written["audience_s"], "deliveries_per_s": speed, "overtake_s": overtake,
        "lost": lost, "doubled": sum(doubled.values()) + sum(doubled_killed.values()),
        "peak_mb": round(sender.peak_mb),
    }  # fmt: skip


def _send(
    twins: Twins, inside: Inside, sender: Sender, written: dict[str, Any], people: int
) -> tuple[int, float, dict[str, int]]:
    """A bulletin to the middle, then an alarm: its speed, when the alarm's first thousand were out."""
    seen = wait_for(twins, sender, people // 3, seconds=300)
    speed = _speed(seen)
    ordered = inside("alarm", "alarm-1")
    overtake = _first_thousand(twins, ordered["ordered_at"])
    rest = wait_for(twins, sender, people * 2, seconds=600)
    speed = _speed([one for one in seen if one[1]] + rest) if rest else speed
    if os.environ.get("SHOW"):
        print(inside("times", ordered["notice"]), ordered)
    for notice in (written["notice"], ordered["notice"]):
        settled(inside, notice, sender, seconds=120)
    return speed, overtake, _doubled(twins)


def _speed(seen: list[tuple[float, int]]) -> int:
    """Messages a second between the first look that saw any and the last."""
    moving = [one for one in seen if one[1]]
    if len(moving) < 2:
        return 0
    (began, first), (ended, last) = (
        moving[0],
        next((one for one in moving if one[1] == moving[-1][1]), moving[-1]),
    )
    return round((last - first) / max(ended - began, 0.001))


def _first_thousand(twins: Twins, ordered_at: float) -> float:
    """Seconds from the order until a thousand alarms were with the providers."""
    until = time.time() + 60
    while time.time() < until:
        arrived = [
            (wave["first_at"], wave["thousandth_at"] or 0.0, wave["count"])
            for one in twins.figures().values()
            for wave in one["waves"]
            if "避難" in wave["words"] or "Evacuate" in wave["words"]
        ]
        if sum(count for _, _, count in arrived) >= FIRST:
            done = [thousandth for _, thousandth, _ in arrived if thousandth]
            return round(min([*done, time.time()]) - ordered_at, 2)
        time.sleep(0.02)
    return round(time.time() - ordered_at, 2)


def _doubled(twins: Twins) -> dict[str, int]:
    return {name: one["doubled"] for name, one in twins.figures().items()}


def _kill(
    twins: Twins, inside: Inside, sender: Sender, people: int, kills: int
) -> tuple[int, dict[str, int], int]:
    """Another bulletin while the sender is killed; whom it did not reach, what came twice."""
    for channel in places.PORTS.keys() - {"smtp"}:
        twins.ask(channel, "/_twin/forget", {})
    written = inside("write", "bulletin-2")
    chance, killed = random.Random(2026), 0
    for number in range(kills):
        wanted = people * (number + 1) // (kills + 1)
        wait_for(twins, sender, wanted, seconds=240)
        time.sleep(chance.random())
        sender.kill()
        killed += 1
    states = settled(inside, written["notice"], sender, seconds=400)
    expected = inside("expect", written["notice"])
    lost = sum(
        count
        for state, count in states.items()
        if state in {"created", "sending", "dead", "failed"}
    )
    return lost + _missing(twins, expected, people), _doubled(twins), killed


def _missing(twins: Twins, expected: dict[str, list[str]], people: int) -> int:
    """Deliveries that the database has as sent and no provider has seen."""
    found = {name: one["counts"] for name, one in twins.figures(with_counts=True).items()}
    users = {key.split(" ")[0] for key in found["line"]}
    wanted_users = {address_of("line", n, []) for n in range(people) if n % 100 < 60}
    missing = len(wanted_users - users)
    for channel in ("webpush", "email", "sms"):
        text = " ".join(found[channel])
        seen = set(found[channel])
        missing += sum(
            1 for key in expected.get(channel, ()) if key not in seen and key not in text
        )
    return missing


def main() -> None:
    """Measure on both databases, or the one named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=int(os.environ.get("PEOPLE") or 100_000))
    parser.add_argument("--kills", type=int, default=int(os.environ.get("KILLS") or 5))
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    kinds = (asked.database,) if asked.database else ("sqlite", "postgresql")
    print_json({kind: measure(kind, asked.people, asked.kills) for kind in kinds})


if __name__ == "__main__":
    main()
