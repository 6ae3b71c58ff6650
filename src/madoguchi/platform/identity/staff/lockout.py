# SPDX-License-Identifier: Apache-2.0
"""Who has tried too often with one login name from one address?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.platform.crypto import fields
from madoguchi.platform.identity.models import FailedSignIns
from madoguchi.platform.identity.staff.names import normalise_login
from madoguchi.platform.identity.staff.rules import FORGOTTEN_AFTER, FREE_TRIES, choose_lock


@dataclass(frozen=True, slots=True)
class Try:
    """One counted try: whether it may go on, and what follows if it fails."""

    key: bytes
    allowed: bool
    locked_until: datetime | None
    tries_left: int


def count_try(*, login: str, address: str, at: datetime) -> Try:
    """Count a try before the password is looked at, so that many at once gain nothing."""
    key = fields.blind_index("identity.failed-sign-ins", f"{normalise_login(login)}|{address}")
    with transaction.atomic():
        FailedSignIns.objects.bulk_create(
            [FailedSignIns(key=key, last_at=at)], ignore_conflicts=True
        )
        row = FailedSignIns.objects.select_for_update().get(key=key)
        if row.locked_until and row.locked_until > at:
            return Try(key, allowed=False, locked_until=row.locked_until, tries_left=0)
        row.count = 1 if at - row.last_at >= FORGOTTEN_AFTER else row.count + 1
        lock = choose_lock(row.count)
        row.locked_until = at + lock if lock else None
        row.last_at = at
        row.save()
    left = max(0, FREE_TRIES - row.count)
    return Try(key, allowed=True, locked_until=row.locked_until, tries_left=left)


def forgive(tried: Try) -> None:
    """Forget the failures after the right password."""
    FailedSignIns.objects.filter(key=tried.key).delete()


def prune_failures(at: datetime) -> int:
    """Delete what no longer counts."""
    return FailedSignIns.objects.filter(last_at__lt=at - FORGOTTEN_AFTER).delete()[0]
