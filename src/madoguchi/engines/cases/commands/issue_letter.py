# SPDX-License-Identifier: Apache-2.0
"""Issue a letter: number it, draw it, keep it, send it to the applicant."""

import base64
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.events import LetterIssued
from madoguchi.engines.cases.models import Case, Letter, LetterCounter
from madoguchi.engines.cases.policy import DECIDE, check_may_work
from madoguchi.engines.cases.queries.city import section_mark
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.letters import LetterWords, draw, letter_data
from madoguchi.engines.cases.rules.documents import fiscal_year_of, format_document_number
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import SealedFile
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.schema import Outcome
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text


class NoLetter(Conflict):
    """The outcome of this case has no letter."""

    code: ClassVar[str] = "no_letter"


@transaction.atomic
def issue_letter(
    *,
    case_id: UUID,
    reasons: Sequence[str] = (),
    law: str = "",
    message: str = "",
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Letter:
    """Issue the letter of a decided case (again), under a new number.

    Raises:
        NoLetter: not decided, or the definition names no letter for the outcome.
        NotAllowed, AnotherWasFaster: see there.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, DECIDE, on=today(at))
    edition = get_edition(case.procedure_id, case.revision)
    outcome = _outcome_with_letter(case, edition)
    letter, pdf = draw_letter(
        case,
        edition,
        outcome,
        reasons=reasons,
        law=law,
        message=message,
        actor=actor,
        at=at,
    )
    note = wording.write_note(
        case,
        "decision",
        wording.LETTER,
        wording.LETTER_TEXT,
        at=at,
        files=(sealed_file(letter, pdf),),
        letter=letter.title,
        number=letter.document_number,
    )
    announce(
        LetterIssued(
            case=header(case),
            at=at,
            note=note,
            letter_id=letter.id,
            document_number=letter.document_number,
        )
    )
    return letter


def _outcome_with_letter(case: Case, edition: Edition) -> Outcome:
    outcome = edition.procedure.outcomes.get(case.outcome)  # type: ignore[call-overload]
    if outcome is None or not outcome.letter:
        raise NoLetter(
            text(
                "この事案には、いま出せる通知書がありません。",
                "There is no letter for this case now.",
            )
        )
    return outcome


def draw_letter(
    case: Case,
    edition: Edition,
    outcome: Outcome,
    *,
    reasons: Sequence[str],
    law: str,
    actor: Actor,
    at: datetime,
    message: str = "",
) -> tuple[Letter, bytes]:
    """Number, draw and keep a letter on a held case, with its action."""
    on = today(at)
    serial, year = take_number(case.section, on)
    number = format_document_number(section_mark(case.section), serial)
    words = LetterWords(number=number, on=on, reasons=tuple(reasons), law=law, message=message)
    pdf = draw(edition, outcome, letter_data(case, edition, outcome, words), at=at)
    letter = Letter(
        id=new_id(),
        case=case,
        section=case.section,
        fiscal_year=year,
        serial=serial,
        document_number=number,
        kind=case.outcome,
        title=outcome.title.ja,
        issued_on=on,
        issued_at=at,
        issued_by_name=actor.name,
        sha256=sha256(pdf).hexdigest(),
        size=len(pdf),
    )
    letter.seal(pdf)
    letter.save(force_insert=True)
    act(
        case,
        "letter_issued",
        actor=actor,
        at=at,
        data={"letter": str(letter.id), "document_number": number, "sha256": letter.sha256},
    )
    return letter, pdf


def take_number(section: str, on: date) -> tuple[int, int]:
    """The next serial of a section in the fiscal year of a day; no gap, no repetition.

    The counter's row stays locked until the end of the transaction: a letter that is not issued
    after all gives its number back.
    """
    year = fiscal_year_of(on)
    LetterCounter.objects.bulk_create(
        [LetterCounter(section=section, fiscal_year=year)], ignore_conflicts=True
    )
    counter = LetterCounter.objects.select_for_update().get(section=section, fiscal_year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last, year


def sealed_file(letter: Letter, pdf: bytes) -> SealedFile:
    """The letter as it travels inside the note to the applicant."""
    return SealedFile(
        id=letter.id,
        name=f"{letter.document_number}.pdf",
        title=letter.title,
        content=base64.b64encode(pdf).decode("ascii"),
    )
