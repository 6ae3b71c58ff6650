# SPDX-License-Identifier: Apache-2.0
"""Take nobody into a line for a while, and take people again (受付の一時停止)."""

from datetime import datetime

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import day_of
from madoguchi.engines.queue.models import LineDay
from madoguchi.engines.queue.policy import MANAGE, check_may_work
from madoguchi.engines.queue.queries.lines import get_line
from madoguchi.engines.queue.rules.refusals import RuleWrong
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@in_one_go
def pause_line(*, line_key: str, reason: str, actor: Actor, at: datetime) -> LineDay:
    """Give no tickets until ``resume_line``; people read the reason. Who waits is still called.

    Raises:
        LineUnknown, NotAllowed: not by this person. RuleWrong: no reason.
    """
    line = get_line(line_key)
    check_may_work(actor, line.section, MANAGE)
    words = reason.strip()[:200]
    if not words:
        raise RuleWrong(why="止める理由を書いてください(例:端末の点検のため)")
    day = day_of(line, at)
    day.paused_at, day.pause_reason = day.paused_at or at, words
    day.save(update_fields=["paused_at", "pause_reason"])
    record(
        action="queue.line.paused", actor=actor, subject=line.ref, at=at, detail={"reason": words}
    )
    return day


@in_one_go
def resume_line(*, line_key: str, actor: Actor, at: datetime) -> LineDay:
    """Give tickets again, also after the day was closed by hand. Twice changes nothing.

    Raises:
        LineUnknown, NotAllowed: not by this person.
    """
    line = get_line(line_key)
    check_may_work(actor, line.section, MANAGE)
    day = day_of(line, at)
    if day.paused_at is None and day.closed_at is None:
        return day
    day.paused_at, day.pause_reason, day.closed_at = None, "", None
    day.save(update_fields=["paused_at", "pause_reason", "closed_at"])
    record(action="queue.line.resumed", actor=actor, subject=line.ref, at=at)
    return day
