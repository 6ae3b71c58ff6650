# SPDX-License-Identifier: Apache-2.0
"""How is a citizen's account erased: keys first, at once, once, and for good?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import erase_subject, record
from madoguchi.platform.identity.events import AccountErased
from madoguchi.platform.identity.models import AccountKey, ErasedAccount, User


@dataclass(frozen=True, slots=True)
class Erased:
    """An account that was erased."""

    id: UUID
    erased_at: datetime


@transaction.atomic
def erase_account(*, user_id: UUID, actor: Actor, at: datetime) -> bool:
    """Erase a citizen's account with its vault and sessions; False where it is gone already.

    ``AccountErased`` is announced inside the transaction: whoever keeps something of the account
    lets it go with it. The wrapped key is overwritten before its row goes, and what was sealed to
    it can never be opened again. The audit log keeps a number and no name.
    """
    user = User.objects.select_for_update().filter(pk=user_id, kind=User.Kind.CITIZEN).first()
    known = ErasedAccount.objects.filter(pk=user_id).exists()
    if user is None and known:
        return False
    ref = f"identity:{user_id}"
    announce(AccountErased(user_ref=ref, at=at))
    if not known:
        ErasedAccount.objects.create(pk=user_id, erased_at=at)
    if user is not None:
        AccountKey.objects.filter(user=user).update(wrapped=b"")
        _end_sessions(user_id, at)
        user.delete()
    record(action=AccountErased.key, actor=actor, subject=ref, at=at)
    erase_subject(subject=ref, actor=actor, at=at, purpose="アカウントの削除")
    return user is not None


def list_erased() -> Iterator[Erased]:
    """Every account that was erased, for the register beside the backups."""
    for row in ErasedAccount.objects.order_by("erased_at").iterator():
        yield Erased(row.pk, row.erased_at)


def _end_sessions(user_id: UUID, at: datetime) -> None:
    """Every living session of the account; the others are removed by the clock."""
    living = Session.objects.filter(expire_date__gt=at)
    own = [
        row.session_key
        for row in living.iterator()
        if row.get_decoded().get(SESSION_KEY) == str(user_id)
    ]
    Session.objects.filter(session_key__in=own).delete()
