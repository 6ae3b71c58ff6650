# SPDX-License-Identifier: Apache-2.0
"""How many people would a notice reach, over which channels?"""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from madoguchi.engines.messaging.models import INBOX, Notice
from madoguchi.engines.messaging.models.notice import BULK
from madoguchi.engines.messaging.ports import safe_addressing
from madoguchi.engines.messaging.queries.audience_sql import (
    Part,
    among,
    in_audience,
    place_in_chain,
    takes_topic,
    usable_address,
)
from madoguchi.engines.messaging.rules.audience import read_audience


def reached(notice: Notice, *, at: datetime) -> Part:
    """The condition on ``r`` for being written to."""
    who, values = in_audience(read_audience(notice.audience))
    takes, more = takes_topic(notice, at=at)
    return f"{who} AND {takes}", values + more


def spared() -> Part:
    """Whether ``r`` is written to in the inbox only (people who must not be found)."""
    safe = safe_addressing()
    parties = safe.spared() if safe is not None else ()
    return among(parties) if parties else ("(1 = 0)", [])


def first_channel(notice: Notice) -> Part:
    """The channel that ``r`` is told over first; ``inbox`` where there is none."""
    hidden, values = spared()
    usable, more = usable_address(notice)
    place, order = place_in_chain(notice)
    gathers = " OR r.digest <> ''" if notice.lane == BULK else ""
    ordered = f"WHERE {usable} ORDER BY {place}, a.made_at LIMIT 1"
    best = f"SELECT a.channel FROM messaging_address a {ordered}"  # noqa: S608 - no value in it
    sql = f"CASE WHEN {hidden}{gathers} THEN '{INBOX}' ELSE COALESCE(({best}), '{INBOX}') END"
    return sql, [*values, *more, *order]


def count_by_channel(notice: Notice, *, at: datetime) -> Mapping[str, int]:
    """Channel → people whom the notice would reach there first, were it sent now."""
    channel, values = first_channel(notice)
    who, more = reached(notice, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT channel, COUNT(*) FROM (SELECT {channel} AS channel"  # noqa: S608 - built from our own parts
            f" FROM messaging_recipient r WHERE {who}) found GROUP BY channel",
            values + more,
        )
        return {str(one): int(count) for one, count in cursor.fetchall()}


def is_anybody_reached(notice: Notice, *, at: datetime) -> bool:
    """Whether the audience has at least one person."""
    who, values = reached(notice, at=at)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM messaging_recipient r WHERE {who} LIMIT 1", values)  # noqa: S608
        return cursor.fetchone() is not None
