# SPDX-License-Identifier: Apache-2.0
"""What leaves the portal with an application: its files by question, where each value came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madoguchi.engines.procedures.rules.business import from_business
from madoguchi.engines.procedures.rules.content import Content
from madoguchi.engines.procedures.rules.proving import is_of_card
from madoguchi.kernel.application import Provenance, SentFile
from madoguchi.kernel.definition.acting import is_for_another
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.schema import Procedure, Step


@dataclass(frozen=True, slots=True)
class Filer:
    """Who files: an account with its public key, or a guest with the secret of this browser."""

    account: str | None = None
    account_key: bytes | None = None
    secret: str | None = None

    def __repr__(self) -> str:
        return f"<Filer {self.account or 'guest'}>"

    @property
    def identity(self) -> str:
        """How sure the portal is of the person (its sign-in proves an e-mail address)."""
        return "email" if self.account else "none"


def list_files(procedure: Procedure, answers: Mapping[str, Any]) -> tuple[SentFile, ...]:
    """Every attachment in the answers with the question and item that it belongs to."""
    return tuple(
        SentFile(question=question, item=item, **file)
        for question, item, value in _file_values(procedure, answers)
        for file in value
    )


def _file_values(
    procedure: Procedure, answers: Mapping[str, Any]
) -> Iterator[tuple[str, int | None, list[dict[str, Any]]]]:
    for step in procedure.steps:
        ids = [question.id for question in step.questions if question.type == "file"]
        for item, group in _groups(step, answers):
            for question in ids:
                yield question, item, group.get(question) or []


def _groups(
    step: Step, answers: Mapping[str, Any]
) -> Iterator[tuple[int | None, Mapping[str, Any]]]:
    if step.repeat is None:
        yield None, answers
    else:
        yield from enumerate(answers.get(step.id) or ())


def provenance_of(
    compiled: Compiled, content: Content, answers: Mapping[str, Any]
) -> dict[str, Provenance]:
    """Values were typed when their page was saved, taken over, or agree with the card held.

    The card of who acts for another person says nothing of that person.

    Keys are question ids, in repeating steps ``<step>.<item>.<question>``.
    """
    found: dict[str, Provenance] = {}
    for step in compiled.definition.steps:
        for item, group in _groups(step, answers):
            mark = content.marks.get(step.id if item is None else f"{step.id}/{item}")
            if mark is None:
                continue
            typed = Provenance(source="typed", at=datetime.fromisoformat(mark.at))
            prefix = "" if item is None else f"{step.id}.{item}."
            for question in step.questions:
                if question.id in group:
                    fact = None if step.repeat else getattr(question, "fact", None)
                    value = group[question.id]
                    place = step.id if item is None else f"{step.id}/{item}"
                    known = (
                        _from_card(content, fact, value)
                        or from_business(compiled, content, fact, value)
                        or _from_earlier(content, place, question.id, value)
                    )
                    found[prefix + question.id] = known or typed
    return found


def _from_card(content: Content, fact: str | None, value: Any) -> Provenance | None:
    proof = content.proof
    if proof is None or not is_of_card(fact, value, proof.person):
        return None
    if is_for_another(content.answers) != (fact == "agent.name"):
        return None
    return Provenance(source="card", at=proof.at, note=proof.method)


def _from_earlier(content: Content, place: str, question: str, value: Any) -> Provenance | None:
    """From the profile, as long as nothing of it was changed afterwards."""
    used = content.used.get(place, {}).get(question)
    if used is None or used.value != value:
        return None
    at = datetime.fromisoformat(f"{used.on}T00:00:00+09:00")
    return Provenance(source="earlier_case", at=at, note=used.note[:200])
