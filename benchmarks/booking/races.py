# SPDX-License-Identifier: Apache-2.0
"""Who wins when eight processes want the same slots at the same instant?

A tenth of the attempts goes through the product's command ``hold``; nine tenths are bare inserts of
claims that pass by every lock of the product, so that the constraint of the database alone
decides. Workers meet at a barrier before each block of slots.
"""

import multiprocessing
import time
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.models import Count

from madoguchi.engines.booking.api import Wanted, hold
from madoguchi.engines.booking.models import Claim, Closure, Reservation, Space
from madoguchi.engines.booking.rules.refusals import SlotTaken
from madoguchi.engines.booking.rules.times import instant_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.ids import new_id

WORKERS, BLOCK = 8, 25


def run(attempts: int) -> dict[str, object]:
    """Race; returns attempts, slots given twice, slots that nobody got."""
    through_hold = max(attempts // 10 // WORKERS, 1)
    bare = max((attempts - through_hold * WORKERS) // WORKERS, 1)
    began = time.perf_counter()
    first = _held(through_hold)
    between = time.perf_counter()
    second = _bare(bare)
    ended = time.perf_counter()
    return {
        "attempts": first["attempts"] + second["attempts"],
        "double": first["double"] + second["double"],
        "no_winner": first["no_winner"] + second["no_winner"],
        "holds_per_s": round(first["attempts"] / (between - began)),
        "inserts_per_s": round(second["attempts"] / (ended - between)),
    }


def _slots(count: int) -> list[tuple[str, int, int]]:
    """Court, day, minute: hourly slots of 40 courts from the second day on."""
    found = []
    for n in range(count):
        hour, rest = n % 24, n // 24
        found.append((f"arena-{rest % 40}", 1 + rest // 40, hour * 60))
    if found[-1][1] > 115:
        raise ValueError("more slots than there are days to book")
    return found


def _start(work: Any, jobs: Sequence[Any]) -> int:
    """Run the workers in processes of their own; returns how often one of them won."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, wins = context.Barrier(WORKERS), context.Array("q", WORKERS)
    workers = [
        context.Process(target=work, args=(number, barrier, wins, jobs))
        for number in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a worker broke down")
    return sum(wins)


def _held(count: int) -> dict[str, int]:
    slots = _slots(count)
    wins = _start(_hold_all, slots)
    rows = Reservation.objects.filter(offer__key="arena", state="confirmed")
    return _verdict(count, wins, rows.count(), _overlaps(rows.values_list("id", flat=True).count()))


def _overlaps(expected: int) -> int:
    """Slots of the arena with more than one live claim."""
    twice = (
        Claim.objects.filter(live=True, leaf__key__startswith="arena")
        .values("leaf_id", "starts_at")
        .annotate(times=Count("id"))
        .filter(times__gt=1)
        .count()
    )
    live = Claim.objects.filter(live=True, leaf__key__startswith="arena").count()
    return twice + max(expected - live, 0)


def _verdict(slots: int, wins: int, rows: int, twice: int) -> dict[str, int]:
    return {
        "attempts": slots * WORKERS,
        "double": twice + max(wins - slots, 0) + max(rows - slots, 0),
        "no_winner": max(slots - wins, 0),
    }


def _hold_all(
    number: int, barrier: Barrier, wins: Any, slots: Sequence[tuple[str, int, int]]
) -> None:
    actor = Actor(kind="citizen", ref=f"identity:{new_id()}", name="")
    for place_, (court, day, minute) in enumerate(slots):
        if place_ % BLOCK == 0:
            barrier.wait()
        on = today() + timedelta(days=day)
        wanted = Wanted(
            offer="arena", space=court, starts_at=instant_of(on, minute),
            ends_at=instant_of(on, minute + 60), straight=True,
        )  # fmt: skip
        try:
            hold(wanted=wanted, actor=actor, at=now())
        except SlotTaken:
            continue
        wins[number] += 1
    connections.close_all()


def _bare(count: int) -> dict[str, int]:
    """Claims of a closure of one leaf for ever new minutes, inserted past all locks."""
    leaf = Space.objects.get(key="arena-39")
    start = instant_of(today() + timedelta(days=400), 0)
    closure = Closure.objects.create(
        space=leaf, starts_at=start, ends_at=start + timedelta(minutes=5 * count),
        reason="other", words="race", made_by_ref="bench", made_at=now(),
    )  # fmt: skip
    wins = _start(_insert_all, [(leaf.id, closure.id, start, n) for n in range(count)])
    rows = Claim.objects.filter(closure=closure, live=True)
    twice = rows.values("starts_at").annotate(times=Count("id")).filter(times__gt=1).count()
    found = _verdict(count, wins, rows.count(), twice)
    rows.delete()
    closure.delete()
    return found


def _insert_all(number: int, barrier: Barrier, wins: Any, jobs: Sequence[Any]) -> None:
    for place_, (leaf, closure, start, n) in enumerate(jobs):
        if place_ % BLOCK == 0:
            barrier.wait()
        starts_at = start + timedelta(minutes=5 * n)
        while True:
            try:
                wins[number] += _insert(leaf, closure, starts_at)
            except OperationalError:
                continue
            break
    connections.close_all()


def _insert(leaf: UUID, closure: UUID, starts_at: Any) -> int:
    """1 where the database took the claim."""
    fields = Claim._meta
    values = [
        fields.get_field(name).get_db_prep_save(value, connection)
        for name, value in (
            ("id", new_id()), ("leaf", leaf), ("closure", closure), ("starts_at", starts_at),
            ("ends_at", starts_at + timedelta(minutes=5)),
        )
    ]  # fmt: skip
    calm = " ON CONFLICT DO NOTHING" if connection.vendor == "postgresql" else ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO booking_claim (id, leaf_id, closure_id, starts_at, ends_at, live)"
                f" VALUES (%s, %s, %s, %s, %s, TRUE){calm}",
                values,
            )
            return int(cursor.rowcount)
    except IntegrityError:
        return 0
