# SPDX-License-Identifier: Apache-2.0
"""After the storm: does the office have exactly what people were promised?"""

import json
import subprocess
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from benchmarks.survival.filers import History
from benchmarks.survival.world import World
from madoguchi.config.demo.processes import madoguchi

_ROUNDS = 60


@dataclass
class Verdict:
    """What was lost or doubled, and everything else that is not as it should be."""

    acknowledged: int = 0
    cases: int = 0
    lost: int = 0
    doubled: int = 0
    drain_s: float = 0.0
    drained: int = 0
    papers: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def drain(world: World) -> tuple[float, int]:
    """Cross until nothing waits; returns seconds and how many applications came over."""
    for zone in ("portal", "office"):
        world.rows(zone, "UPDATE zones_incomingparcel SET next_attempt_at = NULL")
        world.rows(zone, "UPDATE jobs_job SET leased_until = ? WHERE status = 'RUNNING'",
                   ["1970-01-02 00:00:00+00:00"])  # fmt: skip
    [(before,)] = world.rows("office", "SELECT count(*) FROM cases_case")
    began = time.monotonic()
    for _ in range(_ROUNDS):
        world.warm["pull"].run("parcels", "--zone", "office", "pull")
        left = sum(
            world.rows(zone, "SELECT count(*) FROM zones_outgoingparcel WHERE acked_at IS NULL")[0][
                0
            ]
            for zone in ("portal", "office")
        )
        if not left:
            break
        world.rows("office", "UPDATE zones_incomingparcel SET next_attempt_at = NULL")
        world.rows("portal", "UPDATE zones_incomingparcel SET next_attempt_at = NULL")
    seconds = time.monotonic() - began
    for zone in ("portal", "office"):
        world.warm[f"{zone}-worker"].run("worker", "--zone", zone, "--once")
    [(after,)] = world.rows("office", "SELECT count(*) FROM cases_case")
    return seconds, after - before


def judge(world: World, history: History) -> Verdict:
    """Hold the office against the history: acknowledged ⊆ final, one case per submission."""
    verdict = Verdict(acknowledged=len(history.acknowledged))
    verdict.drain_s, verdict.drained = drain(world)
    cases = [
        UUID(str(row[0])) for row in world.rows("office", "SELECT submission_id FROM cases_case")
    ]
    sent = [
        UUID(str(row[0])) for row in world.rows("portal", "SELECT id FROM procedures_submission")
    ]
    promised = {UUID(text) for text in history.acknowledged.values()}
    verdict.cases = len(cases)
    verdict.lost = len((promised | set(sent)) - set(cases))
    verdict.doubled = len(cases) - len(set(cases))
    verdict.doubled += len(history.acknowledged) - len(promised)
    numbers = [row[0] for row in world.rows("office", "SELECT number FROM cases_case")]
    verdict.doubled += len(numbers) - len(set(numbers))
    # A person who was told nothing may have been heard; a case that nobody filed may not be.
    extra = len(set(cases) - promised)
    if extra > len(history.unknown):
        verdict.doubled += extra - len(history.unknown)
    [(held,)] = world.rows("office", "SELECT count(*) FROM cases_casefile")
    verdict.papers = history.acknowledged_papers
    if held < verdict.papers:
        verdict.problems.append(f"{verdict.papers - held} of {verdict.papers} files are lost")
    verdict.problems += _jobs(world) + _waiting(world)
    verdict.notes += [f"told to look at it again: {said}" for said in history.refused[:5]]
    for zone in ("portal", "office"):
        [(dead,)] = world.rows(zone, "SELECT count(*) FROM jobs_job WHERE status = 'FAILED'")
        if dead:
            verdict.notes.append(f"{zone}: {dead} jobs wait for an operator after many deaths")
    for zone in ("portal", "office"):
        verdict.problems += soundness(world, zone)
    return verdict


def soundness(world: World, zone: str) -> list[str]:
    """What the zone's own checks find broken."""
    done = subprocess.run(
        madoguchi("drill", "--zone", zone, "--here"),
        env=getattr(world, zone).environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    if not lines:
        return [f"{zone}: {done.stderr[-500:]}"]
    report: dict[str, Any] = json.loads(lines[-1])
    return [
        f"{zone}: {row['name']}: {row['examples']}" for row in report["checks"] if row["broken"]
    ]


def _jobs(world: World) -> list[str]:
    problems = []
    for zone in ("portal", "office"):
        rows = world.rows(
            zone,
            "SELECT status, count(*) FROM jobs_job WHERE status = 'RUNNING' GROUP BY status",
        )
        problems += [f"{zone}: {count} jobs are {status}" for status, count in rows]
    return problems


def _waiting(world: World) -> list[str]:
    query = (
        "SELECT state, count(*) FROM zones_incomingparcel WHERE state <> 'handled' GROUP BY state"
    )
    return [
        f"{zone}: {count} parcels are {state}"
        for zone in ("portal", "office")
        for state, count in world.rows(zone, query)
    ]
