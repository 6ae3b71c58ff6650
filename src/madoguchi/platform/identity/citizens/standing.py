# SPDX-License-Identifier: Apache-2.0
"""A new key: does the office seal to it what was written before, and what may the page say?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.key_proofs import number_of_key
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.models import AccountKey, User

_KEPT = "_identity_key_standing"


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """What a citizen is told of a new key; ``state`` is ``waiting``, ``confirmed`` or ``refused``."""

    state: str
    number: str
    created_at: datetime
    settled_at: datetime | None


def key_awaits_office(*, key_id: UUID) -> None:
    """There are applications under the former key: the office is asked about the new one."""
    AccountKey.objects.filter(id=key_id).update(standing=AccountKey.Standing.WAITING)


def settle_key(*, key_id: UUID, user_ref: str, outcome: str, at: datetime) -> bool:
    """Take the office's answer over; an answer about a key that is no longer in use says nothing."""
    with transaction.atomic():
        row = AccountKey.objects.select_for_update().filter(id=key_id, replaced_at=None).first()
        if row is None or f"identity:{row.user_id}" != user_ref or row.standing == outcome:
            return False
        row.standing, row.standing_at = outcome, at
        row.save(update_fields=["standing", "standing_at"])
        record(
            action=f"identity.account_key.{outcome}",
            actor=SYSTEM,
            subject=user_ref,
            at=at,
        )
    return True


def key_standing_of(request: HttpRequest) -> KeyStanding | None:
    """What the signed-in citizen is told of a new key; None where nothing is to be told."""
    user = request.user
    if not isinstance(user, User) or user.is_staff:
        return None
    if _KEPT not in request.__dict__:
        request.__dict__[_KEPT] = read_standing(user)
    standing: KeyStanding | None = request.__dict__[_KEPT]
    return standing


def read_standing(user: User) -> KeyStanding | None:
    """The standing of an account's living key."""
    row = AccountKey.objects.filter(user=user, replaced_at=None).exclude(standing="").first()
    if row is None:
        return None
    number = number_of_key(bytes(row.public))
    return KeyStanding(row.standing, number, row.created_at, row.standing_at)
