# SPDX-License-Identifier: Apache-2.0
"""What travels with the browser to the provider and back: sealed, short-lived, tied to one purpose."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from madoguchi.kernel.clock import frozen
from madoguchi.kernel.proofs import CardPerson, IdentityProof
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.identity.card.round_trip import (
    ASKED,
    PROVED,
    CardNotOffered,
    begin_card,
    held_proof,
    keep_proof,
    read_asked,
)

pytestmark = pytest.mark.skipif(settings.ZONE != "portal", reason="citizens are in the portal")
AT = datetime(2026, 11, 9, 1, 42, tzinfo=UTC)
PROOF = IdentityProof(
    level="card", method="jpki_app", at=AT, subject="p1", person=CardPerson(name="灯 あかり")
)


class Provider:
    """Begins only."""

    def begin(self, *, redirect_uri):
        return f"https://op.example/?back={redirect_uri}", {"state": "s-1"}


@pytest.fixture(autouse=True)
def _home(tmp_path, settings):
    settings.HOME = tmp_path
    ensure_zone_keys(tmp_path, zone="portal")
    settings.CARD_PROVER = Provider


def request_with(response, **changes):
    request = RequestFactory().get("/")
    request.COOKIES = {name: one.value for name, one in response.cookies.items()} | changes
    return request


def test_what_was_asked_comes_back_and_nothing_of_it_can_be_read():
    with frozen(AT):
        response = begin_card(purpose="draft:1", back="/drafts/1/card/")
    asked = read_asked(request_with(response), at=AT)
    assert (asked.purpose, asked.back, asked.kept) == (
        "draft:1",
        "/drafts/1/card/",
        {"state": "s-1"},
    )
    assert response.cookies[ASKED]["httponly"]
    assert "s-1" not in response.cookies[ASKED].value


@pytest.mark.parametrize("minutes", [-6, 11])
def test_what_was_asked_long_ago_or_tomorrow_is_forgotten(minutes):
    with frozen(AT):
        response = begin_card(purpose="draft:1", back="/")
    assert read_asked(request_with(response), at=AT + timedelta(minutes=minutes)) is None


def test_a_proof_is_taken_for_its_purpose_only():
    response = HttpResponse()
    keep_proof(response, "draft:1", PROOF, at=AT)
    request = request_with(response)
    assert held_proof(request, "draft:1", at=AT) == PROOF
    assert held_proof(request, "draft:2", at=AT) is None
    assert held_proof(request, "draft:1", at=AT + timedelta(minutes=11)) is None


def test_a_cookie_of_one_kind_or_a_changed_one_is_none_of_the_other():
    response = HttpResponse()
    keep_proof(response, "draft:1", PROOF, at=AT)
    value = response.cookies[PROVED].value
    swapped = RequestFactory().get("/")
    swapped.COOKIES = {ASKED: value}
    assert read_asked(swapped, at=AT) is None
    for broken in (value[:-8] + "AAAAAAAA", value[:20], "", "%%%", "ü"):
        request = request_with(response, **{PROVED: broken})
        assert held_proof(request, "draft:1", at=AT) is None


def test_without_a_provider_nobody_is_sent_anywhere(settings):
    settings.CARD_PROVER = None
    with pytest.raises(CardNotOffered):
        begin_card(purpose="draft:1", back="/")
