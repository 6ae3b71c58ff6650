# SPDX-License-Identifier: Apache-2.0
"""What travels with the browser while it is at the provider, and on its way back?

Cookies, all encrypted under a key of the zone: what we asked (10 minutes) and what was proved or
signed (10 minutes, taken once by the page that asked). So the portal writes nothing of the person
down. A certificate is long: what does not fit into one cookie goes on in the next.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from pydantic import BaseModel

from madoguchi.kernel.clock import now
from madoguchi.kernel.proofs import FormSignature, IdentityProof
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.identity.card.ports import card_prover

ASKED, PROVED = "card_asked", "card_proved"
LIFE = timedelta(minutes=10)
PIECE, MOST_PIECES = 3600, 3
"""Browsers keep 4096 bytes of a cookie with its name and attributes."""
Proof = TypeVar("Proof", bound=BaseModel)


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
    kind: str = "card"


def begin_card(*, purpose: str, back: str, nonce: str = "") -> HttpResponseRedirect:
    """Send the browser to the provider. ``purpose`` ties the proof to one thing, as a draft."""
    prover = card_prover()
    if prover is None:
        raise CardNotOffered
    url, kept = prover.begin(redirect_uri=return_address(), **({"nonce": nonce} if nonce else {}))
    response = HttpResponseRedirect(url)
    remember_asked(response, Asked(purpose, back, kept), at=now())
    return response


def begin_signature(*, purpose: str, back: str, digest: bytes) -> HttpResponseRedirect:
    """Send the browser to the provider to sign a SHA-256."""
    prover, at = card_prover(), now()
    if prover is None:
        raise CardNotOffered
    url, kept = prover.begin_signing(digest=digest, redirect_uri=return_address(), at=at)
    response = HttpResponseRedirect(url)
    remember_asked(response, Asked(purpose, back, kept, "sign"), at=at)
    return response


def remember_asked(response: HttpResponseBase, asked: Asked, *, at: datetime) -> None:
    """Keep with the browser what it was sent out for."""
    _write(response, ASKED, asdict(asked), at)


def read_asked(request: HttpRequest, *, at: datetime) -> Asked | None:
    """What this browser asked for; None where nothing, or too long ago."""
    found = _read(request, ASKED, at)
    if not found:
        return None
    return Asked(found["purpose"], found["back"], found["kept"], found["kind"])


def keep_proof(response: HttpResponseBase, purpose: str, proof: BaseModel, *, at: datetime) -> None:
    """Hand the proof to the browser, sealed, for the page that asked."""
    _delete(response, ASKED)
    value = {
        "purpose": purpose,
        "kind": type(proof).__name__,
        "proof": proof.model_dump(mode="json"),
    }
    _write(response, PROVED, value, at)


def held_proof(request: HttpRequest, purpose: str, *, at: datetime) -> IdentityProof | None:
    """The proof that this browser brought for this purpose, if any."""
    return held(request, purpose, IdentityProof, at=at)


def held_signature(request: HttpRequest, purpose: str, *, at: datetime) -> FormSignature | None:
    """The signature that this browser brought for this purpose, if any."""
    return held(request, purpose, FormSignature, at=at)


def held(request: HttpRequest, purpose: str, kind: type[Proof], *, at: datetime) -> Proof | None:
    """What of a kind this browser brought for a purpose."""
    found = _read(request, PROVED, at)
    if not found or found["purpose"] != purpose or found["kind"] != kind.__name__:
        return None
    return kind.model_validate(found["proof"])


def drop_proof(response: HttpResponseBase) -> None:
    """The page has taken the proof."""
    _delete(response, PROVED)


def forget_asked(response: HttpResponseBase) -> None:
    """The round trip is over."""
    _delete(response, ASKED)


def return_address() -> str:
    """The one address that is registered with the provider."""
    return str(settings.PORTAL_URL).rstrip("/") + reverse("card_return")


def _write(
    response: HttpResponseBase, name: str, value: Mapping[str, object], at: datetime
) -> None:
    plain = json.dumps({"at": int(at.timestamp()), **value}, ensure_ascii=False).encode()
    sealed = fields.encrypt("identity.card", zlib.compress(plain, 9), aad=name.encode())
    words = urlsafe_b64encode(sealed).decode("ascii")
    pieces = [words[start : start + PIECE] for start in range(0, len(words), PIECE)]
    if len(pieces) > MOST_PIECES:
        raise ValueError("what was proved is too long to travel with a browser")
    for number, piece in enumerate([*pieces, *[""] * (MOST_PIECES - len(pieces))]):
        if not piece:
            response.delete_cookie(_piece(name, number), samesite="Lax")
            continue
        response.set_cookie(
            _piece(name, number),
            piece,
            max_age=int(LIFE.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _piece(name: str, number: int) -> str:
    return f"{name}_{number}" if number else name


def _delete(response: HttpResponseBase, name: str) -> None:
    for number in range(MOST_PIECES):
        response.delete_cookie(_piece(name, number), samesite="Lax")


def _read(request: HttpRequest, name: str, at: datetime) -> dict[str, Any] | None:
    pieces = (request.COOKIES.get(_piece(name, number), "") for number in range(MOST_PIECES))
    try:
        sealed = urlsafe_b64decode("".join(pieces))
        plain = zlib.decompress(fields.decrypt("identity.card", sealed, aad=name.encode()))
    except (CryptoError, ValueError, zlib.error):
        return None
    found = dict(json.loads(plain))
    made_at = datetime.fromtimestamp(found["at"], UTC)
    return found if at - LIFE <= made_at <= at + timedelta(minutes=5) else None
