# SPDX-License-Identifier: Apache-2.0
"""Go on where nobody opened it in time, and end notices that have gone out (開かれないとき)."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from madoguchi.engines.messaging.commands.advance import Failure, advance
from madoguchi.engines.messaging.commands.create_notice import LANES
from madoguchi.engines.messaging.events import NoticeDone
from madoguchi.engines.messaging.models import Delivery, Notice
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record

AT_ONCE = 2_000
_NAMES = {number: name for name, number in LANES.items()}


def escalate(*, actor: Actor, at: datetime) -> int:
    """The next channel for what was not opened within the notice's hours; how many go on."""
    moved = 0
    while True:
        with transaction.atomic():
            rows = _due(at)
            moved += advance(
                failures=[Failure(row, row.state, row.detail) for row in rows], actor=actor, at=at
            )
        if len(rows) < AT_ONCE:
            return moved


def _due(at: datetime) -> list[Delivery]:
    rows = Delivery.objects.filter(state__in=("accepted", "delivered"), next_at__lte=at)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return list(rows.order_by("next_at")[:AT_ONCE])


def finish_notices(*, actor: Actor, at: datetime) -> int:
    """End notices of which nothing waits, is on its way or may still go on; how many."""
    moving = Delivery.objects.filter(notice=OuterRef("id")).filter(
        Q(state__in=("created", "sending")) | Q(next_at__isnull=False)
    )
    ended = 0
    for notice in Notice.objects.filter(~Exists(moving), state="sending")[:500]:
        with transaction.atomic():
            still = Notice.objects.filter(id=notice.id, state="sending")
            if not still.update(state="done", done_at=at):
                continue
            lane = _NAMES[notice.lane]
            record(
                action=NoticeDone.key, actor=actor, subject=notice.ref, at=at,
                detail={"key": notice.key, "lane": lane},
            )  # fmt: skip
            announce(NoticeDone(notice_id=notice.id, lane=lane, at=at))
            ended += 1
    return ended
