# SPDX-License-Identifier: Apache-2.0
"""How does a citizen's key pair begin, open, follow a new password, and end?"""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.envelope import decrypt_with, encrypt_with
from madoguchi.platform.crypto.errors import CannotOpen
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.citizens.wraps import wrap_for_holders
from madoguchi.platform.identity.events import AccountKeyReplaced
from madoguchi.platform.identity.models import AccountKey, User


def create_key(user: User, vault_key: bytes | None, *, at: datetime) -> bytes:
    """Give an account its key pair; returns the private key. Call it in a transaction.

    Without a vault key (an account made by card has no password) only a card or passkey opens it.
    """
    private = X25519PrivateKey.generate()
    public = public_of(private.private_bytes_raw())
    wrapped = _wrap(private, user, vault_key) if vault_key else b""
    AccountKey.objects.create(user=user, public=public, wrapped=wrapped, created_at=at)
    return private.private_bytes_raw()


def open_key(user: User, vault_key: bytes) -> bytes | None:
    """The private key, if the account has one that this vault key unwraps."""
    row = find_key(user)
    if row is None:
        return None
    try:
        return decrypt_with(vault_key, bytes(row.wrapped), aad=_place(user, bytes(row.public)))
    except CannotOpen:
        return None


def wrap_again(user: User, private: bytes, vault_key: bytes) -> None:
    """Follow a new password: the same key pair, wrapped anew."""
    key = X25519PrivateKey.from_private_bytes(private)
    AccountKey.objects.filter(user=user, replaced_at=None, public=public_of(private)).update(
        wrapped=_wrap(key, user, vault_key)
    )


def replace_key(user: User, vault_key: bytes, *, at: datetime) -> bytes:
    """Give up the old key pair, which nobody can open any more, and make a new one.

    Announces AccountKeyReplaced, so that the office can be asked to send again.
    """
    with transaction.atomic():
        old = AccountKey.objects.select_for_update().filter(user=user, replaced_at=None).first()
        if old is None:
            return create_key(user, vault_key, at=at)
        old.wrapped, old.replaced_at = b"", at
        old.save(update_fields=["wrapped", "replaced_at"])
        private = create_key(user, vault_key, at=at)
        wrap_for_holders(user, old, private)
        record(
            action="identity.account_key.replaced",
            actor=actor_for(user),
            subject=user.ref,
            at=at,
        )
        announce(
            AccountKeyReplaced(
                user_ref=user.ref,
                key_id=AccountKey.objects.values_list("id", flat=True).get(
                    user=user, replaced_at=None
                ),
                old_public=bytes(old.public),
                new_public=public_of(private),
                at=at,
            )
        )
    return private


def find_key(user: User) -> AccountKey | None:
    """The living key pair of an account."""
    return AccountKey.objects.filter(user=user, replaced_at=None).first()


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _wrap(private: X25519PrivateKey, user: User, vault_key: bytes) -> bytes:
    raw = private.private_bytes_raw()
    return encrypt_with(vault_key, raw, aad=_place(user, public_of(raw)))


def _place(user: User, public: bytes) -> bytes:
    return user.pk.bytes + public
