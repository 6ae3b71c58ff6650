# SPDX-License-Identifier: Apache-2.0
"""Take longer than the standard time, and say so."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.assign import CaseEnded
from madoguchi.engines.cases.events import TermExtended
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.phrases import translate
from madoguchi.engines.cases.queries.term import read_term
from madoguchi.engines.cases.rules.clock import Term, calculate_due_on
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

MOST_DAYS = 250


class ExtensionIncomplete(Refusal):
    """No reason, no sensible number of days, or no term to extend."""

    code: ClassVar[str] = "extension_incomplete"


@transaction.atomic
def extend_term(
    *,
    case_id: UUID,
    days: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Add open days to the term and tell the applicant the new day and the reason.

    Raises:
        ExtensionIncomplete: 1 to 250 days and a reason are needed, and a standard time.
        CaseEnded, AnotherWasFaster: see there.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    _check(case, days, reason)
    term = read_term(case)
    longer = Term(term.received_on, term.standard_days, term.extended_days + days, term.stops)
    due_on = calculate_due_on(longer, office_calendar())
    act(
        case,
        "term_extended",
        actor=actor,
        at=at,
        data={"days": days, "reason": reason, "due_on": due_on.isoformat() if due_on else None},
        extended_days=longer.extended_days,
        due_on=due_on,
    )
    edition = get_edition(case.procedure_id, case.revision)
    note = wording.write_note(
        case,
        "extension",
        wording.EXTENDED,
        wording.EXTENDED_TEXT,
        at=at,
        due_on=due_on,
        day=wording.in_words(due_on, case) if due_on else "",
        reason=translate(edition, reason.strip(), case.language),
    )
    announce(TermExtended(case=header(case), at=at, note=note, days=days))
    return case


def _check(case: Case, days: int, reason: str) -> None:
    if not case.is_open:
        raise CaseEnded
    if case.standard_days is None:
        raise ExtensionIncomplete(
            text("この手続きには標準処理期間がありません。", "This procedure has no standard time.")
        )
    if not 1 <= days <= MOST_DAYS:
        raise ExtensionIncomplete(
            text(
                f"延ばす日数は、1から{MOST_DAYS}までの数字で入れてください。",
                f"Enter a number of open days from 1 to {MOST_DAYS}.",
            )
        )
    if not reason.strip():
        raise ExtensionIncomplete(
            text(
                "延ばす理由を書いてください。申請した人に伝わります。",
                "Write the reason; the applicant will read it.",
            )
        )
