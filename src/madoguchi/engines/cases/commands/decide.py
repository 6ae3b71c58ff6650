# SPDX-License-Identifier: Apache-2.0
"""Propose a decision, send it back, approve or refuse."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.clock import decided
from madoguchi.engines.cases.commands.issue_letter import draw_letter, sealed_file
from madoguchi.engines.cases.commands.start_review import ensure_review
from madoguchi.engines.cases.events import CaseDecided, CaseStateChanged
from madoguchi.engines.cases.models import Case, Letter
from madoguchi.engines.cases.policy import check_may_see, check_may_work
from madoguchi.engines.cases.ports import Proposal, decision_route
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.phrases import translate
from madoguchi.engines.cases.rules.states import MoveNotAllowed, is_decidable, is_move_possible
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Conflict, NotAllowed, Refusal
from madoguchi.kernel.texts import text

LONGEST_REASON = 2_000


class DecisionIncomplete(Refusal):
    """A refusal without a reason or legal basis (行政手続法 第8条), or an unknown outcome."""

    code: ClassVar[str] = "decision_incomplete"


class NothingToDecide(Conflict):
    """An anonymous survey is read and closed, never decided."""

    code: ClassVar[str] = "nothing_to_decide"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided: outcome, reasons, legal basis, and words for the applicant."""

    outcome: str
    reasons: tuple[str, ...] = ()
    law: str = ""
    message: str = ""

    def as_row(self) -> dict[str, Any]:
        """The verdict as an action keeps it."""
        return {"outcome": self.outcome, "reasons": list(self.reasons), "law": self.law}


