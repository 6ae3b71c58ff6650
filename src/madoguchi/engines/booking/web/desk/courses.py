# SPDX-License-Identifier: Apache-2.0
"""Courses: participants, attendance by meeting, words to all, certificates, the waiting list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.mark_sessions import mark_sessions
from madoguchi.engines.booking.commands.promote_one import promote_one
from madoguchi.engines.booking.commands.read_contacts import read_contacts
from madoguchi.engines.booking.commands.tell_participants import tell_participants
from madoguchi.engines.booking.policy import VIEW, WORK, may_work
from madoguchi.engines.booking.queries.courses import Course, get_course, list_course_lines
from madoguchi.engines.booking.rules.desk_refusals import CertificateNotEarned, NoCertificate
from madoguchi.engines.booking.rules.meetings import earns_certificate, enough_for_certificate
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.web.desk.certificate import typeset_certificate
from madoguchi.engines.booking.web.desk.frame import page, span_words, state_shown, title_of, who
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say


@visiting_staff_may(VIEW)
@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """The courses of the section, the next first."""
    actor, at, lang = who(request)
    rows = [
        {
            "key": one.course.offer.key,
            "title": title_of(one.course.offer.title, lang),
            "span": span_words(one.course.starts_at, one.course.ends_at, lang),
            "participants": one.participants,
            "left": one.course.left,
            "waiting": one.waiting,
            "is_over": one.course.ends_at <= at,
        }
        for one in list_course_lines(actor, at=at)
    ]
    return page(request, "courses", {"rows": rows})


@visiting_staff_may(VIEW)
@require_GET
def course(request: HttpRequest, offer: str) -> HttpResponse:
    """One course."""
    actor, _, _ = who(request)
    return _page(request, get_course(offer, actor=actor), {}, None)


@visiting_staff_may(WORK)
@require_POST
def act_on_course(request: HttpRequest, offer: str, verb: str) -> HttpResponse:
    """Attendance, words to all, or a place for one who waits."""
    actor, at, lang = who(request)
    found = get_course(offer, actor=actor)
    try:
        if verb == "attendance":
            done = mark_sessions(offer_key=offer, came=_marks(request, found), actor=actor, at=at)
        elif verb == "message":
            done = tell_participants(
                offer_key=offer, words=request.POST.get("words", "")[:2000],
                token=request.POST.get("token", "")[:40], actor=actor, at=at,
            )  # fmt: skip
        elif verb == "promote":
            promote_one(entry_id=_entry(request), actor=actor, at=at)
            done = 1
        else:
            raise NotFound(text("この画面はありません。", "There is no such page."))
    except NotFound:
        raise
    except Refusal as refusal:
        typed = {"words": request.POST.get("words", "")}
        return _page(request, get_course(offer, actor=actor), typed, refusal)
    messages.success(request, say(f"booking.desk_courses.did.{verb}", lang, count=done))
    return redirect("booking:desk-course", offer=offer)


def _marks(request: HttpRequest, found: Course) -> dict[tuple[UUID, int], bool]:
    ticked = set(request.POST.getlist("came"))
    return {
        (row.id, n): f"{row.id}-{n}" in ticked
        for row in found.participants
        for n in range(len(found.sessions))
        if f"{row.id}" in request.POST.getlist("row")
    }


def _entry(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("entry", ""))
    except ValueError:
        raise ReservationUnknown from None


@visiting_staff_may(WORK)
@require_GET
def certificate(request: HttpRequest, offer: str, number: str) -> HttpResponse:
    """The certificate of a participant who came as often as the course asks, as a PDF."""
    actor, at, lang = who(request)
    found = get_course(offer, actor=actor)
    row = next((one for one in found.participants if one.number == number), None)
    times = sum(place[0] == row.id for place in found.came) if row else 0
    if row is None:
        raise ReservationUnknown
    rules = found.offer.read_rules()
    if not earns_certificate(rules, times):
        enough = enough_for_certificate(rules)
        raise NoCertificate if enough is None else CertificateNotEarned(came=times, enough=enough)
    contact = read_contacts(reservations=[row], what="certificate", actor=actor, at=at)[row.id]
    body = typeset_certificate(
        name=contact.get("name", ""), course=title_of(found.offer.title, lang), number=row.number,
        came=times, of=len(found.sessions), first=found.sessions[0].starts_at,
        last=found.sessions[-1].ends_at, at=at, lang=lang,
    )  # fmt: skip
    name = f"certificate-{row.number}.pdf"
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(
    request: HttpRequest, found: Course, typed: dict[str, str], refusal: Refusal | None
) -> HttpResponse:
    actor, at, lang = who(request)
    contacts = read_contacts(
        reservations=found.participants, what="participants", actor=actor, at=at
    )
    shown: dict[str, Any] = {
        "offer": found.offer,
        "title": title_of(found.offer.title, lang),
        "sessions": [
            {"n": n, "span": span_words(one.starts_at, one.ends_at, lang), "title": one.title,
             "begun": one.starts_at <= at}
            for n, one in enumerate(found.sessions)
        ],
        "rows": [
            {
                "one": row,
                "name": contacts[row.id].get("name", ""),
                "phone": contacts[row.id].get("phone", ""),
                "state": state_shown(row, lang),
                "marks": [
                    {"value": f"{row.id}-{n}", "came": (row.id, n) in found.came,
                     "begun": session.starts_at <= at, "n": n + 1}
                    for n, session in enumerate(found.sessions)
                ],
                "certificate": earns_certificate(
                    found.offer.read_rules(), sum(place[0] == row.id for place in found.came)
                ),
            }
            for row in found.participants
        ],
        "begun": found.sessions[0].starts_at <= at,
        "enough": enough_for_certificate(found.offer.read_rules()),
        "people": sum(row.people for row in found.participants),
        "waiting": found.waiting,
        "token": new_id(),
        "typed": typed,
        "can": may_work(actor, found.offer.section),
    }  # fmt: skip
    return page(request, "course", shown, refusal)
