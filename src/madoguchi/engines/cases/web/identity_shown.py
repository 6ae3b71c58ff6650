# SPDX-License-Identifier: Apache-2.0
"""How sure is the city of who applied, by which method and when, in words for the clerk?"""

from datetime import datetime
from typing import Any

from madoguchi.engines.cases.models import Case, ProofCheck
from madoguchi.engines.cases.queries.case_page import CaseView
from madoguchi.engines.cases.queries.proofs import latest_checks, read_certificate
from madoguchi.engines.cases.rules.comparing import (
    Compared,
    compare_address,
    compare_birth,
    compare_name,
)
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.definition.acting import ADDRESS, NAME, is_for_another
from madoguchi.kernel.proofs import LEVELS, CorporateProof, FormSignature, IdentityProof
from madoguchi.platform.screens.wording import say

_TONES = {"none": "quiet", "email": "quiet", "card": "ok", "signed": "ok"}
_STATES = {"held": ("ok", "check"), "unconfirmed": ("lamp", "hold"), "failed": ("warn", "warn")}
_LIKE = {
    "same": ("ok", "check"),
    "variant": ("lamp", "eye"),
    "differs": ("warn", "warn"),
    "unknown": ("quiet", "question"),
}


def show_identity(view: CaseView, lang: str, *, works: bool = False) -> dict[str, Any]:
    """The level as a tag, what a look at the proof found, and what card or certificate say."""
    case = view.case
    level = case.identity if case.identity in LEVELS else "none"
    raw, signature = case.content.proof, case.content.signature
    check = latest_checks(case).get("identity") if case.proof_state else None
    tone = _STATES[check.state][0] if check else _TONES[level]
    return {
        "tone": tone,
        "level": say(f"cases.identity.{level}", lang),
        "state": _state(check, lang) if check else None,
        "rows": _card_rows(IdentityProof.model_validate(raw), lang) if raw else [],
        "signature": _signature_rows(signature, check, lang) if signature else [],
        "compared": _compare(view, lang),
        "of_agent": is_for_another(case.content.answers) and bool(raw or signature),
        "changed": bool(signature) and _has_changed(view),
        "may_ask": works and bool(signature) and check is not None and check.state != "failed",
    }


def show_business(view: CaseView, lang: str) -> dict[str, Any] | None:
    """The account of GビズID, the corporation and its mandates; None where none was asked for."""
    check = latest_checks(view.case).get("corporate") if view.case.proof_state else None
    raw = view.case.content.corporate
    if check is None and not raw:
        return None
    rows = _business_rows(CorporateProof.model_validate(raw), lang) if raw else []
    return {"state": _state(check, lang) if check else None, "rows": rows}


def _business_rows(proof: CorporateProof, lang: str) -> list[dict[str, str]]:
    mandates = [
        f"{one.name} {one.number} {'、'.join(one.scopes)} {one.from_on or ''}〜{one.until_on or ''}"
        for one in proof.mandates
    ]
    known = {
        "kind": say(f"cases.business.kind.{proof.kind}", lang),
        "name": proof.name,
        "number": proof.number,
        "address": proof.address,
        "representative": proof.representative,
        "user": proof.user,
        "mandate": "\n".join(mandates),
        "at": _instant(proof.at),
    }
    return _rows("cases.business", known, lang)


def show_warning(case: Case, lang: str) -> dict[str, str] | None:
    """What stands on top of a case whose proof does not hold, or is not confirmed."""
    if case.proof_state not in {"failed", "unconfirmed"}:
        return None
    return {
        "tone": "warn" if case.proof_state == "failed" else "info",
        "title": say(f"cases.proof.{case.proof_state}", lang),
        "text": say(f"cases.proof.{case.proof_state}_text", lang),
    }


def _state(check: ProofCheck, lang: str) -> dict[str, str]:
    tone, icon = _STATES[check.state]
    told = check.answered_at or check.revoked_at
    return {
        "tone": tone,
        "icon": icon,
        "text": say(f"cases.proof.{check.state}", lang),
        "reason": say(
            f"cases.proof.reason.{check.reason}",
            lang,
            by=check.by.upper(),
            at=_instant(told) if told else "",
            revoked=_instant(check.revoked_at) if check.revoked_at else "",
        ),
        "checked": say("cases.proof.checked", lang, at=_instant(check.checked_at)),
    }


def _card_rows(proof: IdentityProof, lang: str) -> list[dict[str, str]]:
    person = proof.person
    birth = person.birth
    known = {
        "method": say(f"cases.identity.method.{proof.method}", lang),
        "at": _instant(proof.at),
        "name": person.name,
        "address": person.address,
        "birth": f"{birth[:4]}/{birth[4:6]}/{birth[6:]}" if birth else "",
    }
    return _rows("cases.identity", known, lang)


def _signature_rows(
    kept: dict[str, Any], check: ProofCheck | None, lang: str
) -> list[dict[str, str]]:
    signed = FormSignature.model_validate({k: v for k, v in kept.items() if k != "form"})
    says = read_certificate(kept)
    fits = check is None or check.reason not in {"form_differs", "wrong_signature"}
    known = {
        "at": _instant(signed.at),
        "content": say("cases.signature.fits" if fits else "cases.signature.differs", lang),
        "issuer": says.issuer,
        "until": _instant(says.valid_until) if says.valid_until else "",
        "revocation": _revocation(check, lang),
    }
    return _rows("cases.signature", known, lang)


def _revocation(check: ProofCheck | None, lang: str) -> str:
    """Never more than was answered: without an answer the word is 未確認."""
    if check is None or check.answered_at is None:
        return say("cases.signature.unasked", lang)
    word = "revoked" if check.revoked_at else "good"
    at = _instant(check.answered_at)
    return say(f"cases.signature.{word}", lang, by=check.by.upper(), at=at)


def _compare(view: CaseView, lang: str) -> list[dict[str, str]]:
    """The certificate beside the answers of whoever signed: the applicant, or who acts for them."""
    says = read_certificate(view.case.content.signature)
    if not says.name:
        return []
    answers = view.case.content.answers
    names: dict[str, str] = {str(k): v for k, v in view.edition.procedure.applicant.items()}
    if is_for_another(answers):
        names = {"name": NAME, "address": ADDRESS}
    found = [compare_name(says.name, answers.get(names.get("name", "")))]
    if "birth" in names:
        found.append(compare_birth(says.birth_on, says.birth, answers.get(names["birth"])))
    if "address" in names:
        found.append(compare_address(says.address, answers.get(names["address"])))
    return [_compared(one, lang) for one in found]


def _compared(one: Compared, lang: str) -> dict[str, str]:
    tone, icon = _LIKE[one.likeness]
    return {
        "label": say(f"cases.compared.{one.part}", lang),
        "certificate": one.certificate,
        "answer": one.answer or "—",
        "tone": tone,
        "icon": icon,
        "text": say(f"cases.compared.{one.likeness}", lang),
    }


def _has_changed(view: CaseView) -> bool:
    """Whether a correction has changed what was signed."""
    return any(one.ended_how == "arrived" for one in view.corrections)


def _rows(prefix: str, known: dict[str, str], lang: str) -> list[dict[str, str]]:
    return [
        {"label": say(f"{prefix}.{name}", lang), "text": value}
        for name, value in known.items()
        if value
    ]


def _instant(at: datetime) -> str:
    local = to_local(at)
    return f"{local.year}/{local.month}/{local.day} {local:%H:%M}"
