# SPDX-License-Identifier: Apache-2.0
"""What does わたしのデータ tell of bookings: registration, bookings, wishes, points, and who saw them?"""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from madoguchi.engines.booking.models import GroupMember, Reservation, WaitingEntry
from madoguchi.engines.booking.queries.groups import open_group, open_member
from madoguchi.engines.booking.queries.held_data import Held, list_held, list_readers
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.queries.reservations import read_contact
from madoguchi.engines.booking.queries.waiting import read_waiting
from madoguchi.engines.booking.web.citizen.frame import (
    long_time,
    money,
    pick,
    place_of,
)
from madoguchi.engines.booking.web.citizen.registration import registration_rows
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.my_data import MyHolding, MyItem, tells_own_data
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say


@tells_own_data
def tell_bookings(account: str, lang: str, _: datetime) -> tuple[MyHolding, ...]:
    """The person as a user of the city's places, and everything booked, entered and waited for."""
    held = list_held(account)
    of_person = [account, *(one.group.number for one in held.memberships)]
    return (
        MyHolding(
            kind="booking.registration",
            title=say("booking.held.registration", lang),
            purpose=say("booking.held.registration_purpose", lang),
            until=say("booking.held.until", lang),
            items=tuple(_person(held, lang)),
            readings=list_readers(of_person, lang),
            link=reverse("booking:registration"),
            link_label=say("booking.held.registration_link", lang),
        ),
        MyHolding(
            kind="booking.reservations",
            title=say("booking.held.bookings", lang),
            purpose=say("booking.held.bookings_purpose", lang),
            until=say("booking.held.until", lang),
            items=tuple(_bookings(held, lang)),
            readings=list_readers((one.number for one in held.reservations), lang),
            link=reverse("booking:mine"),
            link_label=say("booking.held.bookings_link", lang),
        ),
    )


def _person(held: Held, lang: str) -> Iterable[MyItem]:
    if held.patron is not None:
        source = say(
            "booking.held.registered", lang, at=format_instant(held.patron.registered_at, lang)
        )
        for row in registration_rows(held.patron, open_patron(held.patron), lang):
            yield MyItem(**row, note=source)
    for one in held.memberships:
        yield _membership(one, lang)
    for point in held.points:
        yield MyItem(
            label=say("booking.held.points", lang),
            text=say("booking.held.points_text", lang, points=point.points),
            note=" ・ ".join([
                say(f"booking.held.point.{point.reason}", lang), format_instant(point.given_at, lang),
            ]),
        )  # fmt: skip
    if held.feed is not None and held.feed.ended_at is None:
        yield MyItem(
            label=say("booking.held.feed", lang),
            text=say("booking.held.feed_text", lang),
            note=format_instant(held.feed.made_at, lang),
        )
    if held.traces:
        yield MyItem(
            label=say("booking.held.traces", lang),
            text=say("booking.held.traces_text", lang, count=held.traces),
        )


def _membership(one: GroupMember, lang: str) -> MyItem:
    told = open_member(one)
    birth = format_date(date.fromisoformat(told["birth_on"]), lang) if told.get("birth_on") else ""
    parts = [told.get("name", ""), birth, told.get("phone", ""), told.get("address", "")]
    return MyItem(
        label=say("booking.row.group", lang),
        text=f"{open_group(one.group).get('name', '')}({one.group.number})",
        note=say("booking.held.as_member", lang, told=" ・ ".join(part for part in parts if part)),
    )


def _bookings(held: Held, lang: str) -> Iterable[MyItem]:
    for one in held.reservations:
        yield _booking(one, lang)
    for waiting in held.waiting:
        yield _waiting(waiting, lang)
    for entry in held.entries:
        yield MyItem(
            label=say("booking.held.entry", lang, number=entry.number),
            text=f"{pick(entry.round.title, lang)}:{say(f'booking.entry.{entry.state}', lang)}",
            note=format_instant(entry.entered_at, lang),
        )
    if held.notices:
        yield MyItem(
            label=say("booking.held.notices", lang),
            text=say("booking.held.notices_text", lang, count=held.notices),
        )


def _booking(one: Reservation, lang: str) -> MyItem:
    contact = read_contact(one)
    lines = [
        f"{place_of(one.offer, one.space, lang)} {long_time(one.starts_at, one.ends_at, lang)}",
        " ・ ".join(contact[key] for key in sorted(contact) if contact[key]),
        money(one.amount_yen, lang) if one.amount_yen else "",
    ]
    notes = [say(f"booking.reservation.{one.state}", lang), format_instant(one.made_at, lang)]
    return MyItem(
        label=say("booking.held.booking", lang, number=one.number),
        text="\n".join(line for line in lines if line),
        note=" ・ ".join(notes),
    )


def _waiting(one: WaitingEntry, lang: str) -> MyItem:
    contact = read_waiting(one)
    lines = [
        f"{place_of(one.offer, one.space, lang)} {long_time(one.starts_at, one.ends_at, lang)}",
        say("booking.people", lang, people=one.people),
        one.offer.read_rules().word(one.purpose, lang) if one.purpose else "",
        " ・ ".join(contact[key] for key in sorted(contact) if contact[key]),
    ]
    notes = [say(f"booking.held.waiting.{one.state}", lang), format_instant(one.joined_at, lang)]
    return MyItem(
        label=say("booking.mine.waiting", lang),
        text="\n".join(line for line in lines if line),
        note=" ・ ".join(notes),
    )
