# SPDX-License-Identifier: Apache-2.0
"""Out to the provider of corporations, and what the browser brought; the same cookies as the card."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from madoguchi.kernel.clock import now
from madoguchi.kernel.proofs import CorporateProof
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.business.ports import corporate_prover
from madoguchi.platform.identity.card.round_trip import Asked, held, remember_asked


class BusinessNotOffered(NotFound):
    """This city has no provider of proofs of corporations."""

    code = "business.not_offered"

    def __init__(self) -> None:
        super().__init__(
            text(
                "GビズIDでの確認は、いまオンラインではできません。",
                "Proof by GBizID is not available online at present.",
                "GビズIDの 確認は、いま できません。",
            ),
            next_step=text(
                "登記事項証明書を持って、窓口にお越しください。",
                "Please come to the counter with a certificate of registration.",
                "会社の 登記の 紙を もって、窓口に 来てください。",
            ),
        )


def begin_business(*, purpose: str, back: str) -> HttpResponseRedirect:
    """Send the browser to the provider. ``purpose`` ties the proof to one thing, as a draft."""
    prover = corporate_prover()
    if prover is None:
        raise BusinessNotOffered
    url, kept = prover.begin(redirect_uri=business_address())
    response = HttpResponseRedirect(url)
    remember_asked(response, Asked(purpose, back, kept, "business"), at=now())
    return response


def held_business(request: HttpRequest, purpose: str, *, at: datetime) -> CorporateProof | None:
    """The proof that this browser brought for this purpose, if any."""
    return held(request, purpose, CorporateProof, at=at)


def business_address() -> str:
    """The one address that is registered with the provider."""
    return str(settings.PORTAL_URL).rstrip("/") + reverse("business_return")
