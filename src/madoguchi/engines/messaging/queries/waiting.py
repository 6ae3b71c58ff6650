# SPDX-License-Identifier: Apache-2.0
"""What waits to be sent, and who holds what?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from madoguchi.engines.messaging.models import Batch, Delivery, Notice, ProviderState
from madoguchi.engines.messaging.queries.audience_sql import db_time

LANES = (0, 1, 2)


def list_waiting(
    channels: Sequence[str], *, at: datetime, lanes: Sequence[int] = LANES
) -> set[tuple[int, str]]:
    """(lane, channel) in which something waits: one statement, a look into an index for each."""
    pairs = [(lane, channel) for lane in lanes for channel in channels]
    if not pairs:
        return set()
    looks, values = [], []
    for place, (lane, channel) in enumerate(pairs):
        looks.append(
            f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {Delivery._meta.db_table}"  # noqa: S608
            f" WHERE state = 'created' AND lane = {lane} AND channel = %s AND next_at <= %s)"
        )
        values += [channel, db_time(at)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks), values)
        return {pairs[place] for (place,) in cursor.fetchall()}


def find_to_resolve(*, at: datetime, lanes: Sequence[int] = LANES) -> Notice | None:
    """The most urgent notice whose audience is to be made into rows."""
    due = Q(send_at__isnull=True) | Q(send_at__lte=at)
    waiting = Notice.objects.filter(due, state__in=("approved", "resolving"), lane__in=list(lanes))
    return waiting.order_by("lane", "approved_at").first()


def list_owners() -> Iterable[str]:
    """The dispatchers that hold batches."""
    return Batch.objects.filter(done_at__isnull=True).values_list("owner", flat=True).distinct()


def shares_of(keys: Sequence[str], *, at: datetime) -> dict[str, int]:
    """Provider → its share, without those that rest; all of them where every one rests."""
    known = {one.key: one for one in ProviderState.objects.filter(key__in=keys)}
    even = 100 // max(len(keys), 1)
    shares = {key: known[key].share if key in known else even for key in keys}
    awake = {key: share for key, share in shares.items() if not _rests(known.get(key), at)}
    return awake or shares


def _rests(state: ProviderState | None, at: datetime) -> bool:
    if state is None:
        return False
    return state.is_paused or (state.down_until is not None and state.down_until > at)
