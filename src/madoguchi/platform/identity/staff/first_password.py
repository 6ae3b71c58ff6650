# SPDX-License-Identifier: Apache-2.0
"""How long does a password work that somebody else made, and how does it become one's own?"""

from datetime import datetime, timedelta

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.models import StaffSignIn, User
from madoguchi.platform.identity.staff.session import close_others

LIFE = timedelta(days=7)


class FirstPasswordOver(Refusal):
    """The password that an administrator gave was not used in time."""

    code = "identity.first_password_over"
    status = 403


class SamePassword(Refusal):
    """The new password is the one that somebody else knows."""

    code = "identity.same_password"


def first_password_over() -> FirstPasswordOver:
    """The refusal, for who has typed the right one too late."""
    return FirstPasswordOver(
        text(
            "この仮パスワードは期限が切れました。所属の管理者に作り直しを頼んでください。",
            "This first password has expired. Ask the administrator of your section for a new one.",
            "このパスワードは もう つかえません。管理者に あたらしい パスワードを たのんでください。",
        ),
        next_step=text(
            "所属の管理者に、パスワードの作り直しを頼んでください。",
            "Ask the administrator of your section for a new password.",
            "管理者に たのんでください。",
        ),
    )


def choose_own_password(request: HttpRequest, user: User, password: str, *, at: datetime) -> None:
    """Replace one's password; this session goes on, every other one ends.

    Raises:
        SamePassword: it is the one that was there.
    """
    if user.check_password(password):
        raise SamePassword(
            text(
                "いまと同じパスワードは使えません。",
                "The new password is the one you have now.",
                "いまと おなじ パスワードは つかえません。",
            ),
            next_step=text("別のパスワードを決めてください。", "Choose another one."),
        )
    user.set_password(password)
    user.password_until = None
    before = request.session.session_key
    with transaction.atomic():
        user.save(update_fields=["password", "password_until"])
        close_others(user, keep=before, at=at)
        record(
            action="identity.staff.own_password_set", actor=actor_for(user), subject=user.ref, at=at
        )
    update_session_auth_hash(request, user)
    StaffSignIn.objects.filter(session_key=before).update(session_key=request.session.session_key)
