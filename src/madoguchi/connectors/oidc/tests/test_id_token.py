# SPDX-License-Identifier: Apache-2.0
"""Each check of an ID token, by a token that fails this one alone."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from madoguchi.connectors.oidc.id_token import Expected, check_id_token
from madoguchi.connectors.oidc.key_set import LIFE, PATIENCE, ProviderKeys
from madoguchi.connectors.oidc.refusals import ProviderDown, TokenRefused

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
KEY = ECKey.generate_key("P-256", auto_kid=True)
EXPECTED = Expected("https://op.example/api/realms/main", "todai", "n-1", "aal3 crl")
NOW = int(AT.timestamp())
CLAIMS = {"iss": EXPECTED.issuer, "aud": "todai", "sub": "p1", "nonce": "n-1", "iat": NOW,
          "exp": NOW + 300, "acr": "aal3 crl"}  # fmt: skip


def keys_of(*keys):
    return ProviderKeys(lambda: {"keys": [key.as_dict(private=False) for key in keys]})


def sign(claims=CLAIMS, key=KEY, **header):
    head = {"alg": "ES256", "kid": KEY.kid} | header
    return jwt.encode(head, claims, key, algorithms=["ES256"])


def judge(token, keys=None, at=AT):
    return check_id_token(token, EXPECTED, keys or keys_of(KEY), at=at)


def test_a_right_token_passes():
    assert judge(sign())["sub"] == "p1"
    assert judge(sign(CLAIMS | {"aud": ["todai"], "azp": "todai"}))["sub"] == "p1"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example/api/realms/main"},
        {"iss": EXPECTED.issuer + "/"},
        {"aud": "another"},
        {"aud": ["todai", "another"]},
        {"aud": None},
        {"azp": "another"},
        {"nonce": "n-2"},
        {"nonce": ""},
        {"exp": NOW - 61},
        {"exp": None},
        {"exp": True},
        {"exp": str(NOW + 300)},
        {"iat": NOW + 120},
        {"iat": NOW - 3600, "exp": NOW + 9999},
        {"sub": ""},
        {"sub": 7},
        {"acr": "aal2"},
        {"acr": "aal3"},
    ],
    ids=str,
)
def test_one_wrong_claim_is_enough(change):
    with pytest.raises(TokenRefused):
        judge(sign(CLAIMS | change))


@pytest.mark.parametrize("left_out", sorted(CLAIMS))
def test_each_claim_has_to_be_there(left_out):
    with pytest.raises(TokenRefused):
        judge(sign({name: value for name, value in CLAIMS.items() if name != left_out}))


def part(value):
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_an_unsigned_token_is_refused():
    with pytest.raises(TokenRefused):
        judge(f"{part({'alg': 'none', 'kid': KEY.kid})}.{part(CLAIMS)}.")


def test_the_public_key_is_no_shared_secret():
    signed = f"{part({'alg': 'HS256', 'kid': KEY.kid})}.{part(CLAIMS)}"
    mac = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    with pytest.raises(TokenRefused):
        judge(f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}")


def test_another_key_under_the_same_id_is_refused():
    with pytest.raises(TokenRefused):
        judge(sign(key=ECKey.generate_key("P-256")))


def test_a_changed_claim_breaks_the_signature():
    head, _, tail = sign().split(".")
    with pytest.raises(TokenRefused):
        judge(f"{head}.{part(CLAIMS | {'sub': 'p2'})}.{tail}")


@pytest.mark.parametrize("token", ["", "a.b.c", "..", "e30.e30.e30", "\x00", "ＡＢＣ.d.e"])
def test_rubbish_is_refused(token):
    with pytest.raises(TokenRefused):
        judge(token)


class Counting:
    def __init__(self, *keys):
        self.keys, self.calls = keys, 0

    def __call__(self):
        self.calls += 1
        return {"keys": [key.as_dict(private=False) for key in self.keys]}


def test_keys_are_kept_for_a_while_and_read_again_when_a_new_one_shows():
    source = Counting(KEY)
    keys = ProviderKeys(source)
    for _ in range(5):
        judge(sign(), keys)
    assert source.calls == 1
    newer = ECKey.generate_key("P-256", auto_kid=True)
    source.keys = (newer,)
    later = AT + PATIENCE + timedelta(seconds=1)
    assert judge(sign(key=newer, kid=newer.kid), keys, later)["sub"] == "p1"
    assert source.calls == 2
    with pytest.raises(TokenRefused):
        judge(sign(), keys, later)
    assert source.calls == 2
    keys.find(newer.kid, at=later + LIFE + timedelta(seconds=1))
    assert source.calls == 3


def test_made_up_ids_do_not_make_us_hammer_the_provider():
    source = Counting(KEY)
    keys = ProviderKeys(source)
    for number in range(50):
        with pytest.raises(TokenRefused):
            judge(sign(kid=f"made-up-{number}"), keys)
    assert source.calls == 1


@pytest.mark.parametrize("document", [{}, {"keys": 3}, {"keys": [{"kty": "EC"}]}, {"keys": ["x"]}])
def test_an_unreadable_key_document_is_the_providers_fault(document):
    with pytest.raises(ProviderDown):
        ProviderKeys(lambda: document).find("a", at=AT)
