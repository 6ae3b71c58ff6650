# SPDX-License-Identifier: Apache-2.0
"""What does a proof by GビズID offer to a form, and does it still have to be brought?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from madoguchi.engines.procedures.rules.content import Content, Place
from madoguchi.kernel.application import Provenance
from madoguchi.kernel.definition.acting import is_for_another
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.prove_corporate import (
    NAME,
    NUMBER,
    REPRESENTATIVE,
    Corporation,
    Reason,
    corporation_of,
    is_of_corporation,
    judge_corporate,
    wanted_corporate,
)
from madoguchi.kernel.proofs import CorporateProof


def living_business(content: Content, at: datetime) -> CorporateProof | None:
    """The proof in a draft, while it may still be used."""
    proof = content.corporate
    return proof if proof is not None and proof.holds_at(at) else None


def business_lacks(compiled: Compiled, content: Content, ctx: Context, at: datetime) -> Reason:
    """Why the corporation still has to prove itself; "" where nothing is asked or it has."""
    rule = wanted_corporate(compiled, content.answers, ctx)
    if rule is None:
        return ""
    return judge_corporate(compiled, content.answers, rule, content.corporate, at=at, on=ctx.today)


def put_business(
    content: Content, proof: CorporateProof, compiled: Compiled, *, on: date
) -> Content:
    """Keep the proof, and offer what it says where nothing was typed yet."""
    content = replace(content, corporate=proof)
    found = corporation_of(compiled, content.answers, proof, on=on)
    if found is None:
        return content
    typed = {key: dict(fields) for key, fields in content.typed.items()}
    for place, fields in _offers(compiled, found):
        if content.is_answered(place):
            continue
        kept = typed.setdefault(place.key, {})
        for name, value in fields.items():
            if not any(one.strip() for one in kept.get(name, ())):
                kept[name] = [value]
    return replace(content, typed=typed)


def _offers(compiled: Compiled, found: Corporation) -> Iterator[tuple[Place, dict[str, str]]]:
    for step in compiled.steps:
        if step.step.repeat is not None:
            continue
        fields: dict[str, str] = {}
        for question in step.inputs:
            fact = getattr(question.question, "fact", None)
            if fact == NUMBER and found.number:
                fields[question.id] = found.number
            if fact == NAME and question.type == "text" and found.name:
                fields[question.id] = found.name
            family, _, given = found.representative.partition(" ")
            if fact == REPRESENTATIVE and question.type == "person_name" and given:
                fields |= {f"{question.id}.family": family, f"{question.id}.given": given}
        if fields:
            yield Place(step.id), fields


def from_business(
    compiled: Compiled, content: Content, fact: str | None, value: Any
) -> Provenance | None:
    """Where an answer is what GビズID said: by it, with its time."""
    proof = content.corporate
    if proof is None or (is_for_another(content.answers) and fact == REPRESENTATIVE):
        return None
    found = corporation_of(compiled, content.answers, proof, on=proof.at.date())
    if found is None or not is_of_corporation(fact, value, found):
        return None
    return Provenance(source="gbizid", at=proof.at, note=proof.kind)
