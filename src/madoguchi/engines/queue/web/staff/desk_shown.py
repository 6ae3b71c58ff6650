# SPDX-License-Identifier: Apache-2.0
"""What does the desk page show?"""

from datetime import datetime
from typing import Any

from django.urls import reverse

from madoguchi.engines.queue.commands.show_note import show_note
from madoguchi.engines.queue.models import Desk, Line, Ticket
from madoguchi.engines.queue.policy import VIEW, check_may_work, may_work
from madoguchi.engines.queue.queries.hall import Hall
from madoguchi.engines.queue.queries.tickets import at_desk, list_missed
from madoguchi.engines.queue.web.showing import (
    Crumb,
    desk_name,
    digest,
    need_words,
    section_name,
    ticket_state,
    wait_words,
)
from madoguchi.kernel.actors import Actor
from madoguchi.platform.screens.instants import format_clock
from madoguchi.platform.screens.wording import say

MOST_SHOWN = 60


def desk_values(desk: Desk, lang: str, at: datetime, *, actor: Actor) -> dict[str, Any]:
    """The whole page. Raises NotAllowed for another section."""
    values = lists_values(desk, lang, at, actor=actor)
    current = at_desk(desk)
    here = {one.key: one for one in values["serves"]}
    values |= {
        "crumbs": [
            Crumb(say("queue.staff.title", lang), reverse("queue:staff")),
            Crumb(desk_name(desk, lang)),
        ],
        "desk": desk,
        "name": desk_name(desk, lang),
        "section": section_name(desk.section, lang),
        "is_open": desk.opened_at is not None,
        "opened": format_clock(desk.opened_at, lang) if desk.opened_at else "",
        "opened_by_other": bool(desk.opened_by_ref) and desk.opened_by_ref != actor.ref,
        "lines_served": [one.name.pick(lang) for one in here.values()],
        "current": _current(current, lang, at, actor=actor) if current else None,
        "seen": str(current.id) if current else "",
        "targets": _targets(current, lang) if current else [],
    }
    return values


def lists_values(desk: Desk, lang: str, at: datetime, *, actor: Actor) -> dict[str, Any]:
    """Who waits for the desk and who did not come. Raises NotAllowed for another section."""
    check_may_work(actor, desk.section, VIEW)
    hall = Hall(at)
    ranks = hall.ranks.get(desk.id, {})
    tickets = {one.id: one for one in hall.tickets}
    rows = []
    for line in sorted(ranks, key=lambda key: (ranks[key], key)):
        foretold = hall.foretell(line)
        for place, ticket_id in enumerate(hall.order(line)):
            ticket = tickets[ticket_id]
            row = _row(ticket, lang, at) | {
                "line": hall.lines[line].line.name.pick(lang),
                "place": place + 1,
                "wait": wait_words(foretold.get(ticket_id), lang),
            }
            rows.append(row)
    missed = [
        _row(one, lang, at) | {"line": one.line.name.pick(lang)}
        for one in list_missed(desk, at=at)[:20]
    ]
    mark = digest([(r["id"], r["place"], r["waited"]) for r in rows], [m["id"] for m in missed])
    return {
        "desk_key": desk.key,
        "serves": [hall.lines[key].line for key in ranks],
        "waiting": rows[:MOST_SHOWN],
        "waiting_count": len(rows),
        "missed": missed,
        "mark": mark,
        "may_call": desk.opened_at is not None and may_work(actor, desk.section),
        "lists_url": f"{reverse('queue:desk-lists', args=[desk.key])}?was={mark}",
        "do_url": reverse("queue:desk-do", args=[desk.key]),
    }


def _row(ticket: Ticket, lang: str, at: datetime) -> dict[str, Any]:
    return {
        "id": str(ticket.id),
        "label": ticket.label,
        "needs": need_words(ticket.needs, lang),
        "language": ""
        if ticket.language == "ja"
        else say(f"queue.language.{ticket.language}", lang),
        "source": say(f"queue.source.{ticket.source}", lang),
        "waited": max(int((at - ticket.place_at).total_seconds() // 60), 0),
        "appointment": format_clock(ticket.appointment_at, lang) if ticket.appointment_at else "",
        "has_note": bool(ticket.sealed) if "sealed" not in ticket.get_deferred_fields() else False,
        "is_moved": ticket.came_from_id is not None,
        "ended": format_clock(ticket.ended_at, lang) if ticket.ended_at else "",
    }


def _current(ticket: Ticket, lang: str, at: datetime, *, actor: Actor) -> dict[str, Any]:
    since = ticket.started_at if ticket.state == "serving" else ticket.called_again_at
    began = since or ticket.called_at or at
    return _row(ticket, lang, at) | {
        "line": ticket.line.name.pick(lang),
        "state": ticket_state(ticket, lang),
        "calls": ticket.call_count,
        "note": show_note(ticket=ticket, actor=actor, at=at),
        "since": began.isoformat(),
        "minutes": max(int((at - began).total_seconds() // 60), 0),
    }


def _targets(current: Ticket, lang: str) -> list[tuple[str, str]]:
    """The lines to which the person can be sent on, under their sections."""
    lines = Line.objects.filter(is_active=True).exclude(id=current.line_id)
    return [
        (one.key, f"{section_name(one.section, lang)} – {one.name.pick(lang)}") for one in lines
    ]
