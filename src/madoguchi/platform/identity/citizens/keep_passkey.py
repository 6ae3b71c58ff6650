# SPDX-License-Identifier: Apache-2.0
"""What does a citizen's passkey do for the vault when it is added, and when it goes?"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.citizens.card_refusals import LastWayIn
from madoguchi.platform.identity.citizens.ways import drop_useless_recovery, has_other_way
from madoguchi.platform.identity.citizens.wraps import wrap_by_held_key, wrap_by_secret
from madoguchi.platform.identity.factors.api import add_passkey, remove_passkey
from madoguchi.platform.identity.factors.passkeys import NewPasskey
from madoguchi.platform.identity.models import User

Opens = Literal["prf", "held", "none"]


def keep_passkey(
    *,
    user: User,
    new: NewPasskey,
    name: str,
    private: bytes | None,
    secret: bytes | None,
    hold: bool,
    at: datetime,
) -> Opens:
    """Add a passkey; how it opens the vault: by its own secret, by a key we hold, or not at all.

    We hold a key only where the citizen has agreed (``hold``) and the passkey yields no secret.
    """
    actor = actor_for(user)
    with transaction.atomic():
        passkey = add_passkey(user=user, new=new, name=name, actor=actor, at=at)
        opens: Opens = "none"
        if private is not None and secret is not None:
            wrap_by_secret(user, private, passkey, secret)
            opens = "prf"
        elif private is not None and hold:
            wrap_by_held_key(user, private, passkey=passkey)
            opens = "held"
        record(
            action="identity.passkey.vault",
            actor=actor,
            subject=user.ref,
            at=at,
            detail={"passkey": str(passkey.pk), "opens": opens},
        )
    return opens


def let_passkey_go(*, user: User, passkey_id: UUID, at: datetime) -> None:
    """Remove a passkey with its way into the vault.

    Raises:
        NotFound: the account has no such passkey.
        LastWayIn: nobody could sign in any more.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(id=user.id)
        if not has_other_way(user, without=passkey_id):
            raise LastWayIn
        remove_passkey(user=user, passkey_id=passkey_id, actor=actor_for(user), at=at)
        drop_useless_recovery(user)
