# SPDX-License-Identifier: Apache-2.0
"""Has this one-time value been used before? A unique row decides, also between two at once."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from madoguchi.platform.identity.models import SpentValue


def spend(purpose: str, value: str, *, until: datetime) -> bool:
    """Use a value up; False if somebody has. After ``until`` it must be void by its own time."""
    digest = sha256(f"{purpose}\0{value}".encode()).digest()
    try:
        with transaction.atomic():
            SpentValue.objects.create(digest=digest, until=until)
    except IntegrityError:
        return False
    return True


def prune_spent(at: datetime) -> int:
    """Forget values whose own time is over."""
    return SpentValue.objects.filter(until__lt=at).delete()[0]
