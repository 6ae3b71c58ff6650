# SPDX-License-Identifier: Apache-2.0
"""Does the city survive? ``make bench-survival`` (KILLS=… CANARIES=… set the sizes)

People file over HTTP while processes are killed; then the history is held against the office,
the portal is searched for what they typed, parcels are tampered with, a backup is restored.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

from benchmarks.figures import print_json, print_table
from benchmarks.sanitising import LEVELS, try_corpus
from benchmarks.survival import canaries
from benchmarks.survival.checker import Verdict, judge
from benchmarks.survival.filers import Filer, History
from benchmarks.survival.nemesis import Nemesis
from benchmarks.survival.world import World, a_world
from benchmarks.town import in_zone
from madoguchi.config.demo.processes import madoguchi

PEOPLE = 3
SECONDS_PER_KILL = 3.0
MEMORY = "memory"


def main() -> int:
    """Run on the databases asked for; the last line is JSON.

    1 if anything was lost or doubled, a canary found, a tampering missed, a hostile file not inert.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.survival", description=__doc__)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--kills", type=int, default=int(os.environ.get("KILLS") or 300))
    parser.add_argument("--canaries", type=int, default=int(os.environ.get("CANARIES") or 10_000))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument(
        "--not-memory", action="store_true",
        help="report what the portal's memory holds, and do not fail for it",
    )  # fmt: skip
    parser.add_argument("--skip-hostile", action="store_true", help="leave the hostile files out")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    figures = {
        kind: survive(kind, kills=options.kills, planted=options.canaries, seed=options.seed)
        for kind in options.databases.split(",")
    }
    files = {} if options.skip_hostile else hostile()
    print_json({kind: figure | files for kind, figure in figures.items()})
    faults = [
        f"{kind}: {fault}"
        for kind, figure in figures.items()
        for fault in faults_of(figure | files, memory=not options.not_memory)
    ]
    for fault in faults:
        print(f"FAILED {fault}", file=sys.stderr)
    return int(bool(faults))


def faults_of(figure: dict[str, Any], *, memory: bool = True) -> list[str]:
    """What of the figures of a database is not as it must be, in words."""
    found = [f"{name} {figure[name]}" for name in ("lost", "doubled", "problems") if figure[name]]
    places = figure["canaries_found_by_place"]
    found += [
        f"canaries found in {name}: {count}"
        for name, count in places.items()
        if count and (memory or name != MEMORY)
    ]
    for tried, caught in (
        ("tampers_tried", "tampers_detected"),
        ("hostile_tried", "hostile_inert"),
    ):
        if figure.get(caught, 0) != figure.get(tried, 0):
            found.append(f"{caught} {figure[caught]} of {figure[tried]}")
    return found


def survive(kind: str, *, kills: int, planted: int, seed: int) -> dict[str, Any]:
    """Everything on one database."""
    began = time.monotonic()
    with a_world(kind) as world:
        world.serve()
        history, nemesis = History(), Nemesis(world, kills, seed=seed)
        storm(world, history, nemesis)
        calm(world, history, planted)
        backups_under_kills(world, nemesis)
        verdict = judge(world, history)
        tampers = try_tampers(world)
        traces = search(world)
        drill = practise(world)
        report(kind, nemesis, history, verdict, tampers, traces, drill)
        print(f"  {time.monotonic() - began:.0f} s in all")
        return {
            "canaries_planted": history.planted,
            "canaries_found": len(set().union(*(f.numbers for f in traces.values())))
            or sum(f.count for f in traces.values()),
            "canaries_found_by_place": {name: found.count for name, found in traces.items()},
            "tampers_tried": sum(tampers["tried"].values()),
            "tampers_detected": sum(tampers["noticed"].values()),
            "kills": nemesis.total,
            "acknowledged": verdict.acknowledged,
            "lost": verdict.lost,
            "doubled": verdict.doubled,
            "papers": verdict.papers,
            "problems": len(verdict.problems),
            "rpo_s": drill["rpo_s"],
            "rto_s": drill["rto_s"],
        }


