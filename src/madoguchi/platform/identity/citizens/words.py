# SPDX-License-Identifier: Apache-2.0
"""What do the citizen's forms and mails say, in the reader's language?"""

from collections.abc import Mapping
from typing import Any

from allauth.core import context
from django.urls import reverse

from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

_CODES = (
    "account_inactive",
    "duplicate_email",
    "email_password_mismatch",
    "email_taken",
    "enter_current_password",
    "incorrect_code",
    "incorrect_password",
    "invalid_login",
    "invalid_or_expired_key",
    "invalid_password_reset",
    "rate_limited",
    "same_as_current",
    "too_many_login_attempts",
    "unknown_email",
    "unverified_primary_email",
)
_NOTICES = {"password_changed", "password_reset", "security_change", "email_taken_notice"}


def lang_now() -> str:
    """The language of the person whose request is being answered."""
    return lang_of(context.request)


class _Words(Mapping[str, str]):
    """allauth's messages by code, looked up when they are shown."""

    def __getitem__(self, code: str) -> str:
        if code not in _CODES:
            raise KeyError(code)
        return say(f"identity.error.{code}", lang_now())

    def __iter__(self) -> Any:
        return iter(_CODES)

    def __len__(self) -> int:
        return len(_CODES)


ERROR_WORDS = _Words()


def mail_words(kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of a mail such as ``email_confirmation_signup``."""
    lang, city = lang_now(), current_city()
    known = {
        "code": values.get("code", ""),
        "what": values.get("what", ""),
        "account": _address("account_email"),
        "city": city.name.pick(lang),
        "hall": say("screens.hall", lang, city=city.name.pick(lang)),
        "telephone": city.telephone,
        "sign_up": _address("account_signup"),
        "reset": _address("account_reset_password"),
    }
    foot = say(
        "identity.mail.foot_notice" if kind in _NOTICES else "identity.mail.foot", lang, **known
    )
    body = say(f"identity.mail.{kind}.body", lang, **known)
    return say(f"identity.mail.{kind}.subject", lang, **known), f"{body}\n\n{foot}\n"


def _address(name: str) -> str:
    return str(context.request.build_absolute_uri(reverse(name)))
