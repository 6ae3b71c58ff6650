# SPDX-License-Identifier: Apache-2.0
"""Who am I to the places of the city? Register oneself, prove residence by card, register a group."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.booking.commands.register import Member
from madoguchi.engines.booking.commands.register_own import (
    SURE,
    prove_own,
    register_own,
    register_own_group,
)
from madoguchi.engines.booking.models import Group, Patron
from madoguchi.engines.booking.queries.groups import (
    find_patron,
    get_own_group,
    list_own_groups,
    open_group,
    open_member,
)
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.rules.registering import is_provisional
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.web.citizen.choice import count_in
from madoguchi.engines.booking.web.citizen.facts import class_name
from madoguchi.engines.booking.web.citizen.frame import Crumb, crumbs, help_for, refusal_words
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import format_date, parse_wareki
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import begin_card, card_prover, drop_proof, held_proof
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.dates import date_parts, era_choices, typed_date
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

MEMBERS, MOST_MEMBERS = 10, 60


@signed_in
@never_cache
def registration(request: HttpRequest) -> HttpResponse:
    """利用できる人の登録: what is known, how it was proven, and the groups."""
    at, actor = now(), actor_on(request)
    proof = held_proof(request, purpose_of(request), at=at)
    if proof is not None:
        prove_own(proof=proof, in_city=is_in_city(proof.person.address), actor=actor, at=at)
        messages.success(request, say("booking.reg.proven", lang_of(request)))
        response: HttpResponse = HttpResponseRedirect(request.path)
        drop_proof(response)
        return response
    if request.method == "POST":
        return _register(request)
    return _page(request, find_patron(actor))


@signed_in
@never_cache
def prove(request: HttpRequest) -> HttpResponse:
    """Out to the provider; a link and no form, because a form may not lead to another site."""
    return begin_card(purpose=purpose_of(request), back=reverse("booking:registration"))


def purpose_of(request: HttpRequest) -> str:
    """What the proof is tied to: the registration of this account."""
    return f"booking:patron:{actor_on(request).ref}"


def is_in_city(address: str) -> bool:
    """Whether an address as a card tells it lies in this city."""
    city = current_city()
    plain = "".join(address.split()).removeprefix(city.prefecture.ja)
    return plain.startswith(city.name.ja)


def _register(request: HttpRequest) -> HttpResponse:
    lang, actor, at = lang_of(request), actor_on(request), now()
    patron = find_patron(actor)
    sure = patron is not None and patron.proved_by in SURE
    name, phone = (request.POST.get(one, "").strip()[:80] for one in ("name", "phone"))
    errors: list[dict[str, str]] = []
    birth, problem = (None, "") if sure else _birth(request, "birth")
    if not sure and not name:
        errors.append(
            {"name": "name", "href": "#name", "text": say("booking.form.name_missing", lang)}
        )
    if problem:
        errors.append({"name": "birth", "href": "#birth-year", "text": problem})
    if errors:
        return _page(request, patron, errors=errors)
    personal = {"name": name, "phone": phone, "birth_on": birth.isoformat() if birth else ""}
    register_own(personal=personal, actor=actor, at=at)
    messages.success(request, say("booking.reg.saved", lang))
    return HttpResponseRedirect(reverse("booking:registration"))


def _birth(request: HttpRequest, name: str) -> tuple[date | None, str]:
    lang = lang_of(request)
    parts = typed_date(dict(request.POST.lists()), name)
    try:
        day = parse_wareki(parts["era"], parts["year"], parts["month"], parts["day"])
    except Refusal as refusal:
        return None, refusal.message.pick(lang)
    if day > day_and_minute(now())[0]:
        return None, say("booking.births.future", lang)
    return day, ""


def _page(
    request: HttpRequest, patron: Patron | None, *, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    lang = lang_of(request)
    known = open_patron(patron) if patron is not None else {}
    birth = date.fromisoformat(known["birth_on"]) if known.get("birth_on") else None
    typed = typed_date(dict(request.POST.lists()), "birth") if errors else None
    values = {
        "crumbs": crumbs(lang, Crumb(say("booking.reg.title", lang))),
        "patron": patron,
        "rows": registration_rows(patron, known, lang),
        "sure": patron is not None and patron.proved_by in SURE,
        "resident": patron is not None and patron.is_resident,
        "may_prove": card_prover() is not None,
        "prove_url": reverse("booking:prove"),
        "name": request.POST.get("name", known.get("name", "")),
        "phone": request.POST.get("phone", known.get("phone", "")),
        "birth": typed or (date_parts(birth) if birth else {"era": "平成"}),
        "eras": era_choices(lang, oldest="taisho"),
        "errors": errors or [],
        "error_of": {one["name"]: one["text"] for one in errors or []},
        "groups": [_group_line(one, lang) for one in list_own_groups(actor_on(request))],
        "group_url": reverse("booking:new-group"),
        "ready": bool(known.get("name") and known.get("birth_on")),
        "help": help_for("citizens", lang),
    }
    return render(
        request, "booking/citizen/registration.html", values, status=422 if errors else 200
    )


def registration_rows(
    patron: Patron | None, known: Mapping[str, str], lang: str
) -> list[dict[str, str]]:
    """What is written of a person, in words."""
    if patron is None:
        return []
    birth = date.fromisoformat(known["birth_on"]) if known.get("birth_on") else None
    rows = [
        ("name", known.get("name", "")),
        ("birth", format_date(birth, lang) if birth else ""),
        ("address", known.get("address", "")),
        ("phone", known.get("phone", "")),
        ("class", class_name(patron.user_class, lang)),
        ("resident", say(f"booking.reg.resident_{'yes' if patron.is_resident else 'no'}", lang)),
        ("proved_by", say(f"booking.reg.by_{patron.proved_by}", lang)
         if patron.proved_by in {*SURE, "self"} else patron.proved_by),
        ("paper", say(f"booking.patrons.paper.{known['paper']}", lang) if known.get("paper") else ""),
        ("valid_until", format_date(patron.valid_until, lang) if patron.valid_until else ""),
    ]  # fmt: skip
    return [{"label": say(f"booking.row.{key}", lang), "text": text} for key, text in rows if text]


def _group_line(one: Group, lang: str) -> dict[str, str]:
    until = format_date(one.valid_until, lang) if one.valid_until else ""
    notes = [
        one.number,
        say("booking.reg.members", lang, count=one.member_count, residents=one.resident_count),
        say("booking.reg.valid_until", lang, day=until) if until else "",
    ]
    return {
        "href": reverse("booking:group", args=[one.id]),
        "label": open_group(one).get("name", one.number),
        "note": " ・ ".join(note for note in notes if note),
    }


@signed_in
@never_cache
def new_group(request: HttpRequest) -> HttpResponse:
    """団体の仮登録: name, telephone and the list of members."""
    lang, actor = lang_of(request), actor_on(request)
    rows = min(max(count_in(request.POST.get("rows", ""), MOST_MEMBERS), MEMBERS), MOST_MEMBERS)
    if request.method != "POST":
        return _group_page(request, MEMBERS)
    if request.POST.get("do") == "add":
        return _group_page(request, min(rows + 10, MOST_MEMBERS))
    members, errors = _members(request, rows)
    personal = {
        name: request.POST.get(name, "").strip()[:120]
        for name in ("group_name", "phone", "address")
    }
    if not personal["group_name"]:
        errors.insert(
            0,
            {
                "name": "group_name",
                "href": "#group_name",
                "text": say("booking.reg.name_missing", lang),
            },
        )
    if errors:
        return _group_page(request, rows, errors=errors)
    try:
        group = register_own_group(
            members=members,
            personal={"name": personal.pop("group_name"), **personal},
            actor=actor,
            at=now(),
        )
    except Refusal as refusal:
        return _group_page(request, rows, refusal=refusal)
    messages.success(request, say("booking.reg.group_saved", lang))
    return HttpResponseRedirect(reverse("booking:group", args=[group.id]))


def _members(request: HttpRequest, rows: int) -> tuple[list[Member], list[dict[str, str]]]:
    members, errors = [], []
    for number in range(1, rows + 1):
        name = request.POST.get(f"member-{number}", "").strip()[:80]
        parts = typed_date(dict(request.POST.lists()), f"born-{number}")
        if not name and not parts["year"]:
            continue
        birth, problem = _birth(request, f"born-{number}")
        if not name:
            problem = say("booking.form.name_missing", lang_of(request))
        if birth is None or not name:
            key = f"born-{number}" if name else f"member-{number}"
            href = f"#{key}-year" if name else f"#{key}"
            errors.append({"name": key, "href": href, "text": problem})
            continue
        members.append(
            Member(
                name=name,
                birth_on=birth,
                phone=request.POST.get(f"tel-{number}", "").strip()[:30],
                address=request.POST.get(f"home-{number}", "").strip()[:120],
            )
        )
    return members, errors


def _group_page(
    request: HttpRequest,
    rows: int,
    *,
    errors: list[dict[str, str]] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang, post = lang_of(request), request.POST
    wrong = {one["name"]: one["text"] for one in errors or []}
    lists = dict(post.lists())
    members: list[dict[str, Any]] = [
        {
            "number": n,
            "name": post.get(f"member-{n}", ""),
            "phone": post.get(f"tel-{n}", ""),
            "address": post.get(f"home-{n}", ""),
            "birth": typed_date(lists, f"born-{n}") if post else {"era": "昭和"},
            "name_error": wrong.get(f"member-{n}", ""),
            "birth_error": wrong.get(f"born-{n}", ""),
        }
        for n in range(1, rows + 1)
    ]
    values = {
        "crumbs": crumbs(
            lang,
            Crumb(say("booking.reg.title", lang), reverse("booking:registration")),
            Crumb(say("booking.reg.new_group", lang)),
        ),
        "members": members,
        "rows": rows,
        "may_add": rows < MOST_MEMBERS,
        "group_name": post.get("group_name", ""),
        "phone": post.get("phone", ""),
        "address": post.get("address", ""),
        "eras": era_choices(lang, oldest="taisho"),
        "errors": errors or [],
        "error_of": wrong,
        "refusal": refusal_words(refusal, lang),
        "registration_url": reverse("booking:registration"),
        "help": help_for("citizens", lang),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "booking/citizen/new_group.html", values, status=status)


@signed_in
@never_cache
def group(request: HttpRequest, group_id: Any) -> HttpResponse:
    """One's own group: members, how many count as residents, until when it may book."""
    lang = lang_of(request)
    one = get_own_group(group_id, actor=actor_on(request))
    told = open_group(one)
    values = {
        "crumbs": crumbs(
            lang,
            Crumb(say("booking.reg.title", lang), reverse("booking:registration")),
            Crumb(told.get("name", one.number)),
        ),
        "name": told.get("name", one.number),
        "group": one,
        "line": _group_line(one, lang),
        "members": [
            {
                "name": open_member(each).get("name", ""),
                "books": each.may_book,
                "resident": each.is_resident,
            }
            for each in one.members.all()
        ],
        "majority": one.resident_count * 2 > one.member_count,
        "provisional": is_provisional(day_and_minute(one.registered_at)[0], one.valid_until),
        "until": format_date(one.valid_until, lang) if one.valid_until else "",
        "help": help_for("citizens", lang),
    }
    return render(request, "booking/citizen/group.html", values)
