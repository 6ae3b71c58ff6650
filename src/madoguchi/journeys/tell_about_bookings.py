# SPDX-License-Identifier: Apache-2.0
"""Portal: what happens to a booking is told by messaging, with the time for one's own calendar."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event

from madoguchi.engines.booking.api import get_reservation, use_notifier
from madoguchi.journeys.own_messages import tell
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now, to_local
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import LANGUAGES, TextValue, text
from madoguchi.platform.screens.wording import say

TOPIC = "bookings"
TITLE = text("予約のお知らせ", "About your booking", "よやくの お知らせ")
WITH_CALENDAR = frozenset({"confirmed", "changed", "restored", "remind"})


def tell_about_booking(
    *, notice_id: str, party_ref: str, kind: str, number: str, about: Mapping[str, Any]
) -> None:
    """A sentence, what and when, and the page of the booking; once for each notice."""
    tell(
        key=f"booking:{notice_id}", party_ref=party_ref, topic=TOPIC, title=TITLE,
        texts={language: _words(language, kind, number, about) for language in LANGUAGES},
        link=f"/booking/reservations/{number}/" if number else "/booking/mine/", at=now(),
    )  # fmt: skip


def _words(language: str, kind: str, number: str, about: Mapping[str, Any]) -> dict[str, Any]:
    refused = kind == "reduction" and not about.get("approved")
    values = {"at": _moment(str(about["at"]))} if about.get("at") else {}
    sentence = say(f"booking.notice.{kind}{'_refused' if refused else ''}", language, **values)
    booked = _find(number)
    what = (
        f"{TextValue(**booked.offer.title).pick(language)} {_moment(booked.starts_at.isoformat())}"
        if booked
        else ""
    )
    said: dict[str, Any] = {
        "subject": f"{TITLE.pick(language)} {number}".strip(),
        "text": "\n".join(part for part in (sentence, what, str(about.get("words") or "")) if part),
    }
    if booked and kind in WITH_CALENDAR:
        said["attachments"] = [("booking.ics", "text/calendar", _calendar(booked, what))]
    return said


def _find(number: str) -> Any:
    try:
        return get_reservation(number, actor=SYSTEM) if number else None
    except Refusal:
        return None


def _moment(written: str) -> str:
    at = to_local(datetime.fromisoformat(written))
    return f"{at:%Y-%m-%d %H:%M}"


def _calendar(booked: Any, what: str) -> str:
    """One event (RFC 5545) in base64; its UID stays the same, so a change replaces it."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Madoguchi//booking//JA")
    calendar.add("version", "2.0")
    event.add("uid", f"{UUID(str(booked.id))}@booking")
    event.add("dtstamp", booked.made_at.astimezone(UTC))
    event.add("dtstart", booked.starts_at.astimezone(UTC))
    event.add("dtend", booked.ends_at.astimezone(UTC))
    event.add("sequence", booked.version)
    event.add("summary", what)
    calendar.add_component(event)
    return base64.b64encode(calendar.to_ical()).decode()


use_notifier(tell_about_booking)
