# SPDX-License-Identifier: Apache-2.0
"""How does the citizen's browser, and nothing else, keep the opened key between requests?

The cookie holds the private key, encrypted under a key of the zone: a stolen database shows only
keys wrapped by passwords, a stolen cookie only ciphertext. It is tied to the account, ends with the
browser session, and is worth nothing without the signed-in session beside it.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest, HttpResponseBase

from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.errors import CannotOpen
from madoguchi.platform.identity.models import User

COOKIE = "madoguchi_vault"
LONGEST = timedelta(hours=12)
_PURPOSE = "identity.vault-cookie"
_PENDING = "_identity_vault_cookie"
_VAULT = "_identity_vault"


def hand_out(request: HttpRequest, user: User, private: bytes) -> None:
    """Put the key into the cookie of the coming response; this request can use it at once."""
    request.__dict__[_PENDING] = write_cookie(user.pk, private, now())
    request.__dict__.pop(_VAULT, None)


def hand_out_decoy(request: HttpRequest) -> None:
    """A cookie that opens nothing: a sign-up with a known e-mail must look like any other."""
    request.__dict__[_PENDING] = write_cookie(new_id(), os.urandom(32), now())


def take_back(request: HttpRequest) -> None:
    """Remove the cookie with the coming response."""
    request.__dict__[_PENDING] = ""
    request.__dict__.pop(_VAULT, None)


def held_private_key(request: HttpRequest, user: User) -> bytes | None:
    """The private key that this browser holds for this account."""
    value = request.__dict__.get(_PENDING)
    if value is None:
        value = request.COOKIES.get(COOKIE, "")
    return read_cookie(value, user.pk, now()) if value else None


def write_cookie(user_id: UUID, private: bytes, at: datetime) -> str:
    """The cookie's value."""
    plain = int(at.timestamp()).to_bytes(8, "big") + private
    return urlsafe_b64encode(fields.encrypt(_PURPOSE, plain, aad=user_id.bytes)).decode()


def read_cookie(value: str, user_id: UUID, at: datetime) -> bytes | None:
    """The private key in a cookie; None if it is foreign, changed or older than twelve hours."""
    try:
        plain = fields.decrypt(_PURPOSE, urlsafe_b64decode(value), aad=user_id.bytes)
    except (CannotOpen, ValueError):
        return None
    made_at = datetime.fromtimestamp(int.from_bytes(plain[:8], "big"), UTC)
    return plain[8:] if made_at <= at + timedelta(minutes=5) and at - made_at <= LONGEST else None


def close_with_session() -> None:
    """Remove the cookie whenever somebody signs out."""
    user_logged_out.connect(_after_sign_out, dispatch_uid="identity.vault-cookie")


class VaultCookie:
    """Writes or removes the cookie that a view has asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        value = request.__dict__.get(_PENDING)
        if value:
            response.set_cookie(
                COOKIE,
                value,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                path="/",
            )
        elif value == "":
            response.delete_cookie(COOKIE, path="/", samesite="Lax")
        return response


def _after_sign_out(request: HttpRequest, **_: Any) -> None:
    take_back(request)
