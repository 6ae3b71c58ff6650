# SPDX-License-Identifier: Apache-2.0
"""Is this application open to the person at the browser, and with which key are its notes read?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from madoguchi.engines.procedures.commands.record_reading import record_reading
from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.models.submission import opens, reply_key_of, secret_for
from madoguchi.engines.procedures.ports import NoteOpener
from madoguchi.engines.procedures.queries.submissions import get_submission
from madoguchi.engines.procedures.rules.refusals import ApplicationUnknown
from madoguchi.engines.procedures.web.browser_key import browser_key_of
from madoguchi.engines.procedures.web.holders import account_of, vault_for
from madoguchi.kernel.ids import SecretUnreadable, parse_secret
from madoguchi.platform.crypto.sealing import open_sealed
from madoguchi.platform.screens.policies import actor_on

COOKIE = "reply_secret"
FRESH = timedelta(hours=1)
"""How long the browser that filed sees its application, and the secret, without typing it."""


@dataclass(frozen=True, slots=True)
class SecretOpener:
    """Reads notes with the key that follows from the receipt secret."""

    receipt_number: str
    secret: str

    def __repr__(self) -> str:
        return f"<SecretOpener {self.receipt_number}>"

    def open(self, sealed: bytes, *, info: bytes, aad: bytes) -> bytes:
        """Open a sealed note; raises ``CryptoError`` where it is for another key."""
        key = reply_key_of(self.receipt_number, self.secret)
        return open_sealed(key, sealed, info=info, aad=aad)


@dataclass(frozen=True, slots=True)
class Access:
    """An application that is open to the person, with what reads its notes."""

    submission: Submission
    opener: NoteOpener | None
    secret: str | None = None

    @property
    def by_account(self) -> bool:
        """Whether a signed-in account opened it."""
        return self.secret is None

    @property
    def is_locked(self) -> bool:
        """Whether the account's vault has closed again, so that nothing can be read."""
        return self.by_account and self.opener is None


def open_submission(request: HttpRequest, submission_id: UUID, *, at: datetime) -> Access:
    """The application, if account, cookie or the filing browser itself opens it.

    Showing it (a GET) is a reading and written down.

    Raises:
        ApplicationUnknown: none of them does; also where it does not exist.
    """
    access = _access(request, get_submission(submission_id), at)
    if request.method == "GET":
        match = request.resolver_match
        page = match.url_name if match and match.url_name else ""
        record_reading(submission=access.submission, page=page, actor=actor_on(request), at=at)
    return access


def _access(request: HttpRequest, row: Submission, at: datetime) -> Access:
    if row.account and row.account == account_of(request):
        return Access(row, vault_for(request))
    for secret in (_typed_secret(request), _own_secret(request, row, at)):
        if secret and opens(row.receipt_number, secret, row.verifier):
            return Access(row, SecretOpener(row.receipt_number, secret), secret)
    raise ApplicationUnknown


def remember_secret(response: HttpResponseBase, secret: str, path: str) -> None:
    """Keep a secret that was typed in the browser, for the pages of this one application."""
    response.set_cookie(
        COOKIE,
        secret,
        path=path,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_secret(response: HttpResponseBase, path: str) -> None:
    """Take the secret out of the browser."""
    response.delete_cookie(COOKIE, path=path, samesite="Strict")


def _typed_secret(request: HttpRequest) -> str | None:
    try:
        return parse_secret(request.COOKIES.get(COOKIE, ""))
    except SecretUnreadable:
        return None


def _own_secret(request: HttpRequest, row: Submission, at: datetime) -> str | None:
    key = browser_key_of(request)
    if key is None or row.verifier is None or at > row.submitted_at + FRESH:
        return None
    return secret_for(key, row.draft_id)
