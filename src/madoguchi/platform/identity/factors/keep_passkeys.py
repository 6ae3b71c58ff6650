# SPDX-License-Identifier: Apache-2.0
"""How does an account get a passkey, use it and lose it?"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.factors.errors import passkey_refused
from madoguchi.platform.identity.factors.passkeys import (
    Held,
    NewPasskey,
    Site,
    check_known,
    credential_id_of,
)
from madoguchi.platform.identity.models import Passkey, User

MOST_PASSKEYS = 20


def held_by(user: User) -> list[Held]:
    """The passkeys of an account as the checks need them."""
    return [_held(row) for row in Passkey.objects.filter(user=user)]


def add_passkey(*, user: User, new: NewPasskey, name: str, actor: Actor, at: datetime) -> Passkey:
    """Keep a passkey that was checked (``check_new``). Refused: it belongs to an account already."""
    if Passkey.objects.filter(user=user).count() >= MOST_PASSKEYS:
        raise passkey_refused()
    row = Passkey(
        user=user,
        name=name[:60],
        credential_id=new.credential_id,
        material=new.material,
        sign_count=new.sign_count,
        transports=list(new.transports),
        is_backed_up=new.is_backed_up,
        created_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _record("identity.passkey.added", user, row, actor, at)
    except IntegrityError:
        raise passkey_refused() from None
    return row


def remove_passkey(*, user: User, passkey_id: UUID, actor: Actor, at: datetime) -> None:
    """Believe a passkey no more. Refused: the account has no such passkey."""
    with transaction.atomic():
        row = Passkey.objects.filter(user=user, pk=passkey_id).first()
        if row is None:
            raise NotFound(
                text(
                    "このパスキーは、もう登録されていません。",
                    "This passkey is not registered any more.",
                )
            )
        row.delete()
        row.pk = passkey_id
        _record("identity.passkey.removed", user, row, actor, at)


def use_passkey(
    *, site: Site, challenge: str, answer: str, kind: str, at: datetime, user: User | None = None
) -> User:
    """The account whose passkey has answered; ``kind`` as in ``User.Kind``.

    With ``user`` only that account's passkeys count. The caller writes the leaf of what follows.

    Raises:
        FactorRefused: unknown, of a closed account or of another kind, or the answer does not fit.
    """
    wanted = Q(credential_id=credential_id_of(answer), user__kind=kind, user__is_active=True)
    if user is not None:
        wanted &= Q(user=user)
    row = Passkey.objects.select_related("user").filter(wanted).first()
    if row is None:
        raise passkey_refused()
    shown = check_known(site, challenge=challenge, answer=answer, held=_held(row))
    if shown.user_handle is not None and shown.user_handle != row.user.pk.bytes:
        raise passkey_refused()
    changed = Passkey.objects.filter(pk=row.pk, sign_count=row.sign_count).update(
        sign_count=shown.sign_count, is_backed_up=shown.is_backed_up, used_at=at
    )
    if not changed:
        raise passkey_refused()
    owner: User = row.user
    return owner


def _held(row: Passkey) -> Held:
    return Held(
        credential_id=bytes(row.credential_id),
        material=bytes(row.material),
        sign_count=row.sign_count,
        transports=tuple(row.transports),
    )


def _record(action: str, user: User, row: Passkey, actor: Actor, at: datetime) -> None:
    record(
        action=action,
        actor=actor,
        subject=user.ref,
        at=at,
        detail={"passkey": str(row.pk), "backed_up": row.is_backed_up},
    )
