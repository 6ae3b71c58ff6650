# SPDX-License-Identifier: Apache-2.0
"""What does messaging do by the clock, and how does its dispatcher run?

Every channel has one thread that sends alarms only, and others that send whatever is most urgent;
a scout looks which lanes have something to do, so that nobody else polls.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django_tasks import task

from madoguchi.engines.messaging.commands.escalate import escalate, finish_notices
from madoguchi.engines.messaging.commands.forget import forget_old
from madoguchi.engines.messaging.commands.gather_digest import gather_digest
from madoguchi.engines.messaging.commands.note_call import meet_providers, move_shares, note_call
from madoguchi.engines.messaging.commands.replay_batch import (
    keep_leases,
    leave_open,
    let_go_of,
    replay_batch,
)
from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice
from madoguchi.engines.messaging.commands.take_batch import LEASE, Taken, take_batch
from madoguchi.engines.messaging.commands.write_results import write_results
from madoguchi.engines.messaging.ports import Outgoing, Provider, Sent, find_provider, providers
from madoguchi.engines.messaging.queries.outgoing import pack
from madoguchi.engines.messaging.queries.waiting import (
    find_to_resolve,
    list_owners,
    list_waiting,
    shares_of,
)
from madoguchi.engines.messaging.rules.retrying import CALLS, is_of_unknown_fate
from madoguchi.engines.messaging.rules.shares import choose
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.kernel.texts import LANGUAGES
from madoguchi.kernel.wall_clock import wall_at
from madoguchi.platform.jobs.api import periodic
from madoguchi.platform.screens.wording import get_text

_logger = logging.getLogger(__name__)
ALARMS, ALL_LANES = (0,), (0, 1, 2)
THREADS = {"webpush": 2, "email": 2}
"""Threads of a channel besides the one for alarms (default 1)."""
LOOK_EVERY_S = 0.15
SLOW_S = 30.0
DIGEST_HOUR = 9
_AWAY_S = 1.0


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=10))
@task()
def go_on() -> None:
    """The next channel for what nobody opened; notices that are out end; shares of providers move."""
    escalate(actor=SYSTEM, at=now())
    finish_notices(actor=SYSTEM, at=now())
    move_shares(actor=SYSTEM, at=now())


@periodic(every=timedelta(days=1), offset=timedelta(hours=3, minutes=40))
@task()
def let_go() -> None:
    """Old messages, dead addresses and events are erased at night."""
    forget_old(actor=SYSTEM, at=now())


@periodic(every=timedelta(hours=1), offset=timedelta(minutes=5))
@task()
def tell_weekly() -> None:
    """On Monday mornings: who takes notices once a week is told that some have arrived."""
    at = now()
    wall = wall_at(at)
    if wall.weekday() != 0 or wall.hour != DIGEST_HOUR:
        return
    texts: dict[str, dict[str, str]] = {
        language: {
            "subject": get_text("messaging.digest.subject").pick(language),
            "text": get_text("messaging.digest.text").pick(language),
        }
        for language in LANGUAGES
    }
    gather_digest(texts=texts, link="/my/messages/", actor=SYSTEM, at=at)


@dataclass(slots=True)
class Board:
    """What the scout has seen, and who is told of it."""

    stop: threading.Event
    owner: str
    lanes: tuple[int, ...] = ALL_LANES
    waiting: set[tuple[int, str]] = field(default_factory=set)
    held: set[UUID] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)
    idle: threading.Event = field(default_factory=threading.Event)

    def show(self, waiting: set[tuple[int, str]]) -> None:
        """Tell all threads what waits."""
        with self.changed:
            self.waiting = waiting
            if waiting:
                self.changed.notify_all()

    def next_lane(self, channel: str, lanes: tuple[int, ...]) -> int | None:
        """The most urgent of these lanes in which something waits; waits a while for one."""
        with self.changed:
            found = self._find(channel, lanes)
            if found is None and not self.stop.is_set():
                self.changed.wait(1.0)
                found = self._find(channel, lanes)
        return found

    def nothing_in(self, lane: int, channel: str) -> None:
        """The lane is empty, until the scout sees something again."""
        with self.changed:
            self.waiting.discard((lane, channel))

    def _find(self, channel: str, lanes: tuple[int, ...]) -> int | None:
        return next((lane for lane in lanes if (lane, channel) in self.waiting), None)


def run_dispatcher(
    stop: threading.Event, *, once: bool = False, lanes: tuple[int, ...] = ALL_LANES
) -> None:
    """Send until told to stop; ``once``: until nothing waits. Batches at hand are finished.

    With ``lanes`` of alarms only, a process of its own has nothing else on its hands.
    """
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{os.urandom(3).hex()}"
    board = Board(stop=stop, owner=name, lanes=lanes)
    _patiently(stop, lambda: _begin(board))
    works = [partial(_resolve, board), partial(_keep, board)]
    for channel in sorted({one.channel for one in providers()}):
        kinds = (ALARMS, *([lanes] * THREADS.get(channel, 1)))
        works += [partial(_send_over, board, channel, lanes) for lanes in kinds]
    threads = [threading.Thread(target=_run, args=(stop, work), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        _run(stop, lambda: _scout(board, once=once))
    finally:
        stop.set()
        with board.changed:
            board.changed.notify_all()
        for thread in threads:
            thread.join(SLOW_S * 2)
        connection.close()


def _run(stop: threading.Event, work: Callable[[], None]) -> None:
    """Repeat a piece of work; a lost database is waited for, a fault is logged and survived."""
    try:
        while not stop.is_set():
            _patiently(stop, work)
    finally:
        connection.close()


def _patiently(stop: threading.Event, work: Callable[[], None]) -> None:
    try:
        close_old_connections()
        work()
    except (DatabaseError, InterfaceError) as error:
        _logger.warning("The database is away: %s", type(error).__name__)
        connection.close()
        stop.wait(_AWAY_S)
    except Exception as error:
        _logger.error("Sending failed: %s", type(error).__name__, exc_info=error)
        stop.wait(_AWAY_S)


def _begin(board: Board) -> None:
    """Meet new providers; take from dispatchers that are dead on this machine."""
    meet_providers(actor=SYSTEM, at=now())
    dead = [one for one in list_owners() if one != board.owner and _is_dead(one)]
    let_go_of(owners=dead, actor=SYSTEM, at=now())


def _is_dead(owner: str) -> bool:
    host, _, rest = owner.partition(":")
    if host != socket.gethostname()[:40] or not rest.split(":")[0].isdecimal():
        return False
    try:
        os.kill(int(rest.split(":")[0]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _scout(board: Board, *, once: bool) -> None:
    """Look what waits; with ``once`` stop as soon as nothing does."""
    at = now()
    channels = sorted({one.channel for one in providers()})
    waiting = list_waiting(channels, at=at, lanes=board.lanes)
    board.show(waiting)
    if (
        once
        and not waiting
        and not board.held
        and find_to_resolve(at=at, lanes=board.lanes) is None
    ):
        board.stop.set()
        return
    board.stop.wait(LOOK_EVERY_S)


def _resolve(board: Board) -> None:
    """The next rows of the most urgent notice; before each part it is asked again which that is."""
    at = now()
    notice = find_to_resolve(at=at, lanes=board.lanes)
    if notice is None:
        board.stop.wait(LOOK_EVERY_S)
        return
    resolve_slice(notice_id=notice.id, actor=SYSTEM, at=at)
    channels = sorted({one.channel for one in providers()})
    board.show(list_waiting(channels, at=now(), lanes=board.lanes))


def _keep(board: Board) -> None:
    """Keep the leases of batches at hand; take over those of others that have run out."""
    keep_leases(owner=board.owner, held=set(board.held), actor=SYSTEM, at=now())
    taken = replay_batch(owner=board.owner, actor=SYSTEM, at=now())
    if taken is None:
        board.stop.wait(LEASE.total_seconds() / 10)
        return
    provider = find_provider(taken.batch.provider)
    if provider is None:
        leave_open(taken=taken, actor=SYSTEM, at=now())
    else:
        _carry(board, provider, taken)


def _send_over(board: Board, channel: str, lanes: tuple[int, ...]) -> None:
    """One batch of the most urgent lane in which something waits."""
    lane = board.next_lane(channel, lanes)
    if lane is None:
        return
    found = {one.key: one for one in providers(channel)}
    shares = shares_of(sorted(found), at=now()) if len(found) > 1 else dict.fromkeys(found, 100)
    if not shares:
        return
    provider = found[choose(shares, time.monotonic_ns() >> 10)]
    taken = take_batch(provider=provider, lane=lane, owner=board.owner, actor=SYSTEM, at=now())
    if taken is None:
        board.nothing_in(lane, channel)
        return
    _carry(board, provider, taken)


def _carry(board: Board, provider: Provider, taken: Taken) -> None:
    """Hand a batch over, the database let go of meanwhile, and write down what became of it."""
    board.held.add(taken.batch.id)
    try:
        packed = pack(taken.rows, channel=provider.channel, same_text=provider.same_text)
        connection.close()
        began = time.monotonic()
        results: list[Sent] | None = []
        if packed.messages:
            results = _call(provider, packed.messages, taken)
        is_slow = time.monotonic() - began > SLOW_S
        is_away = results is None or is_of_unknown_fate(
            [one.outcome for one in results],
            calls=taken.batch.calls,
            same_text=provider.same_text,
        )
        is_bad = is_away or is_slow
        note_call(provider=provider, is_bad=is_bad, is_away=is_away, actor=SYSTEM, at=now())
        if results is None or is_away:
            waits = max((one.retry_after_s or 0.0 for one in results or ()), default=0.0)
            leave_open(taken=taken, actor=SYSTEM, at=now(), retry_after_s=waits)
            return
        write_results(taken=taken, packed=packed, results=results, actor=SYSTEM, at=now())
    finally:
        board.held.discard(taken.batch.id)


def _call(provider: Provider, messages: list[Outgoing], taken: Taken) -> list[Sent] | None:
    """What the provider says; None where nobody knows what arrived."""
    try:
        return list(provider.send(messages, retry_key=taken.batch.retry_key))
    except Exception as error:  # noqa: BLE001 - whatever breaks off a call leaves its fate unknown
        _logger.warning("Provider %s broke off: %s", provider.key, type(error).__name__)
        if taken.batch.calls < CALLS:
            return None
        return [Sent(one.delivery_id, "temporary", detail="broke_off") for one in messages]
