# SPDX-License-Identifier: Apache-2.0
"""Count a try before it is looked at, so that many at once gain nothing."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from madoguchi.platform.crypto.fields import blind_index
from madoguchi.platform.guard.models import Counter
from madoguchi.platform.guard.rules import Count, Limit

_log = logging.getLogger("madoguchi.security")
_PURPOSE = "guard.counter"
_NEVER = timedelta(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """A counted try, or how long to wait before the next one counts."""

    keys: tuple[bytes, ...]
    wait: timedelta = _NEVER
    closes_for: timedelta = _NEVER
    """How long the door is closed if this try turns out wrong."""

    @property
    def allowed(self) -> bool:
        """Whether the try may go on."""
        return self.wait <= _NEVER


def take(limits: Mapping[Limit, str], *, at: datetime) -> Taken:
    """Count one try against every limit (limit → whom or what it is for), or against none.

    Where one of them is closed nothing is counted, so that waiting is enough to be let in again.
    """
    wanted = {_key(limit, subject): limit for limit, subject in limits.items()}
    keys = tuple(sorted(wanted))
    with transaction.atomic():
        Counter.objects.bulk_create(
            [Counter(key=k, since=at, closed_until=at, forget_at=at) for k in keys],
            ignore_conflicts=True,
        )
        # In the order of the keys, so that two tries never wait for each other.
        rows = list(Counter.objects.select_for_update().filter(key__in=keys).order_by("key"))
        counts = {bytes(row.key): Count(row.tries, row.since, row.closed_until) for row in rows}
        wait = max((one.closed_until - at for one in counts.values()), default=_NEVER)
        if wait > _NEVER:
            closed = {wanted[key].name for key, one in counts.items() if one.closed_until > at}
            _log.warning("limit reached: %s", ", ".join(sorted(closed)))
            return Taken(keys, wait=wait)
        closes = _NEVER
        for row in rows:
            limit = wanted[bytes(row.key)]
            after = counts[bytes(row.key)].plus_one(limit, at)
            row.tries, row.since, row.closed_until = after.tries, after.since, after.closed_until
            row.forget_at = max(after.since + limit.window, after.closed_until)
            closes = max(closes, after.closed_until - at)
        Counter.objects.bulk_update(rows, ["tries", "since", "closed_until", "forget_at"])
    return Taken(keys, closes_for=closes)


def forgive(taken: Taken, *, at: datetime) -> None:
    """It was right after all: take the try back and open the door that it closed."""
    rows = Counter.objects.filter(key__in=taken.keys, tries__gt=0)
    rows.update(tries=F("tries") - 1, closed_until=at)


def forget_old(at: datetime) -> int:
    """Delete the counters that no longer say anything."""
    return Counter.objects.filter(forget_at__lt=at).delete()[0]


def _key(limit: Limit, subject: str) -> bytes:
    return blind_index(_PURPOSE, f"{limit.name}:{subject}")
