# SPDX-License-Identifier: Apache-2.0
"""Does this ID token say what we asked, for us, from them, now? Anything else is refused."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError

from madoguchi.connectors.oidc.key_set import ProviderKeys
from madoguchi.connectors.oidc.refusals import TokenRefused

LEEWAY = 60
"""Seconds by which two clocks may differ."""
OLDEST = 600
"""Seconds after which a token is not fresh, whatever its end says."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token has to say."""

    issuer: str
    client_id: str
    nonce: str
    acr: str = ""
    algorithm: str = "ES256"


def check_id_token(
    token: str, expected: Expected, keys: ProviderKeys, *, at: datetime
) -> dict[str, Any]:
    """The claims of a token that passes every check. Raises TokenRefused with the first that fails."""
    key = keys.find(_key_id(token, expected.algorithm), at=at)
    try:
        claims = dict(jwt.decode(token, key, algorithms=[expected.algorithm]).claims)
    except (JoseError, ValueError, TypeError) as error:
        raise TokenRefused("the signature does not hold") from error
    _check_parties(claims, expected)
    _check_times(claims, int(at.timestamp()))
    if not compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise TokenRefused("nonce of another request")
    if not set(expected.acr.split()) <= set(str(claims.get("acr", "")).split()):
        raise TokenRefused("weaker than was asked for")
    return claims


def _key_id(token: str, algorithm: str) -> str:
    head = token.split(".")[0]
    try:
        header = json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError as error:
        raise TokenRefused("not a token") from error
    if not isinstance(header, Mapping) or header.get("alg") != algorithm:
        raise TokenRefused(f"not signed with {algorithm}")
    return str(header.get("kid", ""))


def _check_parties(claims: Mapping[str, Any], expected: Expected) -> None:
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("another issuer")
    if not isinstance(named, list) or named != [expected.client_id]:
        raise TokenRefused("for another client")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise TokenRefused("issued to another client")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise TokenRefused("names nobody")


def _check_times(claims: Mapping[str, Any], at: int) -> None:
    ends, made = claims.get("exp"), claims.get("iat")
    if type(ends) is not int or type(made) is not int:
        raise TokenRefused("without times")
    if ends + LEEWAY < at:
        raise TokenRefused("run out")
    if made - LEEWAY > at or made + OLDEST < at:
        raise TokenRefused("not of now")
