# SPDX-License-Identifier: Apache-2.0
"""What time is it? Read only at the edges and passed inwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC) + _offset()


def _offset() -> timedelta:
    """``MADOGUCHI_CLOCK=@/a/file`` names a file with seconds by which this clock is wrong: a
    harness makes clocks jump with it. Without the variable this costs one look-up."""
    wanted = os.environ.get("MADOGUCHI_CLOCK", "")
    if not wanted.startswith("@"):
        return timedelta(0)
    try:
        return timedelta(seconds=float(Path(wanted[1:]).read_text(encoding="ascii") or 0))
    except (OSError, ValueError):
        return timedelta(0)


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
