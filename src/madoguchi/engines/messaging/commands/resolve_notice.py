# SPDX-License-Identifier: Apache-2.0
"""Make the deliveries of a notice: a row per person before anything is sent (あて先を選ぶ)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from madoguchi.engines.messaging.models import DISASTER, INBOX, Notice
from madoguchi.engines.messaging.queries.audience import first_channel, reached, spared
from madoguchi.engines.messaging.queries.audience_sql import (
    db_id,
    db_time,
    head_of_ids,
    new_ids,
    place_in_chain,
    reader_language,
    usable_address,
)
from madoguchi.engines.messaging.rules.chain import CHANNELS, SILENT
from madoguchi.engines.messaging.rules.quiet import CITY, when_to_ring
from madoguchi.kernel.actors import Actor

SLICE = 25_000
FIRST_OF_ALARM, NEXT_OF_ALARM = 2_000, 5_000
"""So that its first messages are on their way at once, and nothing waits long for the table."""
_COLUMNS = (
    "id, notice_id, recipient_id, track, lane, channel, tried, language, state, next_at, attempts,"
    " provider, reference, detail, made_at, delivered_at"
)


def resolve_slice(*, notice_id: UUID, actor: Actor, at: datetime) -> bool:  # noqa: ARG001 - commands take both
    """Make the next rows; whether there may be more. Again after a crash it goes on where it was."""
    with transaction.atomic():
        notice = _take(notice_id)
        if notice is None:
            return False
        alarm = notice.lane == DISASTER
        most = SLICE
        if alarm:
            most = FIRST_OF_ALARM if notice.resolved_to is None else NEXT_OF_ALARM
        with connection.cursor() as cursor:
            _begin_slice(cursor, notice, most, at=at)
            last = _last_of_slice(cursor)
            if last is not None:
                (_write_tracks if alarm else _write_chain)(cursor, notice, at=at)
        Notice.objects.filter(id=notice.id).update(
            state="resolving" if last else "sending", resolved_to=last or notice.resolved_to
        )
    return last is not None


def _take(notice_id: UUID) -> Notice | None:
    """The notice, for this resolver alone; None where it is not to be resolved (any more)."""
    rows = Notice.objects.select_related("topic").filter(
        id=notice_id, state__in=("approved", "resolving")
    )
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.first()


def _begin_slice(cursor: Any, notice: Notice, most: int, *, at: datetime) -> None:
    """The next people in the order of their ids, in a table of this transaction."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS messaging_slice (id uuid PRIMARY KEY)"
            " ON COMMIT DELETE ROWS"
        )
    else:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS messaging_slice (id PRIMARY KEY)")
    cursor.execute("DELETE FROM messaging_slice")
    who, values = reached(notice, at=at)
    if notice.resolved_to is not None:
        who, values = f"r.id > %s AND {who}", [db_id(notice.resolved_to), *values]
    cursor.execute(
        f"INSERT INTO messaging_slice SELECT r.id FROM messaging_recipient r WHERE {who}"  # noqa: S608
        f" ORDER BY r.id LIMIT {most}",
        values,
    )


def _last_of_slice(cursor: Any) -> UUID | None:
    cursor.execute("SELECT id FROM messaging_slice ORDER BY id DESC LIMIT 1")
    found = cursor.fetchone()
    if found is None:
        return None
    return found[0] if isinstance(found[0], UUID) else UUID(str(found[0]))


def _write_chain(cursor: Any, notice: Notice, *, at: datetime) -> None:
    """One row per person, on the first channel of their own."""
    channel, values = first_channel(notice)
    _insert(
        cursor, notice,
        f"SELECT r.id AS person, 0 AS track, {channel} AS channel, r.language AS language"  # noqa: S608
        " FROM messaging_slice s JOIN messaging_recipient r ON r.id = s.id",
        values, at=at,
    )  # fmt: skip


def _write_tracks(cursor: Any, notice: Notice, *, at: datetime) -> None:
    """A row per person and channel; who has none gets it in the inbox."""
    usable, values = usable_address(notice)
    place, order = place_in_chain(notice)
    hidden, more = spared()
    people = " FROM messaging_slice s JOIN messaging_recipient r ON r.id = s.id"
    ways = (
        f"SELECT r.id AS person, a.channel, r.language, MIN({place}) AS place{people}"
        f" JOIN messaging_address a ON {usable} WHERE NOT {hidden}"
        " GROUP BY r.id, a.channel, r.language"
    )
    track = "ROW_NUMBER() OVER (PARTITION BY person ORDER BY place) - 1"
    source = f"SELECT person, {track} AS track, channel, language FROM ({ways}) ways"  # noqa: S608
    _insert(cursor, notice, source, [*order, *values, *more], at=at)
    _insert(
        cursor, notice,
        f"SELECT r.id AS person, 0 AS track, '{INBOX}' AS channel, r.language AS language{people}"  # noqa: S608
        " WHERE NOT EXISTS (SELECT 1 FROM messaging_delivery d WHERE d.notice_id = %s"
        " AND d.recipient_id = r.id)",
        [db_id(notice.id)], at=at,
    )  # fmt: skip


def _insert(cursor: Any, notice: Notice, source: str, values: list[Any], *, at: datetime) -> None:
    language, _ = reader_language(notice.read_texts())
    now, ring = db_time(at), db_time(_first_ring(notice, at))
    silent = ", ".join(f"'{one}'" for one in sorted(SILENT))
    cursor.execute(
        f"INSERT INTO messaging_delivery ({_COLUMNS})"  # noqa: S608 - built from our own parts
        f" SELECT {new_ids()}, {_cast('%s', 'uuid')}, r.person, r.track, {int(notice.lane)},"
        f" r.channel, '', {language},"
        f" CASE r.channel WHEN '{INBOX}' THEN 'delivered' ELSE 'created' END,"
        f" CASE WHEN r.channel = '{INBOX}' THEN NULL WHEN r.channel IN ({silent})"
        f" THEN {_cast('%s')} ELSE {_cast('%s')} END,"
        f" 0, '', '', '', {_cast('%s')},"
        f" CASE r.channel WHEN '{INBOX}' THEN {_cast('%s')} ELSE NULL END"
        f" FROM ({source}) r",
        [head_of_ids(at), db_id(notice.id), now, ring, now, now, *values],
    )


def _first_ring(notice: Notice, at: datetime) -> datetime:
    """When channels that ring may begin: not in the city's quiet hours."""
    return when_to_ring(at, CHANNELS[0], CITY) if notice.is_quiet else at


def _cast(place: str, kind: str = "timestamptz") -> str:
    return f"CAST({place} AS {kind})" if connection.vendor == "postgresql" else place
