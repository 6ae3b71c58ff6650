# SPDX-License-Identifier: Apache-2.0
"""Does the person have to prove more, and what does their card say that the form asks for?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from madoguchi.engines.procedures.rules.content import Content, Place
from madoguchi.kernel.dates import ResidentDate
from madoguchi.kernel.definition.acting import is_for_another, may_prefill
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.definition.to_form import to_form
from madoguchi.kernel.proofs import CardPerson, IdentityProof, highest, reaches
from madoguchi.kernel.text import search_key

_BY_CARD = frozenset({"card", "signed"})
_OWN = frozenset({"applicant.name", "applicant.birth_on"})
_AGENTS = frozenset({"agent.name"})
_NAMES = frozenset({"applicant.name", "agent.name"})
_WHOLE_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def living_proof(content: Content, at: datetime) -> IdentityProof | None:
    """The proof in a draft, while it may still be used."""
    proof = content.proof
    return proof if proof is not None and proof.holds_at(at) else None


def level_at(content: Content, sign_in: str, at: datetime) -> str:
    """How sure the portal is without looking at a signature: by the sign-in, or by the card."""
    proof = living_proof(content, at)
    return highest(sign_in, proof.level if proof else "none")


def must_prove(procedure: Procedure, level: str) -> bool:
    """Whether a card has to be held (or to sign) before this can be sent."""
    return asks_for_card(procedure) and not reaches(level, procedure.identity)


def asks_for_card(procedure: Procedure) -> bool:
    """Whether a procedure asks for a card, to prove or to sign with."""
    return procedure.identity in _BY_CARD


def asks_to_sign(procedure: Procedure) -> bool:
    """Whether an application of this procedure has to be signed (電子署名)."""
    return procedure.identity == "signed"


def put_proof(content: Content, proof: IdentityProof, compiled: Compiled) -> Content:
    """Keep the proof, and offer the card's values where nothing was typed yet."""
    return offer_again(replace(content, proof=proof), compiled)


def offer_again(content: Content, compiled: Compiled) -> Content:
    """Offer what the card said to whom it fits as the answers stand, and to nobody else.

    What was offered before and never saved is taken back first: whoever turns out to act for
    another person finds nothing of their own among that person's answers.
    """
    if content.proof is None:
        return content
    typed = _without_offers(content, compiled, content.proof.person)
    for place, fields in _offers(compiled, content.proof.person, _facts_offered(content, compiled)):
        if content.is_answered(place):
            continue
        kept = typed.setdefault(place.key, {})
        for name, values in fields.items():
            if not any(one.strip() for one in kept.get(name, ())):
                kept[name] = values
    return replace(content, typed=typed)


def _facts_offered(content: Content, compiled: Compiled) -> frozenset[str]:
    if may_prefill(compiled.definition, content.answers):
        return _OWN
    return _AGENTS if is_for_another(content.answers) else frozenset()


def _without_offers(
    content: Content, compiled: Compiled, person: CardPerson
) -> dict[str, dict[str, list[str]]]:
    typed = {key: dict(fields) for key, fields in content.typed.items()}
    for place, fields in _offers(compiled, person, _OWN):
        kept = typed.get(place.key)
        if kept is None or not all(kept.get(name) == said for name, said in fields.items()):
            continue
        for name in fields:
            del kept[name]
        if not kept:
            del typed[place.key]
    return typed


def _offers(
    compiled: Compiled, person: CardPerson, facts: frozenset[str]
) -> Iterator[tuple[Place, dict[str, list[str]]]]:
    for step in compiled.steps:
        if step.step.repeat is not None:
            continue
        fields: dict[str, list[str]] = {}
        for question in step.inputs:
            fact = getattr(question.question, "fact", None)
            if fact not in facts:
                continue
            if fact in _NAMES and question.type == "person_name":
                fields |= _name_fields(question.id, person.name)
            if fact == "applicant.birth_on" and question.type == "date":
                fields |= to_form(question, _day_answer(person.birth))
        if fields:
            yield Place(step.id), fields


def _name_fields(question: str, name: str) -> dict[str, list[str]]:
    family, _, given = name.replace("\u3000", " ").partition(" ")
    if not given:
        return {}
    return {f"{question}.family": [family], f"{question}.given": [given]}


def _day_answer(birth: str) -> dict[str, Any] | None:
    """A whole calendar day only: a birth with unknown parts is left to the person."""
    written = f"{birth[:4]}-{birth[4:6]}-{birth[6:]}"
    if not _WHOLE_DAY.fullmatch(written):
        return None
    try:
        return ResidentDate.of(date.fromisoformat(written)).as_answer()
    except ValueError:
        return None


def is_of_card(fact: str | None, value: Any, person: CardPerson) -> bool:
    """Whether an answer says the same as the card; then the office may read it as proven."""
    if not isinstance(value, Mapping):
        return False
    if fact in _NAMES:
        said = f"{value.get('family', '')}{value.get('given', '')}"
        return bool(person.name) and search_key(said) == search_key(person.name.replace(" ", ""))
    if fact == "applicant.birth_on":
        day = value.get("value")
        return isinstance(day, str) and day.replace("-", "") == person.birth
    return False
