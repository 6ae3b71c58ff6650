# SPDX-License-Identifier: Apache-2.0
"""What are the proofs of an application or case worth, asked of whoever judges certificates here?"""

from base64 import b64decode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from madoguchi.engines.cases.models import Case, ProofCheck
from madoguchi.engines.cases.ports import certificate_judge
from madoguchi.engines.cases.queries.editions import Edition
from madoguchi.engines.cases.rules.proofs import (
    ASK_FOR,
    Judged,
    form_of,
    judge_business,
    judge_identity,
    judged_of,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.certificates import CertificateSays, JudgedSignature
from madoguchi.kernel.clock import today
from madoguchi.kernel.proofs import FormSignature

MOST_AT_ONCE = 200


def judge_application(
    edition: Edition, application: SubmittedApplication, *, at: datetime
) -> list[Judged]:
    """Judge what came, without asking anybody outside: that is a job's work."""
    signature = _judge_form(application, at) if application.signature else None
    context = edition.context(on=today(application.submitted_at), identity=application.identity)
    found = (
        judge_identity(edition.procedure, application, signature),
        judge_business(edition.compiled, application, context),
    )
    return [one for one in found if one is not None]


def _judge_form(application: SubmittedApplication, at: datetime) -> JudgedSignature:
    form, signature = form_of(application), application.signature
    if form is None or signature is None:
        return JudgedSignature("wrong_signature")
    return judge_signature(signature, form.digest, at=at, ask=False)


def judge_signature(
    signature: FormSignature, digest: bytes, *, at: datetime, ask: bool
) -> JudgedSignature:
    """What this office's judge says; "off" where it has none."""
    judge = certificate_judge()
    if judge is None:
        return JudgedSignature("off")
    try:
        raw, certificate = b64decode(signature.signature), b64decode(signature.certificate)
    except ValueError:
        return JudgedSignature("unreadable")
    return judge.judge(
        signature=raw,
        certificate=certificate,
        digest=digest,
        signed_at=signature.at,
        at=at,
        ask=ask,
    )


def judge_again(case: Case, *, at: datetime) -> Judged | None:
    """Judge a kept signature once more, and ask whether its certificate was revoked."""
    kept = case.content.signature
    if not kept:
        return None
    signature = FormSignature.model_validate({k: v for k, v in kept.items() if k != "form"})
    digest = bytes.fromhex(signature.digest)
    return judged_of(judge_signature(signature, digest, at=at, ask=True), signed_at=signature.at)


def read_certificate(kept: dict[str, Any]) -> CertificateSays:
    """Whom the certificate of a kept signature names; empty where nobody can read it here."""
    judge = certificate_judge()
    if judge is None or not kept:
        return CertificateSays()
    return judge.read(b64decode(kept["certificate"]))


def check_row(case: Case, judged: Judged, *, actor: Actor, at: datetime) -> ProofCheck:
    """A look at a proof as a row, not saved yet."""
    return ProofCheck(
        case=case,
        kind=judged.kind,
        state=judged.state,
        reason=judged.reason,
        by=judged.by,
        answered_at=judged.answered_at,
        revoked_at=judged.revoked_at,
        checked_at=at,
        actor_ref=actor.ref[:80],
    )


def latest_checks(case: Case) -> dict[str, ProofCheck]:
    """The last look at each kind of proof."""
    found: dict[str, ProofCheck] = {}
    for check in case.proof_checks.all():
        found.setdefault(check.kind, check)
    return found


def list_to_confirm(at: datetime, *, waited: timedelta = timedelta(0)) -> Iterable[UUID]:
    """Open cases of the last days whose proof nobody has confirmed yet."""
    return (
        Case.objects.filter(
            is_open=True,
            proof_state="unconfirmed",
            received_at__gte=at - ASK_FOR,
            received_at__lte=at - waited,
        )
        .order_by("received_at")
        .values_list("id", flat=True)[:MOST_AT_ONCE]
    )
