# SPDX-License-Identifier: Apache-2.0
"""What else must a clerk ask a caller: the children of a check-up, equipment, the purpose?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.queries.proxy import Place
from madoguchi.engines.booking.rules.desk_refusals import CountUnreadable
from madoguchi.engines.booking.rules.refusals import BirthsWrong
from madoguchi.engines.booking.rules.registration_refusals import BirthUnreadable
from madoguchi.engines.booking.web.answers import answer_fields
from madoguchi.engines.booking.web.citizen.births import asks_births
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import to_halfwidth_digits

MOST_CHILDREN, MOST_OF_ONE = 4, 99
EXTRA = "extra."
ANSWER, LONGEST_ANSWER = "ask-", 2_000


def typed_more(data: QueryDict) -> dict[str, str]:
    """Children, birth, equipment and answers as typed, by the names of their fields."""
    names = [
        f"{kind}-{n}" for n in range(1, MOST_CHILDREN + 1) for kind in ("child", "child-birth")
    ]
    names += [one[:60] for one in data if one.startswith(EXTRA)][:40]
    typed = {name: data.get(name, "")[:60] for name in ("birth", *names) if name in data}
    answers = [one for one in data if one.startswith(ANSWER) and len(one) <= 60][:40]
    return typed | {name: data.get(name, "")[:LONGEST_ANSWER] for name in answers}


def asks_of(
    places: Sequence[Place],
    typed: Mapping[str, str],
    people: int,
    lang: str,
    errors: Mapping[str, str],
) -> dict[str, Any]:
    """The fields that the found places need."""
    offers = list({place.offer.id: place.offer for place in places}.values())
    children = any(asks_births(one) for one in offers)
    rules = [one.read_rules() for one in offers]
    purposes = {key: one.word(key, lang) for one in rules for key in one.purposes}
    extras = {extra.key: extra for one in rules for extra in one.extras}
    asks = {ask.key: ask for one in rules for ask in one.asks}
    return {
        "children": [_child(n, typed) for n in range(1, min(people, MOST_CHILDREN) + 1)]
        if children
        else [],
        "asks_birth": not children and any(one.eligible.asks_birth for one in rules),
        "asks": answer_fields(list(asks.values()), lambda name: typed.get(name, ""), lang, errors),
        "purposes": sorted(purposes.items(), key=lambda one: one[1]),
        "extras": [
            {
                "name": f"{EXTRA}{key}",
                "title": one.title.pick(lang),
                "yen": one.yen,
                "value": typed.get(f"{EXTRA}{key}", ""),
            }
            for key, one in extras.items()
        ],
    }


def _child(number: int, typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": number,
        "name": typed.get(f"child-{number}", ""),
        "birth": typed.get(f"child-birth-{number}", ""),
    }


def read_children(
    offer: Offer, typed: Mapping[str, str], people: int
) -> tuple[tuple[date, ...], dict[str, str]]:
    """Dates of birth and what is kept of the children; nothing where the offer asks for none.

    Raises:
        BirthUnreadable: it is no day. BirthsWrong: not one for each who comes.
    """
    if not asks_births(offer):
        return (), {}
    rows = [_child(n, typed) for n in range(1, MOST_CHILDREN + 1)]
    named = [one for one in rows if one["birth"].strip()]
    births = tuple(birth_typed(one["birth"]) for one in named)
    if len(births) != people:
        raise BirthsWrong(people=people)
    names = "、".join(one["name"].strip().replace("、", " ") or "—" for one in named)
    return births, {"children": names, "births": ",".join(one.isoformat() for one in births)}


def birth_typed(written: str) -> date:
    """A date of birth in any writing.

    Raises:
        BirthUnreadable: it is no day.
    """
    try:
        return parse_date(written)
    except Refusal:
        raise BirthUnreadable(written=written.strip()[:20]) from None


def read_extras(offer: Offer, typed: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    """Equipment with how many of each; only what the offer has.

    Raises:
        CountUnreadable: a number cannot be read.
    """
    known = {one.key for one in offer.read_rules().extras}
    return tuple((key, count) for key, count in _counts(typed.items()) if key in known and count)


def _counts(typed: Iterable[tuple[str, str]]) -> Iterable[tuple[str, int]]:
    for name, written in typed:
        words = to_halfwidth_digits(written).strip()
        if not name.startswith(EXTRA) or not words:
            continue
        if not (words.isascii() and words.isdigit() and int(words[:6]) <= MOST_OF_ONE):
            raise CountUnreadable(written=words[:12])
        yield name.removeprefix(EXTRA), int(words)
