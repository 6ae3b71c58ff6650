# SPDX-License-Identifier: Apache-2.0
"""What travels with the browser while it is at the provider, and on its way back?

Two cookies, both encrypted under a key of the zone: what we asked (10 minutes) and what was proved
(10 minutes, taken once by the page that asked). So the portal writes nothing of the person down.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from madoguchi.kernel.clock import now
from madoguchi.kernel.proofs import IdentityProof
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.identity.card.ports import card_prover

ASKED, PROVED = "card_asked", "card_proved"
LIFE = timedelta(minutes=10)


class CardNotOffered(NotFound):
    """This city has no provider of card proofs."""

    code = "card.not_offered"

    def __init__(self) -> None:
        super().__init__(
            text(
                "マイナンバーカードでの本人確認は、いまオンラインではできません。",
                "Proof by My Number Card is not available online at present.",
                "カードの 確認は、いま インターネットでは できません。",
            ),
            next_step=text(
                "マイナンバーカードを持って、窓口にお越しください。",
                "Please come to the counter with your My Number Card.",
                "カードを もって、窓口に 来てください。",
            ),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One round trip: what for, where to return, and what the connector must see again."""

    purpose: str
    back: str
    kept: dict[str, str]


def begin_card(*, purpose: str, back: str) -> HttpResponseRedirect:
    """Send the browser to the provider. ``purpose`` ties the proof to one thing, as a draft."""
    prover = card_prover()
    if prover is None:
        raise CardNotOffered
    url, kept = prover.begin(redirect_uri=return_address())
    response = HttpResponseRedirect(url)
    _write(response, ASKED, asdict(Asked(purpose, back, kept)), now())
    return response


def read_asked(request: HttpRequest, *, at: datetime) -> Asked | None:
    """What this browser asked for; None where nothing, or too long ago."""
    found = _read(request, ASKED, at)
    return Asked(found["purpose"], found["back"], found["kept"]) if found else None


def keep_proof(
    response: HttpResponseBase, purpose: str, proof: IdentityProof, *, at: datetime
) -> None:
    """Hand the proof to the browser, sealed, for the page that asked."""
    response.delete_cookie(ASKED, samesite="Lax")
    value = {"purpose": purpose, "proof": proof.model_dump(mode="json")}
    _write(response, PROVED, value, at)


def held_proof(request: HttpRequest, purpose: str, *, at: datetime) -> IdentityProof | None:
    """The proof that this browser brought for this purpose, if any."""
    found = _read(request, PROVED, at)
    if not found or found["purpose"] != purpose:
        return None
    return IdentityProof.model_validate(found["proof"])


def drop_proof(response: HttpResponseBase) -> None:
    """The page has taken the proof."""
    response.delete_cookie(PROVED, samesite="Lax")


def return_address() -> str:
    """The one address that is registered with the provider."""
    return str(settings.PORTAL_URL).rstrip("/") + reverse("card_return")


def _write(
    response: HttpResponseBase, name: str, value: Mapping[str, object], at: datetime
) -> None:
    plain = json.dumps({"at": int(at.timestamp()), **value}, ensure_ascii=False).encode()
    sealed = fields.encrypt("identity.card", plain, aad=name.encode())
    response.set_cookie(
        name,
        urlsafe_b64encode(sealed).decode("ascii"),
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _read(request: HttpRequest, name: str, at: datetime) -> dict[str, Any] | None:
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(name, ""))
        plain = fields.decrypt("identity.card", sealed, aad=name.encode())
    except (CryptoError, ValueError):
        return None
    found = dict(json.loads(plain))
    made_at = datetime.fromtimestamp(found["at"], UTC)
    return found if at - LIFE <= made_at <= at + timedelta(minutes=5) else None
