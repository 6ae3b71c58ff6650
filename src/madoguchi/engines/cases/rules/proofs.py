# SPDX-License-Identifier: Apache-2.0
"""Does what came with an application prove what its procedure asks for? Said as it is, not better.

``held``: proven. ``unconfirmed``: everything fits, but nobody has said yet that the certificate is
not revoked. ``failed``: 本人確認が取れていません; the case is opened all the same, and says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.certificates import JudgedSignature
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.prove_corporate import judge_corporate, wanted_corporate
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.proofs import reaches, wanted_level
from madoguchi.kernel.signed_form import SignedForm, signed_form

ProofState = Literal["held", "unconfirmed", "failed"]
Kind = Literal["identity", "corporate"]
WORST_FIRST: tuple[ProofState, ...] = ("failed", "unconfirmed", "held")
ASK_FOR = timedelta(days=8)
"""For so long the office asks again whether a certificate was revoked."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of one proof of a case, and why."""

    kind: Kind
    state: ProofState
    reason: str
    by: str = ""
    answered_at: datetime | None = None
    revoked_at: datetime | None = None


def form_of(application: SubmittedApplication) -> SignedForm | None:
    """The canonical form of the values that the office opened; None where no draft is named."""
    if application.draft_id is None:
        return None
    return signed_form(
        draft_id=application.draft_id,
        procedure_id=application.procedure_id,
        revision=application.revision,
        answers=application.answers,
        files=application.files,
    )


def judge_identity(
    procedure: Procedure, application: SubmittedApplication, signature: JudgedSignature | None
) -> Judged | None:
    """What the proof of the person is worth; None where the procedure asks for none.

    ``signature`` is what the judge says of the signature over the form that the office made itself.
    At the counter and on paper a clerk has seen the person or the papers.
    """
    wanted = wanted_level(procedure.identity, guest=procedure.guest, anonymous=procedure.anonymous)
    if application.channel != "online" or (wanted == "none" and signature is None):
        return None
    if wanted == "signed" or signature is not None:
        return _judge_signature(application, signature)
    if not reaches(application.identity, wanted):
        return Judged("identity", "failed", "level_too_low")
    if wanted == "card":
        return _judge_card(application)
    return None


def _judge_card(application: SubmittedApplication) -> Judged:
    proof = application.proof
    if proof is None or not reaches(proof.level, "card"):
        return Judged("identity", "failed", "no_card")
    if not proof.holds_at(application.submitted_at):
        return Judged("identity", "failed", "stale_card")
    return Judged("identity", "held", "card")


def _judge_signature(application: SubmittedApplication, judged: JudgedSignature | None) -> Judged:
    form, signature = form_of(application), application.signature
    if signature is None or form is None:
        return Judged("identity", "failed", "no_signature")
    if signature.digest != form.digest_hex:
        return Judged("identity", "failed", "form_differs")
    if not signature.holds_at(application.submitted_at):
        return Judged("identity", "failed", "stale_signature")
    return judged_of(judged or JudgedSignature("off"), signed_at=signature.at)


def judge_business(
    compiled: Compiled, application: SubmittedApplication, ctx: Context
) -> Judged | None:
    """What the proof of a corporation is worth; None where none is asked for."""
    if application.channel != "online":
        return None
    rule = wanted_corporate(compiled, application.answers, ctx)
    if rule is None:
        return None
    reason = judge_corporate(
        compiled,
        application.answers,
        rule,
        application.corporate,
        at=application.submitted_at,
        on=ctx.today,
    )
    return Judged("corporate", "failed" if reason else "held", reason or "gbizid")


def judged_of(judged: JudgedSignature, *, signed_at: datetime) -> Judged:
    """What a certificate's state means for the proof."""
    states: dict[str, ProofState] = {"good": "held", "unasked": "unconfirmed", "off": "unconfirmed"}
    state, reason = states.get(judged.state, "failed"), str(judged.state)
    if judged.state == "revoked" and judged.revoked_at and judged.revoked_at > signed_at:
        state, reason = "unconfirmed", "revoked_later"
    return Judged("identity", state, reason, judged.by, judged.answered_at, judged.revoked_at)


def worst(states: list[str]) -> str:
    """The state of a case: that of its weakest proof; "" where nothing had to be proven."""
    return next((state for state in WORST_FIRST if state in states), "")
