# SPDX-License-Identifier: Apache-2.0
"""Open a desk for work and close it (窓口の開閉)."""

from datetime import datetime

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import lock_desk
from madoguchi.engines.queue.models import Desk
from madoguchi.engines.queue.policy import check_may_work
from madoguchi.engines.queue.queries.tickets import at_desk
from madoguchi.engines.queue.rules.refusals import DeskInUse, DeskUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@in_one_go
def open_desk(*, desk_key: str, actor: Actor, at: datetime) -> Desk:
    """Let the desk call people; whoever opens it last works there. Twice changes nothing.

    Raises:
        DeskUnknown, NotAllowed: not this desk, or not by this person.
    """
    desk = lock_desk(desk_key)
    check_may_work(actor, desk.section)
    if not desk.is_active:
        raise DeskUnknown
    if desk.opened_at is not None and desk.opened_by_ref == actor.ref:
        return desk
    desk.opened_at, desk.opened_by_ref = desk.opened_at or at, actor.ref
    desk.save(update_fields=["opened_at", "opened_by_ref"])
    record(action="queue.desk.opened", actor=actor, subject=desk.ref, at=at)
    return desk


@in_one_go
def close_desk(*, desk_key: str, actor: Actor, at: datetime) -> Desk:
    """End the work at a desk; the estimates count it no longer. Twice changes nothing.

    Raises:
        DeskUnknown, NotAllowed: not by this person. DeskInUse: somebody is still there.
    """
    desk = lock_desk(desk_key)
    check_may_work(actor, desk.section)
    if desk.opened_at is None:
        return desk
    current = at_desk(desk)
    if current is not None:
        raise DeskInUse(label=current.label)
    desk.opened_at, desk.opened_by_ref = None, ""
    desk.save(update_fields=["opened_at", "opened_by_ref"])
    record(action="queue.desk.closed", actor=actor, subject=desk.ref, at=at)
    return desk
