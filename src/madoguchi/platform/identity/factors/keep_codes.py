# SPDX-License-Identifier: Apache-2.0
"""How does an account get an authenticator app, use its codes, and lose it?"""

from datetime import datetime

from django.db import transaction

from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto import fields
from madoguchi.platform.identity.factors.errors import code_refused
from madoguchi.platform.identity.factors.totp import find_step
from madoguchi.platform.identity.models import OneTimeCode, User

_PURPOSE = "identity.one-time-code"


def start_codes(
    *, user: User, secret: bytes, typed: str, actor: Actor, at: datetime
) -> OneTimeCode:
    """Keep the secret of an app that has just shown the right digits; replaces a former app.

    Raises:
        FactorRefused: the digits do not fit the secret, so nothing was set up.
    """
    step = find_step(secret, typed, at=at, after=0)
    if step is None:
        raise code_refused()
    with transaction.atomic():
        row, _ = OneTimeCode.objects.update_or_create(
            user=user,
            defaults={
                "secret": fields.encrypt(_PURPOSE, secret, aad=user.pk.bytes),
                "last_step": step,
                "created_at": at,
                "used_at": None,
            },
        )
        record(action="identity.codes.started", actor=actor, subject=user.ref, at=at)
    return row


def use_code(*, user: User, typed: str, at: datetime) -> None:
    """Check the digits of the account's app and use them up.

    The UPDATE asks again whether the step is new: of two requests with one code, one wins.

    Raises:
        FactorRefused: no app, wrong digits, or digits that were used.
    """
    row = OneTimeCode.objects.filter(user=user).first()
    if row is None:
        raise code_refused()
    secret = fields.decrypt(_PURPOSE, bytes(row.secret), aad=user.pk.bytes)
    step = find_step(secret, typed, at=at, after=row.last_step)
    if step is None or not OneTimeCode.objects.filter(user=user, last_step__lt=step).update(
        last_step=step, used_at=at
    ):
        raise code_refused()


def stop_codes(*, user: User, actor: Actor, at: datetime) -> bool:
    """Forget the app of an account; False if there was none."""
    with transaction.atomic():
        if not OneTimeCode.objects.filter(user=user).delete()[0]:
            return False
        record(action="identity.codes.stopped", actor=actor, subject=user.ref, at=at)
    return True
