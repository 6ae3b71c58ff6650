# SPDX-License-Identifier: Apache-2.0
"""Who may still try a password, so that guessing is slow and neighbours and owners get in?

A browser that has signed in to an account before is known to it (a cookie under a key of the
zone) and counts by itself: whoever guesses from elsewhere cannot lock the owner out. Strangers
count per account and address, per account, and per address; the last is generous, because
thousands of people may share one.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase

from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.errors import CannotOpen
from madoguchi.platform.guard.api import Limit, Taken, TooMany, address_of, forgive, take
from madoguchi.platform.identity.citizens.words import lang_now

COOKIE = "known_browser"
KNOWN_FOR = timedelta(days=180)
HERE = Limit(name="sign-in.account-and-address", free=5, window=timedelta(hours=24))
ACCOUNT = Limit(name="sign-in.account", free=50, window=timedelta(hours=1))
ADDRESS = Limit(name="sign-in.address", free=300, window=timedelta(minutes=10))
BROWSER = Limit(name="sign-in.browser", free=10, window=timedelta(hours=24))
_PURPOSE = "identity.known-browser"
_TAKEN = "_identity_try"


def count_try(request: HttpRequest, email: str, *, at: datetime) -> None:
    """Count a try with an account.

    Raises:
        ValidationError: too many; it says how long to wait, and the page shows it.
    """
    account = email.strip().lower()
    if browser := known_browser(request, account, at=at):
        limits = {BROWSER: browser}
    else:
        address = address_of(request)
        limits = {HERE: f"{account}|{address}", ACCOUNT: account, ADDRESS: address}
    taken = take(limits, at=at)
    if not taken.allowed:
        raise ValidationError(TooMany(taken.wait).message.pick(lang_now()), "too_many_tries")
    request.__dict__[_TAKEN] = taken


def forgive_try(request: HttpRequest, *, at: datetime) -> None:
    """The password was right: the try does not count."""
    taken = request.__dict__.pop(_TAKEN, None)
    if isinstance(taken, Taken):
        forgive(taken, at=at)


def known_browser(request: HttpRequest, account: str, *, at: datetime) -> str | None:
    """What this browser counts under, if it has signed in to this account in half a year."""
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        plain = fields.decrypt(_PURPOSE, sealed, aad=account.encode())
    except (CannotOpen, ValueError):
        return None
    made_at = datetime.fromtimestamp(int.from_bytes(plain[:8], "big"), UTC)
    return plain[8:].hex() if at - made_at <= KNOWN_FOR else None


def remember_browser(response: HttpResponseBase, email: str, *, at: datetime) -> None:
    """Give the browser its cookie; it says nothing to anybody but this zone."""
    plain = int(at.timestamp()).to_bytes(8, "big") + os.urandom(16)
    sealed = fields.encrypt(_PURPOSE, plain, aad=email.strip().lower().encode())
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(sealed).decode(),
        max_age=int(KNOWN_FOR.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )
