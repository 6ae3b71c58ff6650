# SPDX-License-Identifier: Apache-2.0
"""How does an audience become SQL? Conditions on the recipient ``r``, with their values."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from madoguchi.engines.messaging.models import Notice
from madoguchi.engines.messaging.models.notice import DISASTER
from madoguchi.engines.messaging.ports import participants_of
from madoguchi.engines.messaging.queries.traits import token_of
from madoguchi.engines.messaging.rules.audience import (
    AllOf,
    AnyOf,
    Audience,
    Everyone,
    InAreas,
    Interested,
    Listed,
    People,
    TakingPart,
    WithChildren,
    Without,
)

Part = tuple[str, list[Any]]
KNOWN = {"ja", "en", "easy"}


def db_id(value: UUID) -> Any:
    """An id as this database keeps it."""
    return value if connection.vendor == "postgresql" else value.hex


def db_time(at: datetime) -> Any:
    """An instant as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(at)


def in_audience(audience: Audience) -> Part:
    """Who is in it."""
    if isinstance(audience, AllOf):
        return _joined(" AND ", audience.of)
    if isinstance(audience, AnyOf):
        return _joined(" OR ", audience.of)
    if isinstance(audience, Without):
        first, values = in_audience(audience.of)
        second, more = in_audience(audience.but)
        return f"({first} AND NOT {second})", values + more
    return _leaf(audience)


def _joined(word: str, parts: Iterable[Audience]) -> Part:
    made = [in_audience(one) for one in parts]
    return (
        f"({word.join(sql for sql, _ in made)})",
        [value for _, values in made for value in values],
    )


def _leaf(audience: Audience) -> Part:
    if isinstance(audience, Everyone):
        return "(1 = 1)", []
    if isinstance(audience, Interested):
        chosen = f"topic IN ({_places(audience.topics)}) AND channel = '' AND is_on"
        found = f"SELECT recipient_id FROM messaging_preference WHERE {chosen}"  # noqa: S608 - no value in it
        return f"r.id IN ({found})", list(audience.topics)
    if isinstance(audience, InAreas):
        return _by_trait("area", audience.codes)
    if isinstance(audience, WithChildren):
        return _by_trait("child", audience.months)
    if isinstance(audience, Listed):
        return (
            "r.id IN (SELECT recipient_id FROM messaging_listentry WHERE list_id = %s)",
            [db_id(audience.list_id)],
        )
    if isinstance(audience, TakingPart):
        return among(participants_of(audience.ref))
    if isinstance(audience, People):
        return among(audience.parties)
    raise TypeError(f"no SQL for {audience.type}")


def _by_trait(kind: str, values: Iterable[str]) -> Part:
    tokens = [token_of(kind, value) for value in dict.fromkeys(values)]
    told = f"kind = %s AND token IN ({_places(tokens)})"
    found = f"SELECT recipient_id FROM messaging_trait WHERE {told}"  # noqa: S608 - no value in it
    return f"r.id IN ({found})", [kind, *tokens]


def among(parties: Iterable[str]) -> Part:
    """Who is one of these; one value however many they are."""
    found = sorted(set(parties))
    if connection.vendor == "postgresql":
        return "r.party_ref = ANY(%s)", [found]
    return "r.party_ref IN (SELECT value FROM json_each(%s))", [json.dumps(found)]


def takes_topic(notice: Notice, *, at: datetime) -> Part:
    """Who takes the notice's topic and is on no list of exclusions; alarms ask nobody."""
    if notice.lane == DISASTER:
        return "(1 = 1)", []
    excluded = (
        "SELECT 1 FROM messaging_exclusion e WHERE e.recipient_id = r.id"
        " AND e.topic IN ('', %s) AND (e.until IS NULL OR e.until > %s)"
    )
    parts = [f"NOT EXISTS ({excluded})"]
    values: list[Any] = [notice.topic.key, db_time(at)]
    chosen = (
        "EXISTS (SELECT 1 FROM messaging_preference p WHERE p.recipient_id = r.id"
        " AND p.topic = %s AND p.channel = '' AND {})"
    )
    if notice.topic.way == "asked":
        parts.append(chosen.format("p.is_on"))
        values.append(notice.topic.key)
    elif notice.topic.way == "told":
        parts.append("NOT " + chosen.format("NOT p.is_on"))
        values.append(notice.topic.key)
    return f"({' AND '.join(parts)})", values


def usable_address(notice: Notice) -> Part:
    """An address ``a`` of ``r`` that the notice may use."""
    sql = f"a.recipient_id = r.id AND a.state = 'active' AND a.channel IN ({_places(notice.chain)})"
    values: list[Any] = list(notice.chain)
    if notice.lane != DISASTER:
        sql += (
            " AND NOT EXISTS (SELECT 1 FROM messaging_preference q WHERE q.recipient_id = r.id"
            " AND q.topic = %s AND q.channel = a.channel AND NOT q.is_on)"
        )
        values.append(notice.topic.key)
    return sql, values


def place_in_chain(notice: Notice) -> Part:
    """Where an address stands in its person's order; the smallest is first."""
    whens = " ".join(f"WHEN %s THEN {100 + place}" for place in range(len(notice.chain)))
    return f"COALESCE(a.rank, CASE a.channel {whens} ELSE 199 END)", list(notice.chain)


def reader_language(languages: Iterable[str]) -> Part:
    """The language of the variant that ``r`` gets."""
    there = set(languages) & KNOWN
    other = {"en": "easy"} if "easy" in there and "en" not in there else {}
    whens = [f"WHEN '{one}' THEN '{other.get(one, one)}'" for one in sorted(there | other.keys())]
    return f"CASE r.language {' '.join(whens)} ELSE 'ja' END", []


def new_ids() -> str:
    """An expression for a new UUIDv7; its milliseconds are a value."""
    if connection.vendor == "postgresql":
        return "overlay(gen_random_uuid()::text placing %s from 1 for 15)::uuid"
    return "%s || substr(lower(hex(randomblob(10))), 1, 19)"


def head_of_ids(at: datetime) -> str:
    """The value that ``new_ids`` needs: the first digits of a UUIDv7 of an instant."""
    digits = f"{int(at.timestamp() * 1000):012x}7"
    if connection.vendor == "postgresql":
        return f"{digits[:8]}-{digits[8:12]}-7"
    return digits


def _places(values: Iterable[Any]) -> str:
    return ", ".join("%s" for _ in values)
