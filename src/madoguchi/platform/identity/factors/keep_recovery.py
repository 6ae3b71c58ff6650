# SPDX-License-Identifier: Apache-2.0
"""How does an account get recovery codes, and how is one used once?"""

from datetime import datetime

from django.db import transaction

from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.factors.errors import recovery_refused
from madoguchi.platform.identity.factors.recovery import clean_code, digest_of, make_codes
from madoguchi.platform.identity.models import RecoveryCode, User


def renew_recovery(*, user: User, actor: Actor, at: datetime) -> list[str]:
    """New codes, to be shown once; the former ones are void."""
    codes = make_codes()
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=digest_of(user.ref, code), created_at=at)
            for code in codes
        )
        record(
            action="identity.recovery.renewed",
            actor=actor,
            subject=user.ref,
            at=at,
            detail={"codes": len(codes)},
        )
    return codes


def use_recovery(*, user: User, typed: str, actor: Actor, at: datetime) -> int:
    """Use one code up; how many are left.

    Raises:
        FactorRefused: not one of those left.
    """
    if not clean_code(typed):
        raise recovery_refused()
    with transaction.atomic():
        used = RecoveryCode.objects.filter(
            user=user, digest=digest_of(user.ref, typed), used_at=None
        ).update(used_at=at)
        if not used:
            raise recovery_refused()
        left = count_recovery(user)
        record(
            action="identity.recovery.used",
            actor=actor,
            subject=user.ref,
            at=at,
            detail={"left": left},
        )
    return left


def count_recovery(user: User) -> int:
    """How many codes are left."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
