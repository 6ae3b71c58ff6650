# SPDX-License-Identifier: Apache-2.0
"""Set up a desk and the lines that it serves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.models import Desk, DeskLine, Line
from madoguchi.engines.queue.policy import MANAGE, check_may_work
from madoguchi.engines.queue.queries.tickets import at_desk
from madoguchi.engines.queue.rules.refusals import DeskInUse, LineUnknown, RuleWrong
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def define_desk(
    *,
    key: str,
    section: str,
    title: Mapping[str, str],
    lines: Mapping[str, int],
    actor: Actor,
    at: datetime,
    rank: int = 0,
    is_active: bool = True,
) -> Desk:
    """Make a desk or change it; ``lines``: key → rank (a higher one waits for the lower ones).

    Raises:
        NotAllowed: not staff who manage the section.
        LineUnknown: a line that does not exist. RuleWrong: no line at all.
        DeskInUse: it is to end while somebody is there.
    """
    check_may_work(actor, section, MANAGE)
    found = _find_lines(lines, section, actor)
    desk = Desk.objects.select_for_update().filter(key=key).first() or Desk(key=key)
    wanted: dict[str, Any] = {
        "section": section, "title": dict(title), "rank": rank, "is_active": is_active,
    }  # fmt: skip
    if not desk._state.adding:
        same = all(getattr(desk, name) == value for name, value in wanted.items())
        if same and _serves(desk) == dict(lines):
            return desk
        if not is_active:
            _shut(desk)
    for name, value in wanted.items():
        setattr(desk, name, value)
    desk.save()
    DeskLine.objects.filter(desk=desk).delete()
    DeskLine.objects.bulk_create(
        DeskLine(id=new_id(), desk=desk, line=found[one], rank=lines[one]) for one in lines
    )
    record(
        action="queue.desk.defined",
        actor=actor,
        subject=desk.ref,
        at=at,
        detail={"section": section, "lines": dict(lines), "active": is_active},
    )
    return desk


def _find_lines(lines: Mapping[str, int], section: str, actor: Actor) -> dict[str, Line]:
    """The lines by their keys; those of another section need its manager too."""
    if not lines:
        raise RuleWrong(why="受け持つ受付を一つ以上選んでください")
    found = {one.key: one for one in Line.objects.filter(key__in=lines)}
    if len(found) != len(lines):
        raise LineUnknown
    for one in found.values():
        if one.section != section:
            check_may_work(actor, one.section, MANAGE)
    return found


def _shut(desk: Desk) -> None:
    """A desk that ends is closed; nobody may be there."""
    current = at_desk(desk)
    if current is not None:
        raise DeskInUse(label=current.label)
    desk.opened_at, desk.opened_by_ref = None, ""


def _serves(desk: Desk) -> dict[str, int]:
    rows = DeskLine.objects.filter(desk=desk).select_related("line")
    return {one.line.key: one.rank for one in rows}
