# SPDX-License-Identifier: Apache-2.0
"""Which small forms act on a case? Each is a few fields and one command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.engines.cases.commands.add_task import add_task
from madoguchi.engines.cases.commands.ask_opinion import ask_opinion
from madoguchi.engines.cases.commands.check_proof import check_proof
from madoguchi.engines.cases.commands.close import close
from madoguchi.engines.cases.commands.decide import send_back
from madoguchi.engines.cases.commands.extend_term import extend_term
from madoguchi.engines.cases.commands.reopen import reopen
from madoguchi.engines.cases.commands.resume import resume
from madoguchi.engines.cases.commands.send_message import send_message
from madoguchi.engines.cases.commands.start_review import start_review
from madoguchi.engines.cases.commands.withdraw import withdraw
from madoguchi.engines.cases.commands.write_note import write_note
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import DECIDE, REOPEN, VIEW, WORK
from madoguchi.engines.cases.queries.city import section_names
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.phrases import list_phrases
from madoguchi.engines.cases.rules.states import ENDED, OPEN
from madoguchi.kernel.actors import Actor

EVERY_STATE = OPEN | ENDED | {"closed"}
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a small form; the label's key is cases.field.<name> unless given."""

    name: str
    kind: str = "long"
    required: bool = True
    hint: str = ""
    options: Callable[[Case], list[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """A small form: who sees it, in which states, what it asks, what it does."""

    key: str
    icon: str
    permission: str
    states: frozenset[str]
    fields: tuple[Field, ...]
    run: Callable[["Order"], Any]
    kind: str = "outline"
    in_bar: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """What a clerk has posted."""

    case: Case
    values: Values
    actor: Actor
    at: datetime
    version: int | None

    @property
    def case_id(self) -> UUID:
        """The case's id."""
        return self.case.id

    def text(self, name: str) -> str:
        """A field as text."""
        return str(self.values.get(name) or "").strip()

    def day(self, name: str) -> date | None:
        """A field as a day."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None


def _other_sections(case: Case) -> list[tuple[str, str]]:
    return [(key, name) for key, name in section_names().items() if key != case.section]


def _extensions(case: Case) -> list[tuple[str, str]]:
    edition = get_edition(case.procedure_id, case.revision)
    return [(one.ja, one.ja) for one in list_phrases(edition, "extension")]


def _whole(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else 0


VERBS: dict[str, Verb] = {
    verb.key: verb
    for verb in (
        Verb(
            "review", "eye", WORK, frozenset({"received"}), (),
            lambda o: start_review(case_id=o.case_id, actor=o.actor, at=o.at, version=o.version),
            kind="",
        ),
        Verb(
            "resume", "next", WORK, frozenset({"correction"}), (Field("reason"),),
            lambda o: resume(
                case_id=o.case_id, reason=o.text("reason"), actor=o.actor, at=o.at,
                version=o.version,
            ),
        ),
        Verb(
            "opinion", "message", WORK, OPEN,
            (
                Field("section", "select", options=_other_sections),
                Field("question"),
                Field("due_on", "date", required=False, hint="cases.hint.date"),
            ),
            lambda o: ask_opinion(
                case_id=o.case_id, section=o.text("section"), question=o.text("question"),
                due_on=o.day("due_on"), actor=o.actor, at=o.at, version=o.version,
            ),
        ),
        Verb(
            "extend", "clock", WORK, OPEN,
            (
                Field("days", "number"),
                Field("phrase", "select", required=False, options=_extensions),
                Field("reason", required=False, hint="cases.hint.phrase_or_own"),
            ),
            lambda o: extend_term(
                case_id=o.case_id, days=_whole(o.text("days")),
                reason=o.text("reason") or o.text("phrase"),
                actor=o.actor, at=o.at, version=o.version,
            ),
        ),
        Verb(
            "send-back", "undo", DECIDE, frozenset({"deciding"}), (Field("reason"),),
            lambda o: send_back(
                case_id=o.case_id, reason=o.text("reason"), actor=o.actor, at=o.at,
                version=o.version,
            ),
        ),
        Verb(
            "withdraw", "undo", WORK, OPEN, (Field("reason", required=False),),
            lambda o: withdraw(
                case_id=o.case_id, reason=o.text("reason"), actor=o.actor, at=o.at,
                version=o.version,
            ),
        ),
        Verb(
            "close", "done", WORK, ENDED, (),
            lambda o: close(case_id=o.case_id, actor=o.actor, at=o.at, version=o.version),
            kind="",
        ),
        Verb(
            "reopen", "undo", REOPEN, ENDED | {"closed"},
            (Field("reason", hint="cases.hint.applicant_reads"),),
            lambda o: reopen(
                case_id=o.case_id, reason=o.text("reason"), actor=o.actor, at=o.at,
                version=o.version,
            ),
        ),
        Verb(
            "note", "edit", VIEW, EVERY_STATE, (Field("words"),),
            lambda o: write_note(case_id=o.case_id, words=o.text("words"), actor=o.actor, at=o.at),
            in_bar=False,
        ),
        Verb(
            "proof", "card", WORK, EVERY_STATE, (),
            lambda o: check_proof(case_id=o.case_id, actor=o.actor, at=o.at),
            in_bar=False,
        ),
        Verb(
            "task", "plus", WORK, EVERY_STATE,
            (
                Field("title", "text"),
                Field("due_on", "date", required=False, hint="cases.hint.date"),
            ),
            lambda o: add_task(
                case_id=o.case_id, title=o.text("title"), due_on=o.day("due_on"),
                actor=o.actor, at=o.at,
            ),
            in_bar=False,
        ),
        Verb(
            "message", "message", WORK, EVERY_STATE,
            (Field("words", hint="cases.hint.applicant_reads"),),
            lambda o: send_message(
                case_id=o.case_id, words=o.text("words"), actor=o.actor, at=o.at
            ),
            in_bar=False,
        ),
    )
}  # fmt: skip
"""Key in the address → form."""


def list_verbs(case: Case, permissions: frozenset[str], *, survey: bool = False) -> list[Verb]:
    """The forms that fit where the case stands and what the reader may do.

    A survey is closed as soon as it is read; nobody is there who could withdraw or be told.
    """
    return [
        verb
        for verb in VERBS.values()
        if verb.in_bar and verb.permission in permissions
        and case.state in (_SURVEY.get(verb.key, verb.states) if survey else verb.states)
        and not (verb.key == "extend" and case.standard_days is None)
    ]  # fmt: skip


_SURVEY: dict[str, frozenset[str]] = {
    "close": ENDED | {"received", "reviewing"},
    "withdraw": frozenset(),
    "extend": frozenset(),
}
"""The states in which a survey shows a form, where they differ."""
