# SPDX-License-Identifier: Apache-2.0
"""What time is it? Read only at the edges and passed inwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def to_local(at: datetime) -> datetime:
    """An aware instant as the wall clock in Japan shows it."""
    return at.astimezone(TOKYO)


def today(at: datetime | None = None) -> date:
    """The calendar day in Japan at an instant (default: now)."""
    return to_local(at or now()).date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock still, for tests and for seeding past months."""
    if at.tzinfo is None:
        raise ValueError("the clock takes aware instants only")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _frozen.reset(token)
