# SPDX-License-Identifier: Apache-2.0
"""How is an account of the office made, and how does its password change?"""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.factors.recovery import ALPHABET
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.names import normalise_login
from madoguchi.platform.identity.staff.session import close_others


class LoginTaken(Conflict):
    """Somebody has this login name already."""

    code = "identity.login_taken"


def make_password_text() -> str:
    """A first password that can be read out over a desk: five groups of four, 99 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(5))


def create_staff(
    *,
    login: str,
    display_name: str,
    password: str,
    email: str = "",
    password_until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> User:
    """Make an account for a member of staff; posts are given by ``organisation.appoint``.

    With ``password_until`` the password is a first one: it ends then, and opens one page only, on
    which the person chooses their own.
    """
    user = User(
        kind=User.Kind.STAFF,
        login=normalise_login(login),
        display_name=display_name,
        email=email,
        joined_at=at,
        password_until=password_until,
    )
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            record(action="identity.staff.created", actor=actor, subject=user.ref, at=at)
    except IntegrityError:
        raise LoginTaken(
            text("このログイン名は使われています。", "This login name is taken."),
            next_step=text("ほかの名前にしてください。", "Choose another name."),
        ) from None
    return user


def set_staff_password(
    *, user: User, password: str, until: datetime | None = None, actor: Actor, at: datetime
) -> None:
    """Give a member of staff a new password, a first one with ``until``; sessions end."""
    user.set_password(password)
    user.password_until = until
    with transaction.atomic():
        user.save(update_fields=["password", "password_until"])
        close_others(user, keep=None, at=at)
        record(action="identity.staff.password_set", actor=actor, subject=user.ref, at=at)
