# SPDX-License-Identifier: Apache-2.0
"""Signing with a real provider process: what is signed by whom, and everything that must not pass."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwe

from madoguchi.connectors.jpki_certificates.reading import (
    TEST_SIGNATURE_POLICIES,
    Policies,
    read_certificate,
)
from madoguchi.connectors.oidc.refusals import AnswerMismatch, ProviderRefusedUs
from madoguchi.connectors.oidc_jpki.prover import JpkiProver
from madoguchi.connectors.oidc_jpki.refusals import CardCancelled, CardInvalid, SignatureRefused
from madoguchi.connectors.oidc_jpki.signing import read_result
from madoguchi.connectors.oidc_jpki.tests.conftest import BACK, hold, instant, new_client
from madoguchi.connectors.oidc_jpki.twin.people import PIN, SIGN_PIN

FORM = "転出届の正規形".encode()
DIGEST = sha256(FORM).digest()


def begin(prover, digest=DIGEST):
    return prover.begin_signing(digest=digest, redirect_uri=BACK, at=instant())


def finish(prover, answer, kept):
    return prover.finish_signing(answer=answer, kept=kept, redirect_uri=BACK, at=instant())


def sign(prover, twin, holder="akari"):
    url, kept = begin(prover)
    return finish(prover, hold(twin, url, holder, pin=SIGN_PIN), kept)


def test_a_digest_is_signed_by_the_card_whose_certificate_names_the_person(twin, prover):
    signed = sign(prover, twin)
    read = read_certificate(
        b64decode(signed.certificate), Policies(signature=TEST_SIGNATURE_POLICIES)
    )
    assert (read.kind, read.named.name) == ("signature", "灯 あかり")
    assert read.named.birth.value.isoformat() == "1988-04-12"
    key = read.certificate.public_key()
    key.verify(b64decode(signed.signature), FORM, PKCS1v15(), SHA256())
    assert signed.digest == DIGEST.hex()
    assert "灯" not in repr(signed)


def test_a_person_has_one_card_and_another_has_another(twin, prover):
    first, again, other = (sign(prover, twin, who) for who in ("akari", "akari", "wataru"))
    assert first.certificate == again.certificate != other.certificate


def test_the_four_digits_of_the_other_certificate_do_not_sign(twin, prover):
    url, _ = begin(prover)
    handle = hold(twin, url, pin=PIN)
    assert "パスワードが違います" in httpx.post(twin.base + handle, data={"holder": "akari"}).text


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"do": "cancel"}, CardCancelled),
        ({"holder": "expired"}, CardInvalid),
        ({"holder": "revoked"}, CardInvalid),
    ],
)
def test_what_ends_without_a_signature_says_why(twin, prover, given, refusal):
    url, kept = begin(prover)
    with pytest.raises(refusal):
        finish(prover, hold(twin, url, pin=SIGN_PIN, **given), kept)


def test_a_result_is_given_once_and_only_to_the_person_who_signed(twin, prover):
    url, kept = begin(prover)
    answer = hold(twin, url, pin=SIGN_PIN)
    stranger_url, stranger = begin(prover)
    stranger_answer = hold(twin, stranger_url, "wataru", pin=SIGN_PIN)
    with pytest.raises(ProviderRefusedUs):
        finish(prover, stranger_answer, stranger | {"transaction": kept["transaction"]})
    assert finish(prover, answer, kept).digest == DIGEST.hex()
    assert kept["transaction"] not in twin.transactions


def test_a_signature_over_something_else_is_none(twin, prover):
    url, kept = begin(prover)
    answer = hold(twin, url, pin=SIGN_PIN)
    with pytest.raises(SignatureRefused):
        finish(prover, answer, kept | {"digest": sha256(b"other").hexdigest()})


def test_an_answer_of_another_request_does_not_sign(twin, prover):
    url, kept = begin(prover)
    hold(twin, url, pin=SIGN_PIN)
    with pytest.raises(AnswerMismatch):
        finish(prover, {"code": "x", "state": "other"}, kept)


def test_a_stranger_cannot_open_a_transaction(twin):
    with pytest.raises(ProviderRefusedUs):
        begin(JpkiProver(twin.base, new_client()))


@pytest.mark.parametrize("digest", [b"short", b"x" * 33])
def test_only_a_sha256_is_taken(twin, prover, digest):
    with pytest.raises(ProviderRefusedUs):
        begin(prover, digest)


def test_the_token_of_a_person_opens_no_transaction(twin, prover):
    url, kept = prover.begin(redirect_uri=BACK)
    came = prover.trip.finish(answer=hold(twin, url), kept=kept, redirect_uri=BACK, at=instant())
    asked = {"client_id": prover.client.client_id, "digest": b64encode(DIGEST).decode()}
    told = httpx.post(
        f"{twin.base}/api/sign-transactions",
        json=asked,
        headers={"Authorization": f"Bearer {came.access_token}"},
    )
    assert told.status_code == 403


def test_a_transaction_that_nobody_opened_is_refused_at_the_door(twin, prover):
    url, _ = begin(prover)
    twin.transactions.clear()
    assert "error=invalid_request" in httpx.get(url).headers["Location"]


def sealed_to(key, plain, **header):
    head = {"alg": "ECDH-ES", "enc": "A256GCM"} | header
    return jwe.encrypt_compact(head, plain, key, algorithms=["ECDH-ES", "A256GCM", "A128CBC-HS256"])


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"[]",
        b"{}",
        b'{"signature": 7, "certificate": 8}',
        b'{"signature": "???", "certificate": "AAAA"}',
        json.dumps({"signature": "AAAA", "certificate": "AAAA"}).encode(),
    ],
)
def test_a_damaged_result_is_refused_in_words(plain):
    city = new_client()
    with pytest.raises(SignatureRefused):
        read_result(sealed_to(city.opener, plain), city.opener, DIGEST)


def test_a_result_for_another_key_or_by_another_way_is_refused():
    city, other = new_client(), new_client()
    for sealed, key in (
        (sealed_to(other.opener, b"{}"), city.opener),
        (sealed_to(city.opener, b"{}", enc="A128CBC-HS256"), city.opener),
        ("not.a.jwe", city.opener),
        (sealed_to(city.opener, b"{}"), None),
    ):
        with pytest.raises(SignatureRefused):
            read_result(sealed, key, DIGEST)
