# SPDX-License-Identifier: Apache-2.0
"""Is it really the account's holder who presses a button that cannot be undone?"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.citizens.tries import count_try, forgive_try
from madoguchi.platform.identity.models import User

FRESH = timedelta(minutes=10)
_RECORDS = "account_authentication_methods"
"""Where django-allauth keeps when and how somebody has shown who it is."""


class NotConfirmed(NotAllowed):
    """The password was wrong, was tried too often, or another proof is too long ago."""

    code = "account.not_confirmed"
    status = 422


def asks_password(user: User) -> bool:
    """Whether the holder is asked for a password; who has none has shown another proof before."""
    return user.has_usable_password()


def confirm_holder(request: HttpRequest, user: User, password: str, *, at: datetime) -> None:
    """Check the password (slowly, and only so often), or that another proof is fresh.

    Raises:
        NotConfirmed: see there.
    """
    if not asks_password(user):
        if not _is_fresh(request, at):
            raise NotConfirmed(
                text(
                    "本人であることを、もう一度確かめてください。",
                    "Please show once more that it is you.",
                    "もういちど、あなただと たしかめます。",
                )
            )
        return
    try:
        count_try(request, user.email, at=at)
    except ValidationError as problem:
        words = " ".join(problem.messages)
        raise NotConfirmed(text(words, words, words)) from None
    if not user.check_password(password):
        raise NotConfirmed(
            text(
                "パスワードが違います。もう一度入れてください。",
                "The password is not right. Please enter it again.",
                "パスワードが ちがいます。もういちど 入れてください。",
            )
        )
    forgive_try(request, at=at)


def _is_fresh(request: HttpRequest, at: datetime) -> bool:
    records = request.session.get(_RECORDS) or [{}]
    last = records[-1].get("at")
    return isinstance(last, int | float) and abs(at.timestamp() - last) <= FRESH.total_seconds()
