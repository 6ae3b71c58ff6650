# SPDX-License-Identifier: Apache-2.0
"""Let a notice go out (送信の承認), or stop it (送信の停止)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.commands.create_notice import LANES
from madoguchi.engines.messaging.events import NoticeApproved, NoticeStopped
from madoguchi.engines.messaging.models import Delivery, Notice
from madoguchi.engines.messaging.policy import ALARM, APPROVE, WRITE, check_may
from madoguchi.engines.messaging.queries.audience import is_anybody_reached
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.rules.refusals import NobodyToTell, NotToBeChanged
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record

GOING = frozenset({"approved", "resolving", "sending", "done"})
_NAMES = {number: name for name, number in LANES.items()}


@transaction.atomic
def approve_notice(*, notice_id: UUID, actor: Actor, at: datetime) -> Notice:
    """The notice goes out from now on, or from its ``send_at``. Twice is once.

    Whether the writer may approve alone is asked by who calls (a threshold of the city).

    Raises:
        NoticeUnknown, NotAllowed, NotToBeChanged; NobodyToTell: the audience is empty.
    """
    notice = get_notice(notice_id)
    lane = _NAMES[notice.lane]
    may = {"disaster": ALARM, "bulk": APPROVE}.get(lane, WRITE)
    check_may(actor, notice.section, may)
    if notice.state in GOING:
        return notice
    if not is_anybody_reached(notice, at=at):
        raise NobodyToTell
    changed = Notice.objects.filter(id=notice.id, state="draft").update(
        state="approved", approved_at=at, approved_by_ref=actor.ref
    )
    if not changed:
        notice.refresh_from_db()
        if notice.state in GOING:
            return notice
        raise NotToBeChanged(state=notice.get_state_display())
    record(
        action=NoticeApproved.key, actor=actor, subject=notice.ref, at=at,
        detail={"key": notice.key, "lane": lane},
    )  # fmt: skip
    announce(NoticeApproved(notice_id=notice.id, lane=lane, at=at))
    notice.refresh_from_db()
    return notice


@transaction.atomic
def stop_notice(*, notice_id: UUID, actor: Actor, at: datetime) -> int:
    """Keep back what has not gone out; how many. What is with a provider can't be called back.

    Raises:
        NoticeUnknown, NotAllowed; NotToBeChanged: it is over.
    """
    notice = get_notice(notice_id)
    check_may(actor, notice.section, WRITE)
    changed = Notice.objects.filter(id=notice.id).exclude(state__in=("done", "stopped"))
    if not changed.update(state="stopped", done_at=at):
        raise NotToBeChanged(state=notice.get_state_display())
    waiting = Delivery.objects.filter(notice=notice, state="created")
    kept = waiting.update(state="suppressed", next_at=None, detail="stopped")
    Delivery.objects.filter(notice=notice, next_at__isnull=False).update(next_at=None)
    lane = _NAMES[notice.lane]
    record(
        action=NoticeStopped.key, actor=actor, subject=notice.ref, at=at,
        detail={"key": notice.key, "kept_back": kept},
    )  # fmt: skip
    announce(NoticeStopped(notice_id=notice.id, lane=lane, kept_back=kept, at=at))
    return kept