@transaction.atomic
def propose_decision(
    *, case_id: UUID, verdict: Verdict, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Bring a decision on its way; whoever may decide finds it under 決裁中.

    Raises:
        DecisionIncomplete, NotAllowed, MoveNotAllowed, AnotherWasFaster: see there.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    _check_is_decided(case)
    check_verdict(verdict)
    if not decision_route().may_propose(actor, _proposal(case, verdict, at)):
        raise _not_yours()
    ensure_review(case, actor=actor, at=at)
    act(case, "decision_proposed", actor=actor, at=at, data=verdict.as_row())
    note = wording.write_note(case, "status", wording.DECIDING, wording.DECIDING_TEXT, at=at)
    announce(CaseStateChanged(case=header(case), at=at, note=note, before="reviewing"))
    return case


@transaction.atomic
def send_back(
    *, case_id: UUID, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Return a proposed decision to review, with the reason (差戻し).

    Raises:
        DecisionIncomplete: no reason.
    """
    case = hold(case_id, version=version)
    check_may_see(actor, case)
    if not decision_route().may_decide(actor, _proposal(case, Verdict("refused"), at)):
        raise _not_yours()
    if not reason.strip():
        raise DecisionIncomplete(text("差し戻す理由を書いてください。", "Write the reason."))
    act(case, "sent_back", actor=actor, at=at, data={"reason": reason.strip()})
    announce(CaseStateChanged(case=header(case), at=at, note=None, before="deciding"))
    return case


@transaction.atomic
def decide(
    *, case_id: UUID, verdict: Verdict, actor: Actor, at: datetime, version: int | None = None
) -> tuple[Case, Letter | None]:
    """Approve or refuse; writes the letter of the outcome and tells the applicant.

    Taken from review (proposal and decision in one) or from 決裁中.

    Raises:
        DecisionIncomplete: a refusal needs reasons and a legal basis.
        NotAllowed: the route says that this person does not decide.
        MoveNotAllowed, AnotherWasFaster: see there.
    """
    case = hold(case_id, version=version)
    check_may_see(actor, case)
    _check_is_decided(case)
    check_verdict(verdict)
    if not decision_route().may_decide(actor, _proposal(case, verdict, at)):
        raise _not_yours()
    if not is_decidable(case.state):
        raise MoveNotAllowed("decided", case.state)
    ensure_review(case, actor=actor, at=at)
    if is_move_possible("decision_proposed", case.state):
        act(case, "decision_proposed", actor=actor, at=at, data=verdict.as_row())
    on = today(at)
    act(
        case,
        verdict.outcome,
        actor=actor,
        at=at,
        data=verdict.as_row(),
        outcome=verdict.outcome,
        **decided(case, on=on),
    )
    letter, pdf = _letter(case, verdict, actor=actor, at=at)
    approved = verdict.outcome == "approved"
    note = wording.write_note(
        case,
        "decision",
        wording.APPROVED if approved else wording.REFUSED,
        _words(case, verdict),
        at=at,
        files=(sealed_file(letter, pdf),) if letter and pdf else (),
    )
    announce(CaseDecided(case=header(case), at=at, note=note, outcome=verdict.outcome))
    return case, letter


def _check_is_decided(case: Case) -> None:
    if get_edition(case.procedure_id, case.revision).procedure.anonymous:
        raise NothingToDecide(
            text(
                "アンケートの回答は、認定も却下もしません。",
                "An answer to a survey is neither approved nor refused.",
            ),
            next_step=text(
                "読み終えたら「完了にする」を押してください。", "Close it once it is read."
            ),
        )


def check_verdict(verdict: Verdict) -> None:
    """Refuse a decision that the law would not let stand."""
    if verdict.outcome not in {"approved", "refused"}:
        raise DecisionIncomplete(text("認定か却下を選んでください。", "Choose an outcome."))
    if any(len(reason) > LONGEST_REASON for reason in verdict.reasons):
        raise DecisionIncomplete(
            text(f"理由は1つ{LONGEST_REASON:,}文字までです。", "A reason is too long.")
        )
    if verdict.outcome == "approved":
        return
    if not any(reason.strip() for reason in verdict.reasons):
        raise DecisionIncomplete(
            text(
                "却下の理由を、1つ以上書いてください(行政手続法8条)。",
                "Give at least one reason for the refusal.",
            )
        )
    if not verdict.law.strip():
        raise DecisionIncomplete(
            text("却下の根拠となる法令と条を書いてください。", "Name the law and its article.")
        )


def _letter(
    case: Case, verdict: Verdict, *, actor: Actor, at: datetime
) -> tuple[Letter | None, bytes | None]:
    edition = get_edition(case.procedure_id, case.revision)
    outcome = edition.procedure.outcomes.get(verdict.outcome)  # type: ignore[call-overload]
    if outcome is None or not outcome.letter or edition.procedure.anonymous:
        return None, None
    return draw_letter(
        case, edition, outcome, reasons=verdict.reasons, law=verdict.law, actor=actor, at=at,
        message=verdict.message,
    )  # fmt: skip


def _words(case: Case, verdict: Verdict) -> str:
    approved = verdict.outcome == "approved"
    body = (wording.APPROVED_TEXT if approved else wording.REFUSED_TEXT).pick(case.language)
    lines = [body.format(procedure=case.procedure_title)]
    if not approved:
        edition = get_edition(case.procedure_id, case.revision)
        given = [reason for reason in verdict.reasons if reason.strip()]
        lines += [f"・{translate(edition, reason, case.language)}" for reason in given]
        lines.append(verdict.law)
    if verdict.message.strip():
        lines.append(verdict.message.strip())
    return "\n".join(lines)


def _proposal(case: Case, verdict: Verdict, at: datetime) -> Proposal:
    return Proposal(
        case_id=case.id,
        procedure_id=case.procedure_id,
        section=case.section,
        outcome=verdict.outcome,
        on=today(at),
        fee_yen=case.fee_yen,
    )


def _not_yours() -> NotAllowed:
    return NotAllowed(
        text("この決定をする権限がありません。", "You may not take this decision."),
        next_step=text(
            "起案して、決裁できる人に回してください。",
            "Propose it, and leave the decision to a decider.",
        ),
    )
