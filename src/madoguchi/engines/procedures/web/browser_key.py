# SPDX-License-Identifier: Apache-2.0
"""Which key does this browser hold? A random cookie that the portal never stores."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from madoguchi.engines.procedures.rules.content import DRAFT_LIFE

COOKIE = "draft_key"
_BYTES = 32


def browser_key_of(request: HttpRequest) -> bytes | None:
    """The key in the cookie; None where there is none, or it is damaged."""
    try:
        key = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except (Error, ValueError):
        return None
    return key if len(key) == _BYTES else None


def new_browser_key() -> bytes:
    """A fresh key for a browser."""
    return os.urandom(_BYTES)


def remember_browser_key(response: HttpResponseBase, key: bytes) -> None:
    """Put the key into the browser for as long as a draft lives."""
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(key).decode("ascii"),
        max_age=int(DRAFT_LIFE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_browser_key(response: HttpResponseBase) -> None:
    """Take the key out of the browser."""
    response.delete_cookie(COOKIE, samesite="Lax")
