# SPDX-License-Identifier: Apache-2.0
"""Set up a line of a section, or change it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.models import Line, LineDay, Ticket
from madoguchi.engines.queue.policy import MANAGE, check_may_work
from madoguchi.engines.queue.rules.line import LineRules
from madoguchi.engines.queue.rules.refusals import RuleWrong
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


def read_rules(rules: Mapping[str, Any] | LineRules) -> LineRules:
    """The rules if they make sense.

    Raises:
        RuleWrong: with the place and the reason.
    """
    if isinstance(rules, LineRules):
        return rules
    try:
        return LineRules.model_validate(dict(rules))
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        words = str(first["msg"]).removeprefix("Value error, ")
        raise RuleWrong(why=f"{place}:{words}" if place else words) from problem


@in_one_go
def define_line(
    *,
    key: str,
    section: str,
    prefix: str,
    title: Mapping[str, str],
    rules: Mapping[str, Any] | LineRules,
    actor: Actor,
    at: datetime,
    about: Mapping[str, str] | None = None,
    rank: int = 0,
    is_active: bool = True,
) -> Line:
    """Make a line or change it; nothing is written where nothing changes.

    Raises:
        NotAllowed: not staff who manage the section.
        RuleWrong: the rules contradict themselves, the letter is taken, fewer tickets than were
            given today, or people still wait in a line that is to end.
    """
    check_may_work(actor, section, MANAGE)
    read = read_rules(rules)
    _check_prefix(prefix, key)
    line = Line.objects.select_for_update().filter(key=key).first() or Line(key=key)
    wanted: dict[str, Any] = {
        "section": section,
        "prefix": prefix,
        "title": dict(title),
        "about": dict(about or {}),
        "rules": read.model_dump(mode="json"),
        "rank": rank,
        "is_active": is_active,
    }
    if not line._state.adding and all(getattr(line, k) == v for k, v in wanted.items()):
        return line
    if not line._state.adding:
        _check_today(line, read, is_active=is_active, at=at)
    for name, value in wanted.items():
        setattr(line, name, value)
    line.changed_at = at
    line.save()
    record(
        action="queue.line.defined",
        actor=actor,
        subject=line.ref,
        at=at,
        detail={"section": section, "prefix": prefix, "rules": line.rules, "active": is_active},
    )
    return line


def _check_prefix(prefix: str, key: str) -> None:
    """The letter of the numbers must be no other line's."""
    if not (prefix.isascii() and prefix.isalpha() and prefix.isupper() and len(prefix) <= 2):
        raise RuleWrong(why="番号の頭は、英字の大文字1文字か2文字にしてください(例:A)")
    if Line.objects.filter(prefix=prefix).exclude(key=key).exists():
        raise RuleWrong(why=f"番号の頭「{prefix}」は、ほかの受付が使っています")


def _check_today(line: Line, rules: LineRules, *, is_active: bool, at: datetime) -> None:
    """What has been promised today stands; a larger limit holds at once."""
    today = LineDay.objects.select_for_update().filter(line=line, day=day_and_minute(at)[0]).first()
    if today is None:
        return
    if rules.tickets_per_day < today.last_number:
        raise RuleWrong(
            why=f"きょうはもう{today.last_number}枚お渡ししています。上限はそれ以上にしてください"
        )
    waiting = Ticket.objects.filter(line_day=today, state__in=("waiting", "called", "serving"))
    if not is_active and waiting.exists():
        raise RuleWrong(why="待っている方がいるあいだは、受付をなくせません")
    today.most = rules.tickets_per_day
    today.save(update_fields=["most"])