def storm(world: World, history: History, nemesis: Nemesis) -> None:
    """People file while the nemesis works."""
    people = [Filer(world.portal.port, history, pause=0.05) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    nemesis.run(longest=60 + nemesis.wanted * SECONDS_PER_KILL)
    for person in people:
        person.stop.set()
    for person in people:
        person.join(timeout=120)
    world.serve_again()


def calm(world: World, history: History, planted: int) -> None:
    """Nobody is killed, until enough people have filed."""
    people = [Filer(world.portal.port, history, pause=0.0, until=planted) for _ in range(PEOPLE)]
    for person in people if history.planted < planted else ():
        person.start()
    for person in people:
        if person.ident:
            person.join()


def backups_under_kills(world: World, nemesis: Nemesis) -> None:
    """Backups are killed as well; then one of each zone is made."""
    for point in ("backup.after_snapshot", "backup.before_place", "backup.after_place"):
        for zone in ("portal", "office"):
            if world.back_up(zone, fault=point) == -9:
                nemesis.killed[f"{zone}: {point}"] += 1
            time.sleep(1.1)  # an archive is named by its second
    for zone in ("portal", "office"):
        if world.back_up(zone):
            raise RuntimeError(f"the backup of {zone} failed: see {world.home}")


def try_tampers(world: World) -> dict[str, Any]:
    """With two parcels waiting at the portal."""
    extra = History(_next=900_000)
    person = Filer(world.portal.port, extra, pause=0.0, until=900_002)
    person.start()
    person.join()
    [*_, archive] = sorted((world.vault / "office").glob("*.tar.age"))
    said = in_zone(
        world.office, "benchmarks.survival.tampers", "2000", str(archive), str(world.identity)
    )
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


def search(world: World) -> dict[str, canaries.Found]:
    """Memory first, while the portal still runs; then everything it has left behind."""
    memory = canaries.in_memory(world)
    if not canaries.can_see(world):
        raise RuntimeError("the search does not find what was planted on purpose")
    running = canaries.on_disk(world)
    world.stop_serving()
    stopped = canaries.on_disk(world)
    return {
        "disk, while running": running,
        "disk, after a power cut": stopped,
        "backups, opened": canaries.in_backups(world),
        MEMORY: memory,
    }


def practise(world: World) -> dict[str, Any]:
    """Restore the office's newest backup into a fresh place and prove it."""
    done = subprocess.run(
        madoguchi("drill", "--zone", "office", "--identity", str(world.identity)),
        env=world.office.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the drill failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def hostile() -> dict[str, Any]:
    """Hostile files, made harmless in their cage at each level; the same on both databases."""
    figures = try_corpus(LEVELS)
    return {name: figures[name] for name in ("hostile_tried", "hostile_inert")}


def report(
    kind: str,
    nemesis: Nemesis,
    history: History,
    verdict: Verdict,
    tampers: dict[str, Any],
    traces: dict[str, canaries.Found],
    drill: dict[str, Any],
) -> None:
    """The tables for a person."""
    print_table(f"{kind}: killed", ("what", "times"), sorted(nemesis.killed.items()))
    print_table(f"{kind}: disturbed", ("how", "times"), sorted(nemesis.other.items()))
    print_table(
        f"{kind}: people",
        ("filed", "acknowledged", "with a file", "told nothing", "cases", "lost", "doubled"),
        [(history.planted, verdict.acknowledged, verdict.papers, len(history.unknown),
          verdict.cases, verdict.lost, verdict.doubled)],
    )  # fmt: skip
    rows = [
        (name, tried, tampers["noticed"].get(name, 0)) for name, tried in tampers["tried"].items()
    ]
    print_table(f"{kind}: tampering", ("what", "tried", "noticed"), rows)
    print_table(
        f"{kind}: canaries",
        ("where", "MB searched", "traces", "different canaries"),
        [(name, round(f.searched / 1e6, 1), f.traces, f.count) for name, f in traces.items()],
    )
    for found in traces.values():
        for place in found.places[:6]:
            print(f"    {place}")
    print(
        f"  drained {verdict.drained} applications in {verdict.drain_s:.1f} s;"
        f" restore: {drill['rows']} rows, RPO {drill['rpo_s']} s, RTO {drill['rto_s']} s"
    )
    for note in verdict.notes:
        print(f"  note: {note}")
    for problem in verdict.problems:
        print(f"  PROBLEM {problem}")


if __name__ == "__main__":
    sys.exit(main())
