# SPDX-License-Identifier: Apache-2.0
"""Is an authorisation request well-formed, and what does the browser get back?"""

from collections.abc import Mapping
from time import time
from urllib.parse import urlencode

from madoguchi.connectors.oidc_jpki.provider import REALM
from madoguchi.connectors.oidc_jpki.twin.people import HOLDERS, PIN, SIGN_PIN, Holder
from madoguchi.connectors.oidc_jpki.twin.state import Asked, Grant, Memory, new_handle

KNOWN_SCOPES = {"openid", "name", "address", "birthdate", "gender", "sign"}
TRIES = 3


class BadClient(Exception):
    """Client or return address is not registered: the browser is not sent back anywhere."""


class BadRequest(Exception):
    """The request breaks a rule; the browser returns with the error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error, self.description = error, description


def take_request(memory: Memory, query: Mapping[str, str]) -> str:
    """Check a request and give it a handle. Raises BadClient or BadRequest."""
    if query.get("client_id") != memory.client.client_id:
        raise BadClient("client_id")
    if query.get("redirect_uri") not in memory.client.redirect_uris:
        raise BadClient("redirect_uri")
    _check(query)
    if query.get("sign_transaction_id", "") not in {"", *memory.transactions}:
        raise BadRequest("invalid_request", "sign_transaction_id")
    handle = new_handle()
    memory.forget_old()
    memory.asked[handle] = Asked(
        redirect_uri=query["redirect_uri"],
        scope=query["scope"],
        state=query["state"],
        nonce=query["nonce"],
        challenge=query["code_challenge"],
        acr=query.get("acr_values", ""),
        sign_transaction_id=query.get("sign_transaction_id", ""),
        at=time(),
    )
    return handle


def _check(query: Mapping[str, str]) -> None:
    if query.get("response_type") != "code":
        raise BadRequest("unsupported_response_type", "code only")
    scopes = set(query.get("scope", "").split())
    if "openid" not in scopes or not scopes <= KNOWN_SCOPES:
        raise BadRequest("invalid_scope", "scope")
    for name in ("state", "nonce"):
        value = query.get(name, "")
        if not 1 <= len(value) <= 255 or not (value.isascii() and value.isprintable()):
            raise BadRequest("invalid_request", name)
    if query.get("code_challenge_method") != "S256":
        raise BadRequest("invalid_request", "code_challenge_method")
    if not 1 <= len(query.get("code_challenge", "")) <= 128:
        raise BadRequest("invalid_request", "code_challenge")
    if ("sign" in scopes) != bool(query.get("sign_transaction_id")):
        raise BadRequest("invalid_request", "sign_transaction_id")


def answer_url(memory: Memory, redirect_uri: str, values: Mapping[str, str]) -> str:
    """Where the browser goes with the answer."""
    return f"{redirect_uri}?{urlencode({**values, 'iss': memory.base + REALM})}"


def hold_card(memory: Memory, handle: str, form: Mapping[str, str]) -> str | None:
    """What the phone reports. Gives the address to return to; None: wrong PIN, try again."""
    asked = memory.asked.get(handle)
    if asked is None:
        raise BadClient("request")
    holder = HOLDERS.get(form.get("holder", ""))
    if form.get("do") == "cancel":
        return _stop(memory, handle, "user_cancelled")
    if form.get("do") == "time_out":
        return _stop(memory, handle, "timed_out")
    signs = bool(asked.sign_transaction_id)
    if holder is None or form.get("pin") != (SIGN_PIN if signs else PIN):
        asked.wrong_pins += 1
        return _stop(memory, handle, "pin_locked") if asked.wrong_pins >= TRIES else None
    if holder.state != "good":
        return _stop(memory, handle, f"certificate_{holder.state}")
    del memory.asked[handle]
    if signs:
        _note_signer(memory, asked, holder)
    code = new_handle()
    memory.grants[code] = Grant(asked, holder.id, time())
    return answer_url(memory, asked.redirect_uri, {"code": code, "state": asked.state})


def _note_signer(memory: Memory, asked: Asked, holder: Holder) -> None:
    transaction = memory.transactions.get(asked.sign_transaction_id)
    if transaction is None or transaction.holder_id:
        raise BadClient("sign_transaction_id")
    transaction.holder_id = holder.id


def _stop(memory: Memory, handle: str, description: str) -> str:
    asked = memory.asked.pop(handle)
    values = {
        "error": "access_denied",
        "error_description": description,
        "state": asked.state,
    }
    return answer_url(memory, asked.redirect_uri, values)
