# SPDX-License-Identifier: Apache-2.0
"""Ask another section what it says about a case, and answer."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, hold
from madoguchi.engines.cases.commands.assign import CaseEnded
from madoguchi.engines.cases.commands.write_note import check_words
from madoguchi.engines.cases.models import Opinion
from madoguchi.engines.cases.policy import NO_SUCH_CASE, check_may_work, visible_sections
from madoguchi.engines.cases.queries.city import section_names
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Conflict, NotAllowed, NotFound, Refusal
from madoguchi.kernel.texts import text

VERDICTS = ("agree", "object", "note")


class OpinionMisdirected(Refusal):
    """The section is unknown, or the one in charge itself."""

    code: ClassVar[str] = "opinion_misdirected"


class OpinionAnswered(Conflict):
    """The opinion has been given already."""

    code: ClassVar[str] = "opinion_answered"


@transaction.atomic
def ask_opinion(
    *,
    case_id: UUID,
    section: str,
    question: str,
    due_on: date | None,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Opinion:
    """Ask a section; its clerks may read this case from now on.

    Raises:
        OpinionMisdirected, NothingWritten, CaseEnded, AnotherWasFaster: see there.
    """
    question = check_words(question)
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    if not case.is_open:
        raise CaseEnded
    if section == case.section or section not in section_names():
        raise OpinionMisdirected(
            text("意見を聞く課を、ほかの課から選んでください。", "Choose another section.")
        )
    opinion = Opinion.objects.create(
        case=case,
        section=section,
        question=question,
        due_on=due_on,
        asked_by=actor.ref,
        asked_by_name=actor.name,
        asked_at=at,
    )
    act(
        case,
        "opinion_asked",
        actor=actor,
        at=at,
        data={"opinion": str(opinion.id), "section": section},
    )
    return opinion


@transaction.atomic
def answer_opinion(
    *, opinion_id: UUID, verdict: str, answer: str, actor: Actor, at: datetime
) -> Opinion:
    """Answer for one's own section.

    Raises:
        NotAllowed: the opinion was asked of another section.
        OpinionAnswered: someone of the section was faster.
    """
    answer = check_words(answer)
    opinion = Opinion.objects.filter(id=opinion_id).first()
    if opinion is None or verdict not in VERDICTS:
        raise NotFound(NO_SUCH_CASE)
    case = hold(opinion.case_id)
    sections = visible_sections(actor)
    if sections is not None and opinion.section not in sections:
        raise NotAllowed(
            text("意見を求められた課の職員が答えます。", "Only the section asked may answer.")
        )
    answered = Opinion.objects.filter(id=opinion_id, answered_at__isnull=True).update(
        verdict=verdict, answer=answer, answered_by_name=actor.name, answered_at=at
    )
    if not answered:
        raise OpinionAnswered(
            text("この意見照会には、もう回答があります。", "This has been answered already.")
        )
    act(
        case,
        "opinion_answered",
        actor=actor,
        at=at,
        data={"opinion": str(opinion.id), "section": opinion.section, "verdict": verdict},
    )
    opinion.refresh_from_db()
    return opinion
