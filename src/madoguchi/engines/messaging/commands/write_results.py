# SPDX-License-Identifier: Apache-2.0
"""Write down what became of a batch (送信の結果), with few statements however many messages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from madoguchi.engines.messaging.commands.advance import Failure, advance
from madoguchi.engines.messaging.commands.take_batch import Taken
from madoguchi.engines.messaging.models import Address, Batch, Delivery, Notice
from madoguchi.engines.messaging.ports import Sent
from madoguchi.engines.messaging.queries.audience_sql import db_id
from madoguchi.engines.messaging.queries.outgoing import Packed
from madoguchi.engines.messaging.queries.rows import Row
from madoguchi.engines.messaging.rules.retrying import is_given_up, wait_before
from madoguchi.kernel.actors import Actor

_BEST = ("delivered", "accepted", "temporary", "permanent", "blocked")


def write_results(
    *, taken: Taken, packed: Packed, results: Sequence[Sent], actor: Actor, at: datetime
) -> int:  # fmt: skip
    """The states of the batch's messages; returns how many went out.

    Only what is still in this batch is touched, so that a second writer changes nothing. A message
    of which the provider said nothing is tried again.
    """
    said = _per_delivery(packed, results)
    for row in taken.rows:
        said.setdefault(row.id, Sent(row.id, "temporary", detail="not_answered"))
    for row_id in packed.without:
        said[row_id] = Sent(row_id, "permanent", detail="no_address")
    with transaction.atomic():
        done = Batch.objects.filter(id=taken.batch.id, done_at__isnull=True).update(done_at=at)
        if not done:
            return 0
        still = _still_in(taken.batch)
        rows = {row.id: row for row in taken.rows if row.id in still}
        out = [one for key, one in said.items() if key in rows and one.outcome in _BEST[:2]]
        _write_out(taken.batch, rows, out, at=at)
        _try_again(taken.batch, rows, said, at=at)
        _give_up(rows, said, actor=actor, at=at)
        _mark_addresses(packed, results, at=at)
    return len(out)


def _still_in(batch: Batch) -> set[UUID]:
    rows = Delivery.objects.filter(batch=batch, state="sending")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",))
    return set(rows.values_list("id", flat=True))


def _per_delivery(packed: Packed, results: Sequence[Sent]) -> dict[UUID, Sent]:
    """The best that happened to any of a person's devices."""
    said: dict[UUID, Sent] = {}
    for one in results:
        key = packed.delivery_of.get(one.delivery_id)
        if key is None:
            continue
        known = said.get(key)
        if known is None or _BEST.index(one.outcome) < _BEST.index(known.outcome):
            said[key] = one if key == one.delivery_id else replace(one, delivery_id=key)
    return said


def _write_out(
    batch: Batch, rows: Mapping[UUID, Row], out: Sequence[Sent], *, at: datetime
) -> None:
    """Accepted or delivered; where the notice says so, they are looked after until opened."""
    if not out:
        return
    mine = Delivery.objects.filter(batch=batch, state="sending")
    hours = _hours({row.notice_id for row in rows.values()})
    groups: dict[tuple[str, int | None], list[UUID]] = {}
    for one in out:
        key = (one.outcome, hours.get(rows[one.delivery_id].notice_id))
        groups.setdefault(key, []).append(one.delivery_id)
    _write_references(batch, out, all_of_them=len(out) == len(rows))
    for (outcome, after), ids in groups.items():
        some = mine if len(ids) == len(rows) else mine.filter(id__in=ids)
        some.update(
            state=outcome, sent_at=at,
            delivered_at=at if outcome == "delivered" else None,
            next_at=at + timedelta(hours=after) if after else None,
        )  # fmt: skip


def _hours(notices: set[UUID]) -> Mapping[UUID, int]:
    found = Notice.objects.filter(id__in=notices, not_opened_hours__isnull=False)
    return {key: int(hours or 0) for key, hours in found.values_list("id", "not_opened_hours")}


def _write_references(batch: Batch, out: Sequence[Sent], *, all_of_them: bool) -> None:
    """Every provider's number beside its message: one statement, its values as one document."""
    alike = {(one.reference, one.detail) for one in out}
    mine = Delivery.objects.filter(batch=batch, state="sending")
    if len(alike) == 1:
        reference, detail = alike.pop()
        if reference or detail:
            some = mine if all_of_them else mine.filter(id__in=[one.delivery_id for one in out])
            some.update(reference=reference[:120], detail=detail[:200])
        return
    told = [[one.delivery_id.hex, one.reference[:120], one.detail[:200]] for one in out]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source = (
                "SELECT CAST(e->>0 AS uuid) AS key, e->>1 AS reference, e->>2 AS detail"
                " FROM jsonb_array_elements(CAST(%s AS jsonb)) e"
            )
        else:
            source = (
                "SELECT json_extract(value, '$[0]') AS key,"
                " json_extract(value, '$[1]') AS reference,"
                " json_extract(value, '$[2]') AS detail FROM json_each(%s)"
            )
        cursor.execute(
            "UPDATE messaging_delivery SET reference = v.reference, detail = v.detail"  # noqa: S608
            f" FROM ({source}) v WHERE messaging_delivery.id = v.key"
            " AND messaging_delivery.batch_id = %s",
            [json.dumps(told), db_id(batch.id)],
        )


def _try_again(
    batch: Batch, rows: Mapping[UUID, Row], said: Mapping[UUID, Sent], *, at: datetime
) -> None:
    groups: dict[tuple[datetime, str], list[UUID]] = {}
    for key, row in rows.items():
        one = said[key]
        if one.outcome == "temporary" and not is_given_up(row.attempts):
            later = at + wait_before(row.attempts, retry_after_s=one.retry_after_s)
            groups.setdefault((later, one.detail[:200]), []).append(key)
    for (later, detail), ids in groups.items():
        Delivery.objects.filter(id__in=ids, batch=batch, state="sending").update(
            state="created", next_at=later, detail=detail
        )


def _give_up(
    rows: Mapping[UUID, Row], said: Mapping[UUID, Sent], *, actor: Actor, at: datetime
) -> None:
    """Over this channel it will not arrive: the next one, or the end."""
    lost = [
        Failure(row, "dead" if said[key].outcome == "temporary" else "failed", said[key].detail)
        for key, row in rows.items()
        if said[key].outcome in {"permanent", "blocked"}
        or (said[key].outcome == "temporary" and is_given_up(row.attempts))
    ]
    if lost:
        advance(failures=lost, actor=actor, at=at)


def _mark_addresses(packed: Packed, results: Sequence[Sent], *, at: datetime) -> None:
    """Blocked addresses are used no more, and neither are those that never take anything."""
    for outcome, state in (("blocked", "blocked"), ("permanent", "bounced")):
        ids = [
            packed.address_of[one.delivery_id]
            for one in results
            if one.outcome == outcome and one.delivery_id in packed.address_of
        ]
        if ids:
            Address.objects.filter(Q(id__in=ids), state="active").update(
                state=state,
                ended_at=at,
                end_reason="provider",
                soft_failures=F("soft_failures") + 1,
            )
