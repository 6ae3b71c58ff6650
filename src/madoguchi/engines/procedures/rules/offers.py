# SPDX-License-Identifier: Apache-2.0
"""What of the profile may be offered on a page of a form? Never for somebody else's application."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.engines.procedures.rules.profile import (
    MANY,
    Answered,
    KeptValue,
    Person,
    PersonKind,
    Profile,
    kind_of,
    name_of,
    purpose_of,
)
from madoguchi.kernel.definition.acting import may_prefill
from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.definition.to_form import to_form


@dataclass(frozen=True, slots=True)
class Offer:
    """A kept value that fits a question of the page."""

    question: str
    person: Person
    fact: str
    kept: KeptValue
    fields: Mapping[str, list[str]]

    @property
    def key(self) -> str:
        """What the button posts."""
        return f"{self.person.id}:{self.question}"


def may_offer(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Whether the profile may take part in this application: offered from, and added to."""
    return not procedure.anonymous and not acts_for_another(procedure, answers)


def acts_for_another(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Whether the one who types is not the one who applies, or may not be: nobody has said yet."""
    return not may_prefill(procedure, answers)


def find_offers(
    step: CompiledStep, profile: Profile, *, others: Sequence[Mapping[str, Any]] = ()
) -> tuple[Offer, ...]:
    """Every kept value that fits a question of a step, in the order of questions and persons.

    ``others`` are the items of the step besides the one that is open: a child that stands in one
    of them is not offered again.
    """
    bound = [(one, fact) for one in step.inputs if (fact := getattr(one.question, "fact", None))]
    found = []
    for question, fact in bound:
        for person in profile.persons:
            kept = person.values.get(fact)
            if kept is None or kept.type != question.type or _stands_in(person, others):
                continue
            fields = to_form(question, kept.value)
            if fields:
                found.append(Offer(question.id, person, fact, kept, fields))
    return tuple(found)


def answered_of(compiled: Compiled, answers: Mapping[str, Any]) -> tuple[Answered, ...]:
    """The answers that the profile could keep, person by person."""
    found: list[Answered] = []
    single: dict[PersonKind, dict[str, tuple[str, Any]]] = {}
    for step in compiled.steps:
        if step.repeats:
            for item in answers.get(step.id) or ():
                found += _of_item(step, item)
            continue
        for kind, fact, question, value in _bound(step, answers):
            if kind in MANY and question.type == "household_member":
                found.append(Answered(kind, {fact: (question.type, value)}))
            else:
                single.setdefault(kind, {})[fact] = (question.type, value)
    return (*(Answered(kind, values) for kind, values in single.items()), *found)


def _of_item(step: CompiledStep, item: Mapping[str, Any]) -> list[Answered]:
    groups: dict[PersonKind, dict[str, tuple[str, Any]]] = {}
    for kind, fact, question, value in _bound(step, item):
        if kind in MANY:
            groups.setdefault(kind, {})[fact] = (question.type, value)
    return [Answered(kind, values) for kind, values in groups.items()]


def _bound(
    step: CompiledStep, given: Mapping[str, Any]
) -> Iterator[tuple[PersonKind, str, CompiledQuestion, Any]]:
    for question in step.inputs:
        fact = getattr(question.question, "fact", None)
        value = given.get(question.id)
        if not fact or value in (None, "", []):
            continue
        kind = kind_of(fact)
        if kind is not None and purpose_of(fact, question.type):
            yield kind, fact, question, value


def _stands_in(person: Person, others: Sequence[Mapping[str, Any]]) -> bool:
    name = name_of(person) if person.kind in MANY else None
    if name is None:
        return False
    written = (name.get("family"), name.get("given"))
    return any(
        isinstance(value, dict) and (value.get("family"), value.get("given")) == written
        for item in others
        for value in item.values()
    )
