# SPDX-License-Identifier: Apache-2.0
"""Who gets tokens from the twin? Only the registered client, with proof, once per code."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from time import time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError

from madoguchi.connectors.oidc_jpki.provider import PROTOCOL, REALM
from madoguchi.connectors.oidc_jpki.twin.people import HOLDERS
from madoguchi.connectors.oidc_jpki.twin.state import (
    CODE_LIFE,
    TOKEN_LIFE,
    Grant,
    Memory,
    Token,
    new_handle,
)

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION = 300


class Denied(Exception):
    """An OAuth error answer."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


def give_tokens(memory: Memory, form: Mapping[str, str]) -> dict[str, Any]:
    """The answer of the token endpoint. Raises Denied."""
    check_client(memory, form)
    if form.get("grant_type") == "client_credentials":
        return _give_own_token(memory)
    if form.get("grant_type") != "authorization_code":
        raise Denied("unsupported_grant_type")
    grant = _redeem(memory, form)
    access = new_handle()
    grant.token = access
    memory.tokens[access] = Token(
        grant.holder_id,
        grant.asked.scope,
        time() + TOKEN_LIFE,
        grant.asked.sign_transaction_id,
    )
    return {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE,
        "scope": grant.asked.scope,
        "id_token": sign_id_token(memory, grant),
    }


def _give_own_token(memory: Memory) -> dict[str, Any]:
    """A token for the client itself; it opens no person's data."""
    access = new_handle()
    memory.tokens[access] = Token("", "client", time() + TOKEN_LIFE)
    return {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_LIFE}


def check_client(memory: Memory, form: Mapping[str, str]) -> None:
    """The ``private_key_jwt`` assertion: signature, parties, times, never seen before."""
    if form.get("client_assertion_type") != _ASSERTION_TYPE:
        raise Denied("invalid_client", 401)
    try:
        assertion = jwt.decode(
            form.get("client_assertion", ""), memory.client.keys, algorithms=["ES256"]
        )
    except (JoseError, ValueError) as error:
        raise Denied("invalid_client", 401) from error
    claims, at = assertion.claims, time()
    named = {claims.get("iss"), claims.get("sub"), form.get("client_id")}
    ends, jti = claims.get("exp"), claims.get("jti")
    fits = named == {memory.client.client_id} and claims.get("aud") in _audiences(memory)
    if not isinstance(ends, int) or not isinstance(jti, str) or jti in memory.assertions:
        raise Denied("invalid_client", 401)
    if not fits or not at - 5 < ends < at + LONGEST_ASSERTION:
        raise Denied("invalid_client", 401)
    memory.assertions[jti] = float(ends) + 5


def _audiences(memory: Memory) -> set[str]:
    return {f"{memory.base}{PROTOCOL}/token"}


def _redeem(memory: Memory, form: Mapping[str, str]) -> Grant:
    grant = memory.grants.get(form.get("code", ""))
    if grant is None or grant.at + CODE_LIFE < time():
        raise Denied("invalid_grant")
    if grant.used:
        memory.tokens.pop(grant.token, None)
        raise Denied("invalid_grant")
    grant.used = True
    made = sha256(form.get("code_verifier", "").encode()).digest()
    challenge = urlsafe_b64encode(made).rstrip(b"=").decode()
    if not compare_digest(challenge, grant.asked.challenge):
        raise Denied("invalid_grant")
    if form.get("redirect_uri") != grant.asked.redirect_uri:
        raise Denied("invalid_grant")
    return grant


def sign_id_token(memory: Memory, grant: Grant) -> str:
    """The ID token of a grant."""
    at = int(time())
    claims = {
        "iss": memory.base + REALM,
        "aud": memory.client.client_id,
        "azp": memory.client.client_id,
        "sub": HOLDERS[grant.holder_id].sub_for(memory.client.client_id, memory.salt),
        "iat": at,
        "auth_time": at,
        "exp": at + TOKEN_LIFE,
        "nonce": grant.asked.nonce,
        "acr": grant.asked.acr,
    }
    header = {"alg": "ES256", "typ": "JWT", "kid": str(memory.key.kid)}
    return jwt.encode(header, claims, memory.key, algorithms=["ES256"])


def tell_person(memory: Memory, authorization: str) -> dict[str, str]:
    """The answer of the userinfo endpoint: only what the scope allows. Raises Denied."""
    token = find_token(memory, authorization)
    if not token.holder_id:
        raise Denied("insufficient_scope", 403)
    holder = HOLDERS[token.holder_id]
    told = {
        "name": holder.name,
        "address": holder.address,
        "birthdate": holder.birth,
        "gender": holder.gender,
    }
    allowed = set(token.scope.split())
    sub = holder.sub_for(memory.client.client_id, memory.salt)
    return {"sub": sub} | {key: value for key, value in told.items() if key in allowed}


def find_token(memory: Memory, authorization: str) -> Token:
    """What a bearer token stands for. Raises Denied."""
    token = memory.tokens.get(authorization.removeprefix("Bearer "))
    if token is None or token.until < time() or not authorization.startswith("Bearer "):
        raise Denied("invalid_token", 401)
    return token
