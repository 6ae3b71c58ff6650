# SPDX-License-Identifier: Apache-2.0
"""Go on over the next channel of the chain (次の手段へ)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.engines.messaging.models import DISASTER, Address, Delivery, Notice, Preference
from madoguchi.engines.messaging.queries.rows import Row
from madoguchi.engines.messaging.rules.chain import next_channel, order_for
from madoguchi.engines.messaging.rules.quiet import CITY, when_to_ring
from madoguchi.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Failure:
    """A delivery whose channel is of no use; ``final`` is its state where there is no other."""

    row: Delivery | Row
    final: str
    detail: str = ""


def advance(*, failures: Sequence[Failure], actor: Actor, at: datetime) -> int:  # noqa: ARG001 - commands take both
    """Set each on its next channel, or on its end; returns how many go on.

    An alarm is on all channels already, so each of its rows just ends.
    """
    rows = [one.row for one in failures]
    notices = Notice.objects.select_related("topic").in_bulk({row.notice_id for row in rows})
    ranks = _ranks(rows, notices)
    moves: dict[tuple[str, str, datetime, str], list[UUID]] = defaultdict(list)
    ends: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for one in failures:
        row, notice = one.row, notices[one.row.notice_id]
        tried = [*filter(None, row.tried.split(",")), row.channel]
        order = order_for(notice.chain, ranks.get((row.recipient_id, notice.topic.key), {}))
        further = None if row.lane == DISASTER else next_channel(order, tried)
        if further is None:
            ends[(one.final, one.detail[:200])].append(row.id)
        else:
            ring = when_to_ring(at, further, CITY) if notice.is_quiet else at
            moves[(further, ",".join(tried)[:48], ring, one.detail[:200])].append(row.id)
    return _write(moves, ends)


def _write(
    moves: Mapping[tuple[str, str, datetime, str], list[UUID]],
    ends: Mapping[tuple[str, str], list[UUID]],
) -> int:
    for (channel, tried, ring, detail), ids in moves.items():
        Delivery.objects.filter(id__in=ids).update(
            state="created", channel=channel, tried=tried, next_at=ring, attempts=0, batch=None,
            provider="", detail=detail,
        )  # fmt: skip
    for (final, detail), ids in ends.items():
        rows = Delivery.objects.filter(id__in=ids)
        rows.update(state=final, next_at=None, batch=None, detail=detail)
    return sum(len(ids) for ids in moves.values())


def _ranks(
    rows: Sequence[Delivery | Row], notices: Mapping[UUID, Notice]
) -> Mapping[tuple[UUID, str], dict[str, int | None]]:
    """(person, topic) → the channels that work and that the person has not declined → their rank."""
    people = {row.recipient_id for row in rows}
    topics = {(row.recipient_id, notices[row.notice_id].topic.key) for row in rows}
    declined = set(
        Preference.objects.filter(recipient__in=people, is_on=False)
        .exclude(channel="")
        .values_list("recipient_id", "topic", "channel")
    )
    usable: dict[UUID, dict[str, int | None]] = defaultdict(dict)
    found = Address.objects.filter(recipient__in=people, state="active")
    for person, channel, rank in found.values_list("recipient_id", "channel", "rank"):
        usable[person][channel] = rank
    return {
        (person, topic): {
            channel: rank
            for channel, rank in usable[person].items()
            if (person, topic, channel) not in declined
        }
        for person, topic in topics
    }
