# SPDX-License-Identifier: Apache-2.0
"""What does a clerk type to register somebody, and what of it is wrong?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from madoguchi.engines.booking.commands.read_patrons import PatronShown
from madoguchi.engines.booking.commands.register_at_counter import PAPERS, AtCounter
from madoguchi.engines.booking.queries.staff_groups import list_classes
from madoguchi.engines.booking.rules.desk_refusals import DayUnreadable
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.registering import usual_until
from madoguchi.engines.booking.rules.registration_refusals import (
    BirthUnreadable,
    ClassUnknown,
    NameMissing,
    PaperMissing,
    ValidPast,
)
from madoguchi.engines.booking.rules.typed import day_typed
from madoguchi.engines.booking.web.citizen.facts import class_name
from madoguchi.engines.booking.web.desk.proxy_asks import birth_typed
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise
from madoguchi.platform.screens.wording import say

LENGTHS = {
    "name": 60, "kana": 60, "birth": 30, "phone": 20, "address": 200, "paper": 16,
    "user_class": 32, "valid_until": 30,
}  # fmt: skip
CARRIED = ("where", "when", "hours", "people")
"""What a caller asked for, taken along from the page of calls and back."""
_FIELD: dict[type[Refusal], str] = {
    NameMissing: "name",
    BirthUnreadable: "birth",
    PaperMissing: "paper",
    ClassUnknown: "user_class",
    ValidPast: "valid_until",
    DayUnreadable: "valid_until",
}


def typed_of(data: QueryDict) -> dict[str, str]:
    """Every field as typed, so that nothing is lost."""
    typed = {name: normalise(data.get(name, ""))[:most] for name, most in LENGTHS.items()}
    return {**typed, "resident": "yes" if data.get("resident") else ""}


def told_by(typed: Mapping[str, str], *, at: datetime) -> AtCounter:
    """The registration that was typed.

    Raises:
        BirthUnreadable, DayUnreadable: it is no day.
    """
    return AtCounter(
        name=typed["name"].strip(),
        kana=typed["kana"].strip(),
        phone=typed["phone"].strip(),
        address=typed["address"].strip(),
        birth_on=birth_typed(typed["birth"]) if typed["birth"].strip() else None,
        is_resident=bool(typed["resident"]),
        paper=typed["paper"],
        user_class=typed["user_class"] or GENERAL,
        valid_until=day_typed(typed["valid_until"], today(at)),
    )


def stored(shown: PatronShown | None, data: QueryDict, *, at: datetime) -> dict[str, str]:
    """The form as it opens: what is registered, or what the page of calls has taken along."""
    usual = usual_until(today(at)).isoformat()
    if shown is None:
        kept = {name: data.get(name, "")[:60] for name in ("name", "kana", "phone")}
        return {**dict.fromkeys(LENGTHS, ""), **kept, "user_class": GENERAL, "valid_until": usual,
                "resident": ""}  # fmt: skip
    known, patron = shown.personal, shown.patron
    until = patron.valid_until
    return {
        "name": known.get("name", ""),
        "kana": known.get("kana", ""),
        "birth": known.get("birth_on", ""),
        "phone": known.get("phone", ""),
        "address": known.get("address", ""),
        "resident": "yes" if patron.is_resident else "",
        "paper": "",
        "user_class": patron.user_class,
        "valid_until": until.isoformat() if until and until >= today(at) else usual,
    }


def choices(user_class: str, lang: str) -> dict[str, Any]:
    """Classes and papers to choose from."""
    classes = {**list_classes()}
    classes.setdefault(user_class or GENERAL, None)
    return {
        "classes": [(key, class_name(key, lang, rules)) for key, rules in classes.items()],
        "papers": [
            ("", say("booking.patrons.paper.none", lang)),
            *((key, say(f"booking.patrons.paper.{key}", lang)) for key in PAPERS),
        ],
    }


def errors_of(refusal: Refusal | None, lang: str) -> dict[str, str]:
    """The field that a refusal speaks of, with its words."""
    name = _FIELD.get(type(refusal)) if refusal is not None else None
    return {name: refusal.message.pick(lang)} if name and refusal is not None else {}


def carried(data: QueryDict) -> dict[str, str]:
    """What the caller asked for; empty where the clerk does not come from a call."""
    found = {name: data.get(name, "")[:100] for name in CARRIED}
    return found if found["where"] else {}
