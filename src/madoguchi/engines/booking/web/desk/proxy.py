# SPDX-License-Identifier: Apache-2.0
"""The proxy desk: a clerk books for a telephone caller, all from the keyboard.

One form. The first Enter looks for free times and for the caller together; the second books. What
was typed is never put into an address: a telephone number is somebody's.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.engines.booking.commands.book_for_caller import book_for_caller, wait_for_caller
from madoguchi.engines.booking.commands.read_contacts import look_for_people, read_contacts
from madoguchi.engines.booking.models import WaitingEntry
from madoguchi.engines.booking.policy import MANAGE, WORK, may_work
from madoguchi.engines.booking.queries.finding import Found
from madoguchi.engines.booking.queries.proxy import (
    Place,
    Times,
    find_made,
    find_times,
    list_places,
    match_places,
)
from madoguchi.engines.booking.queries.staff_view import get_booking, visible_offers
from madoguchi.engines.booking.rules.aloud import read_aloud
from madoguchi.engines.booking.rules.asks import read_answers
from madoguchi.engines.booking.rules.desk_refusals import (
    ChooseTime,
    PeopleUnreadable,
    PlaceNotFound,
)
from madoguchi.engines.booking.rules.near import Asked
from madoguchi.engines.booking.rules.refusals import NotEligible, ReservationUnknown
from madoguchi.engines.booking.rules.typed import day_typed, hours_typed
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.engines.booking.web.answers import errors_of
from madoguchi.engines.booking.web.desk.frame import (
    page,
    payment_shown,
    place_of,
    span_words,
    title_of,
    who,
)
from madoguchi.engines.booking.web.desk.proxy_asks import (
    asks_of,
    birth_typed,
    read_children,
    read_extras,
    typed_more,
)
from madoguchi.engines.booking.web.desk.proxy_times import show_full, show_times, time_of
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, to_halfwidth_digits
from madoguchi.platform.identity.api import visiting_staff_may

ASKED = ("where", "when", "hours", "people", "caller", "waive")
NEW = ("name", "kana", "phone")
WAIT = "wait:"


@dataclass(slots=True)
class Call:
    """What was typed, and what was found for it."""

    typed: dict[str, str]
    token: UUID
    places: list[Place] = field(default_factory=list)
    times: Times = field(default_factory=lambda: Times([], []))
    people: list[Found] = field(default_factory=list)
    count: int = 1

    @property
    def looked(self) -> str:
        """A mark of what was looked for, so that changed words are looked for anew."""
        words = "\n".join(self.typed[name].strip() for name in ASKED)
        return sha256(words.encode()).hexdigest()[:16]

    @property
    def has_times(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.times.near or self.times.full)


@visiting_staff_may(WORK)
@require_http_methods(["GET", "POST"])
def proxy(request: HttpRequest) -> HttpResponse:
    """Look, then book or wait."""
    data = request.POST if request.method == "POST" else request.GET
    call = Call(_typed(data), _token(data))
    if request.method == "GET" and not call.typed["where"]:
        return _page(request, call, None)
    actor, _, _ = who(request)
    made = find_made(str(call.token), actor=actor)
    if made is not None:
        return redirect("booking:desk-proxy-done", number=made.number)
    refusal: Refusal | None = None
    try:
        _look(call, request)
        if data.get("do") == "book" and data.get("looked") == call.looked:
            return _take(call, request)
    except Refusal as found:
        refusal = found
    return _page(request, call, refusal)


def _typed(data: QueryDict) -> dict[str, str]:
    names = (*ASKED, *NEW, "slot", "party", "purpose", "birth", "why")
    return {name: data.get(name, "")[:200] for name in names} | typed_more(data)


def _token(data: QueryDict) -> UUID:
    try:
        return UUID(data.get("token", ""))
    except ValueError:
        return new_id()


def _look(call: Call, request: HttpRequest) -> None:
    """Find the place, its nearest free times, and the caller.

    Raises:
        PlaceNotFound, PeopleUnreadable, DayUnreadable, TimeUnreadable: a word cannot be read.
    """
    actor, at, _ = who(request)
    if call.typed["caller"].strip():
        call.people = look_for_people(typed=call.typed["caller"], actor=actor, at=at)
    call.count = _count(call.typed["people"])
    places = list_places(list(visible_offers(actor).filter(is_open=True)))
    call.places = match_places(places, normalise(call.typed["where"]))
    if not call.places:
        raise PlaceNotFound(written=call.typed["where"].strip()[:40])
    asked = Asked(
        day_typed(call.typed["when"], today(at)),
        hours_typed(call.typed["hours"]),
        call.count,
        waived=bool(call.typed["waive"]),
    )
    call.times = find_times(call.places, asked, at=at)


def _count(written: str) -> int:
    words = to_halfwidth_digits(written).strip().removesuffix("人") or "1"
    if not (words.isascii() and words.isdigit() and 0 < int(words[:6]) < 100_000):
        raise PeopleUnreadable(written=words[:12])
    return int(words)


def _take(call: Call, request: HttpRequest) -> HttpResponse:
    """Book the chosen time, or wait for it where it is full.

    Raises:
        Refusal: as the commands.
    """
    actor, at, _ = who(request)
    slot, typed = call.typed["slot"], call.typed
    wanted = _wanted(call)
    new = {name: typed[name] for name in NEW}
    if typed["birth"].strip():
        new["birth_on"] = birth_typed(typed["birth"]).isoformat()
    party = typed["party"].removeprefix("new")
    if slot.startswith(WAIT):
        entry = wait_for_caller(
            wanted=wanted, party_ref=party, new=new, token=call.token, actor=actor, at=at
        )
        return redirect("booking:desk-proxy-waits", waiting_id=entry.id)
    made = book_for_caller(
        wanted=wanted,
        party_ref=party,
        new=new,
        token=call.token,
        actor=actor,
        at=at,
        why=typed["why"].strip(),
    )
    return redirect("booking:desk-proxy-done", number=made.number)


def _wanted(call: Call) -> Wanted:
    typed, slot = call.typed, call.typed["slot"]
    waits = slot.startswith(WAIT)
    found = time_of(slot.removeprefix(WAIT), call.times.full if waits else call.times.near)
    if found is None:
        raise ChooseTime
    place = found.place
    births, children = read_children(place.offer, typed, call.count)
    return Wanted(
        offer=place.offer.key,
        space=place.space.key if place.space else "",
        starts_at=found.slot.starts_at,
        ends_at=found.slot.ends_at,
        people=call.count,
        purpose=typed["purpose"] if typed["purpose"] in place.offer.read_rules().purposes else "",
        extras=read_extras(place.offer, typed),
        births=births,
        contact={
            **children,
            **read_answers(place.offer.read_rules().asks, lambda n: typed.get(n, "")),
        },
        waived=bool(typed["waive"]) and not waits,
    )


def _page(request: HttpRequest, call: Call, refusal: Refusal | None) -> HttpResponse:
    actor, _, lang = who(request)
    places = list_places(list(visible_offers(actor).filter(is_open=True)))
    managed = any(may_work(actor, one.offer.section, MANAGE) for one in call.places)
    shown = {
        "typed": _prefilled(call),
        "token": call.token,
        "looked": call.looked if call.has_times else "",
        "names": sorted({place.title(lang) for place in places}),
        "times": show_times(call.times.near, call.typed["slot"], call.count, lang),
        "full": show_full(call.times.full, call.typed["slot"], lang),
        "chosen": call.has_times,
        "people": call.people,
        "party": call.typed["party"] or _only(call),
        "asked_caller": bool(call.typed["caller"].strip()),
        "searched": bool(call.places),
        "managed": managed or bool(call.typed["waive"]),
        "register": isinstance(refusal, NotEligible),
        **asks_of(call.places, call.typed, call.count, lang, errors_of(refusal, lang)),
    }
    return page(request, "proxy", shown, refusal)


def _only(call: Call) -> str:
    """Who is meant where only one was found; a new caller where nobody was."""
    if len(call.people) == 1:
        return call.people[0].party_ref
    return "" if call.people else "new"


def _prefilled(call: Call) -> dict[str, str]:
    """What was typed as the caller, once more in the field of a new caller that it belongs to."""
    typed, words = dict(call.typed), call.typed["caller"].strip()
    if words and not call.people and not any(typed[name] for name in NEW):
        plain = to_halfwidth_digits(words)
        typed["phone" if any(sign.isdigit() for sign in plain) else "name"] = words
    return typed


@visiting_staff_may(WORK)
@require_GET
def proxy_waits(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """That the caller waits, and what comes next."""
    actor, _, lang = who(request)
    entry = (
        WaitingEntry.objects.select_related("offer", "space", "group")
        .filter(id=waiting_id, offer__in=visible_offers(actor))
        .first()
    )
    if entry is None:
        raise ReservationUnknown
    place = [title_of(entry.offer.title, lang)]
    if entry.space is not None:
        place.append(title_of(entry.space.title, lang))
    shown = {
        "entry": entry,
        "place": " ".join(dict.fromkeys(place)),
        "span": span_words(entry.starts_at, entry.ends_at, lang),
    }
    return page(request, "proxy_waits", shown)


@visiting_staff_may(WORK)
@require_GET
def proxy_done(request: HttpRequest, number: str) -> HttpResponse:
    """The number to read aloud."""
    actor, at, lang = who(request)
    found = get_booking(number, actor=actor)
    contact = read_contacts(reservations=[found], what="proxy", actor=actor, at=at)[found.id]
    shown: dict[str, Any] = {
        "booking": found,
        "groups": read_aloud(found.number),
        "place": place_of(found, lang),
        "span": span_words(found.starts_at, found.ends_at, lang),
        "contact": contact,
        "payment": payment_shown(found, lang),
    }
    return page(request, "proxy_done", shown)
