# SPDX-License-Identifier: Apache-2.0
"""Which mail tells the holder of an account that a way to sign in was added, changed or removed?"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

from madoguchi.platform.identity.citizens.words import mail_words
from madoguchi.platform.identity.models import User
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

_log = logging.getLogger(__name__)
CHANGES = (
    "passkey_added",
    "passkey_removed",
    "totp_added",
    "totp_removed",
    "recovery_renewed",
    "recovery_used",
    "card_linked",
    "card_unlinked",
    "email_changed",
)


def tell_change(request: HttpRequest, user: User, change: str, *, to: tuple[str, ...] = ()) -> None:
    """Write to the account's address (or those given); a mail that cannot leave stops nothing."""
    what = say(f"identity.change.what.{change}", lang_of(request))
    for address in to or (user.email,):
        if address:
            _send(address, *mail_words("security_change", {"what": what}))


def _send(address: str, subject: str, body: str) -> None:
    try:
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except (OSError, SMTPException):
        _log.warning("identity: a notice of a changed account could not be sent")
