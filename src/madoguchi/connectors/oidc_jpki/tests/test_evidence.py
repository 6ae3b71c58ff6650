# SPDX-License-Identifier: Apache-2.0
"""What a card provider signed for a new key: does the office see through everything else?"""

import json
from datetime import timedelta

import httpx
import pytest

from madoguchi.connectors.oidc.refusals import ProofRefused
from madoguchi.connectors.oidc_jpki.evidence import PinnedChecker
from madoguchi.connectors.oidc_jpki.provider import provider_at
from madoguchi.connectors.oidc_jpki.tests.conftest import BACK, CLIENT, hold, instant, start_twin
from madoguchi.kernel.key_proofs import nonce_for_key, number_of_key

NEW, OTHER = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def checker(twin, tmp_path):
    """The office: keys in a file, no way to the provider."""
    keys = httpx.get(provider_at(twin.base).certs).json()
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    return PinnedChecker(provider_at(twin.base), CLIENT, tmp_path / "keys.json")


def proof_for(prover, twin, key, salt="salt", holder="akari"):
    url, kept = prover.begin(redirect_uri=BACK, nonce=nonce_for_key(key, salt))
    answer = hold(twin, url, holder=holder)
    return prover.finish(answer=answer, kept=kept, redirect_uri=BACK, at=instant())


def test_the_evidence_says_who_held_a_card_for_which_key(prover, twin, checker):
    proof = proof_for(prover, twin, NEW)
    at = instant()
    nonce = nonce_for_key(NEW, "salt")
    assert checker(proof.evidence, nonce=nonce, proved_at=proof.at, at=at) == proof.subject


@pytest.mark.parametrize(("key", "salt"), [(OTHER, "salt"), (NEW, "another")])
def test_evidence_for_another_key_is_none(prover, twin, checker, key, salt):
    proof = proof_for(prover, twin, NEW)
    with pytest.raises(ProofRefused):
        checker(proof.evidence, nonce=nonce_for_key(key, salt), proved_at=proof.at, at=instant())


def test_a_sign_in_that_asked_for_no_evidence_brings_none(prover, twin):
    url, kept = prover.begin(redirect_uri=BACK)
    answer = hold(twin, url)
    proof = prover.finish(answer=answer, kept=kept, redirect_uri=BACK, at=instant())
    assert proof.evidence == ""


def test_a_changed_token_another_signer_and_an_old_one_are_refused(
    prover, twin, checker, city, tmp_path
):
    proof = proof_for(prover, twin, NEW)
    nonce, at = nonce_for_key(NEW, "salt"), instant()
    head, body, mark = proof.evidence.split(".")
    for token in (f"{head}.{body}.{mark[:-4]}AAAA", f"{head}.{body}x.{mark}", "", "a.b.c"):
        with pytest.raises(ProofRefused):
            checker(token, nonce=nonce, proved_at=proof.at, at=at)
    for gone in (timedelta(days=15), -timedelta(minutes=6)):
        with pytest.raises(ProofRefused):
            checker(proof.evidence, nonce=nonce, proved_at=proof.at, at=at + gone)
    with pytest.raises(ProofRefused):
        checker(proof.evidence, nonce=nonce, proved_at=proof.at + timedelta(hours=1), at=at)
    other, server = start_twin(city)
    try:
        keys = httpx.get(provider_at(other.base).certs).json()
    finally:
        server.shutdown()
        server.server_close()
    (tmp_path / "others.json").write_text(json.dumps(keys))
    foreign = PinnedChecker(provider_at(twin.base), CLIENT, tmp_path / "others.json")
    with pytest.raises(ProofRefused):
        foreign(proof.evidence, nonce=nonce, proved_at=proof.at, at=at)
    nowhere = PinnedChecker(provider_at(twin.base), CLIENT, tmp_path / "missing.json")
    with pytest.raises(ProofRefused):
        nowhere(proof.evidence, nonce=nonce, proved_at=proof.at, at=at)


def test_a_key_has_twelve_digits_for_the_telephone():
    assert number_of_key(NEW) != number_of_key(OTHER)
    assert len(number_of_key(NEW).replace("-", "")) == 12
