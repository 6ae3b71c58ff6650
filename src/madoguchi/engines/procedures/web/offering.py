# SPDX-License-Identifier: Apache-2.0
"""How are earlier answers offered on a page of the form? Shown with source and date, never put in unasked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.queries.profile import open_profile
from madoguchi.engines.procedures.queries.vocabulary import QUESTION, compile_fact
from madoguchi.engines.procedures.rules.content import Content, Place, Used, put_used
from madoguchi.engines.procedures.rules.offers import Offer, find_offers, may_offer
from madoguchi.engines.procedures.rules.profile import KeptValue, Origin, Person, name_of
from madoguchi.engines.procedures.web.keeper import keeper_of
from madoguchi.engines.procedures.web.typed import Typed
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.describe import describe_value
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

ALL = "all"
"""The button that fills every empty field of the page, or every field from one person."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What stands in the fields after the citizen took something over."""

    typed: dict[str, list[str]]
    content: Content
    notice: str


def draw_offers(
    request: HttpRequest,
    form: OpenForm,
    place: Place,
    fields: Sequence[dict[str, Any]],
    typed: Typed,
) -> dict[str, Any] | None:
    """Put the offers beside their questions; returns what is said above the page of them."""
    offers = _open_offers(_list_offers(request, form, place), typed)
    lang = lang_of(request)
    by_name: dict[str, list[Offer]] = {}
    for one in offers:
        by_name.setdefault(one.question, []).append(one)
    shown = 0
    for field in fields:
        found = by_name.get(str(field.get("name", "")), [])
        field["offers"] = [_draw(one, form.compiled, lang) for one in found]
        shown += len(found)
    if not shown:
        return None
    return {"people": _draw_people(offers, fields, lang), "all": _fills_at_once(offers, typed)}


def take_over(
    request: HttpRequest,
    form: OpenForm,
    content: Content,
    place: Place,
    typed: dict[str, list[str]],
    wanted: str,
) -> Taken:
    """Fill the fields that the pressed button names; what the person typed elsewhere stays."""
    offers = _list_offers(request, form, place)
    chosen = _choose(offers, Typed(typed), wanted)
    if not chosen:
        return Taken(typed, content, "procedures.offer.gone")
    filled, used = dict(typed), {}
    for one in chosen:
        prefix = f"{one.question}."
        filled = {
            name: values
            for name, values in filled.items()
            if name != one.question and not name.startswith(prefix)
        }
        filled |= {name: list(values) for name, values in one.fields.items()}
        used[one.question] = _used(one.kept)
    return Taken(filled, put_used(content, place, used), "procedures.offer.taken")


def name_origin(origin: Origin, lang: str) -> str:
    """2026年4月の児童手当 認定請求から."""
    month = say("procedures.offer.month", lang, year=origin.on.year, month=origin.on.month)
    if origin.kind == "edited" or origin.title is None:
        return say("procedures.offer.edited", lang, month=month)
    return say("procedures.offer.filed", lang, month=month, title=origin.title.pick(lang))


def name_person(person: Person, lang: str) -> str:
    """灯 なぎ; or what the person is to the citizen, where no name is kept."""
    name = name_of(person)
    words = f"{name.get('family') or ''} {name.get('given') or ''}".strip() if name else ""
    return words or say(f"procedures.profile.kind.{person.kind}", lang)


def show_kept(fact: str, kept: KeptValue, lang: str) -> str:
    """A kept value in words."""
    return describe_value(compile_fact(fact, kept.type), QUESTION, kept.value, lang)


def _list_offers(request: HttpRequest, form: OpenForm, place: Place) -> tuple[Offer, ...]:
    step = form.compiled.by_step.get(place.step)
    bound = step is not None and any(getattr(one.question, "fact", None) for one in step.inputs)
    if step is None or not bound or not may_offer(form.compiled.definition, form.content.answers):
        return ()
    keeper = keeper_of(request)
    if keeper is None:
        return ()
    items = form.content.answers.get(place.step) if step.repeats else None
    others = [item for n, item in enumerate(items or ()) if n != place.item]
    return find_offers(step, open_profile(keeper).profile, others=others)


def _open_offers(offers: Sequence[Offer], typed: Typed) -> list[Offer]:
    """Those that would change something."""
    return [one for one in offers if any(_differs(one, typed))]


def _differs(offer: Offer, typed: Typed) -> list[bool]:
    return [typed.all(name) != list(values) for name, values in offer.fields.items()]


def _is_empty(offer: Offer, typed: Typed) -> bool:
    prefix = f"{offer.question}."
    return not any(
        any(value.strip() for value in values)
        for name, values in typed.fields.items()
        if (name == offer.question or name.startswith(prefix)) and not name.endswith(".era")
    )


def _fills_at_once(offers: Sequence[Offer], typed: Typed) -> bool:
    """Whether one button may fill the page: nobody has to be chosen among, and fields are empty."""
    return len(_unrivalled(offers, typed)) > 1


def _unrivalled(offers: Sequence[Offer], typed: Typed) -> list[Offer]:
    count: dict[str, int] = {}
    for one in offers:
        count[one.question] = count.get(one.question, 0) + 1
    return [one for one in offers if count[one.question] == 1 and _is_empty(one, typed)]


def _choose(offers: Sequence[Offer], typed: Typed, wanted: str) -> list[Offer]:
    if wanted == ALL:
        return _unrivalled(offers, typed)
    person, _, question = wanted.partition(":")
    of_person = [one for one in offers if one.person.id == person]
    return [one for one in of_person if question in (ALL, one.question)]


def _used(kept: KeptValue) -> Used:
    title = kept.origin.title.ja if kept.origin.title else ""
    note = f"{title} {kept.origin.number}".strip() or "プロフィールで本人が直した内容"
    return Used(kept.value, kept.origin.on.isoformat(), note)


def _draw(one: Offer, compiled: Compiled, lang: str) -> dict[str, str]:
    question: Any = compiled.by_question[one.question][1].question
    return {
        "key": one.key,
        "text": show_kept(one.fact, one.kept, lang),
        "origin": name_origin(one.kept.origin, lang),
        "label": question.label.pick(lang),
    }


def _draw_people(
    offers: Sequence[Offer], fields: Sequence[Mapping[str, Any]], lang: str
) -> list[dict[str, str]]:
    """Children and members of whom several values fit: one button for the whole person."""
    names = {str(field.get("name", "")) for field in fields}
    count: dict[str, list[Offer]] = {}
    for one in offers:
        if one.question in names:
            count.setdefault(one.person.id, []).append(one)
    rivals = len(count) > 1
    return [
        {
            "key": f"{found[0].person.id}:{ALL}",
            "name": name_person(found[0].person, lang),
            "origin": name_origin(found[0].kept.origin, lang),
        }
        for found in count.values()
        if rivals and len(found) > 1
    ]
