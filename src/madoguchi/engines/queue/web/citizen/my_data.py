# SPDX-License-Identifier: Apache-2.0
"""What does わたしのデータ tell of the queue: the tickets of today, and who read a note about them?"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.queries.own_tickets import OwnTicket, list_note_readers, list_own
from madoguchi.engines.queue.web.showing import need_words
from madoguchi.kernel.my_data import MyHolding, MyItem, tells_own_data
from madoguchi.kernel.own_data import ReadingGroup
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say


@tells_own_data
def tell_tickets(account: str, lang: str, at: datetime) -> tuple[MyHolding, ...]:  # noqa: ARG001
    """The tickets that are linked to the account; from the end of the day there are none."""
    own = list_own(account)
    return (
        MyHolding(
            kind="queue.tickets",
            title=say("queue.held.title", lang),
            purpose=say("queue.held.purpose", lang),
            until=say("queue.held.until", lang),
            items=tuple(_item(one, lang) for one in own),
            readings=tuple(_readings([one.ticket for one in own], lang)),
            link=reverse("queue:board"),
            link_label=say("queue.held.link", lang),
        ),
    )


def _item(one: OwnTicket, lang: str) -> MyItem:
    ticket, lines = one.ticket, []
    lines.append(f"{ticket.line.name.pick(lang)}:{say(f'queue.held.state.{ticket.state}', lang)}")
    lines.append("・".join(need_words(ticket.needs, lang)))
    if one.note:
        lines.append(say("queue.held.note", lang, note=one.note))
    if one.notices:
        lines.append(say("queue.held.notices", lang, count=one.notices))
    return MyItem(
        label=say("queue.held.ticket", lang, label=ticket.label),
        text="\n".join(line for line in lines if line),
        note=" ・ ".join(
            [say(f"queue.source.{ticket.source}", lang), format_instant(ticket.issued_at, lang)]
        ),
    )


def _readings(tickets: list[Ticket], lang: str) -> Iterable[ReadingGroup]:
    for found in list_note_readers(tickets):
        section = current_city().find_section(found.section)
        yield ReadingGroup(
            section=section.name.pick(lang) if section else found.section,
            post="",
            seen_as="review",
            purpose=found.purpose,
            count=found.count,
            first_at=found.first_at,
            last_at=found.last_at,
        )
