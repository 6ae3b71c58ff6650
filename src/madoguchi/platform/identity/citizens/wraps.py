# SPDX-License-Identifier: Apache-2.0
"""How do a passkey or a card open the vault, where no password is typed?

A passkey that yields a secret (the PRF extension of WebAuthn) wraps the private key with it: the
city holds nothing that opens. Everything else yields no secret; there a key that the city holds
wraps it, if the citizen has agreed, and rests under a key of the zone, away from what it wraps.
"""

import os
from uuid import UUID

from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.derive import derive
from madoguchi.platform.crypto.envelope import decrypt_with, encrypt_with
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.identity.models import AccountKey, CardLink, KeyWrap, Passkey, User

_PURPOSE = "identity.held-vault-key"
PRF_BYTES = 32


def wrap_by_secret(user: User, private: bytes, passkey: Passkey, secret: bytes) -> None:
    """Let a passkey open the vault with the secret that only it yields."""
    key = _living(user)
    KeyWrap.objects.update_or_create(
        key=key,
        passkey=passkey,
        defaults={
            "kind": KeyWrap.Kind.PRF,
            "wrapped": encrypt_with(_prf_key(secret), private, aad=_place(key)),
            "holder_key": None,
        },
    )


def wrap_by_held_key(
    user: User, private: bytes, *, passkey: Passkey | None = None, card: CardLink | None = None
) -> None:
    """Let a passkey or a card open the vault with a key that the city holds for it."""
    _hold(_living(user), private, passkey=passkey, card=card)


def open_by_secret(user: User, passkey: Passkey, secret: bytes) -> bytes | None:
    """The private key, if this passkey's secret opens it."""
    wrap = _find(user, passkey=passkey, kind=KeyWrap.Kind.PRF)
    return _unwrap(wrap, _prf_key(secret)) if wrap else None


def open_by_held_key(
    user: User, *, passkey: Passkey | None = None, card: CardLink | None = None
) -> bytes | None:
    """The private key, if the city holds a key for this passkey or card."""
    wrap = _find(user, passkey=passkey, card=card, kind=KeyWrap.Kind.HELD)
    if wrap is None:
        return None
    try:
        held = fields.decrypt(_PURPOSE, bytes(wrap.holder_key or b""), aad=_place(wrap.key))
    except CryptoError:
        return None
    return _unwrap(wrap, held)


def wrap_for_holders(user: User, old: AccountKey, private: bytes) -> None:
    """A new key pair: what the city may open anyway goes on to open it.

    The secret of a passkey is not at hand: its place stays empty until it is used once more.
    """
    living = _living(user)
    for wrap in KeyWrap.objects.filter(key=old).select_related("passkey", "card"):
        if wrap.kind == KeyWrap.Kind.HELD:
            _hold(living, private, passkey=wrap.passkey, card=wrap.card)
        else:
            KeyWrap.objects.create(
                key=living, passkey=wrap.passkey, kind=KeyWrap.Kind.PRF, wrapped=b""
            )
    KeyWrap.objects.filter(key=old).delete()


def opens_vault(user: User) -> dict[UUID, str]:
    """Id of a passkey or card → ``prf``, ``held`` or ``stale`` (to be used once more)."""
    rows = KeyWrap.objects.filter(key__user=user, key__replaced_at=None)
    found = [(row.passkey_id or row.card_id, row) for row in rows]
    return {holder: row.kind if bytes(row.wrapped) else "stale" for holder, row in found if holder}


def _hold(
    key: AccountKey, private: bytes, *, passkey: Passkey | None, card: CardLink | None
) -> None:
    held = os.urandom(32)
    KeyWrap.objects.update_or_create(
        key=key,
        passkey=passkey,
        card=card,
        defaults={
            "kind": KeyWrap.Kind.HELD,
            "wrapped": encrypt_with(held, private, aad=_place(key)),
            "holder_key": fields.encrypt(_PURPOSE, held, aad=_place(key)),
        },
    )


def _find(user: User, **conditions: object) -> KeyWrap | None:
    rows = KeyWrap.objects.filter(key__user=user, key__replaced_at=None, **conditions)
    return rows.select_related("key").first()


def _living(user: User) -> AccountKey:
    return AccountKey.objects.get(user=user, replaced_at=None)


def _unwrap(wrap: KeyWrap, opener: bytes) -> bytes | None:
    try:
        return decrypt_with(opener, bytes(wrap.wrapped), aad=_place(wrap.key))
    except CryptoError:
        return None


def _prf_key(secret: bytes) -> bytes:
    return derive(secret, "identity/vault-by-passkey")


def _place(key: AccountKey) -> bytes:
    return key.user_id.bytes + bytes(key.public)
