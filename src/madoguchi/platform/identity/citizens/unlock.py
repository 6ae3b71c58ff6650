# SPDX-License-Identifier: Apache-2.0
"""What happens to the vault when a password is given, set, changed or forgotten?"""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from madoguchi.platform.identity.citizens.cookie import hand_out, held_private_key
from madoguchi.platform.identity.citizens.keys import (
    create_key,
    find_key,
    open_key,
    public_of,
    replace_key,
    wrap_again,
)
from madoguchi.platform.identity.models import User


def unlock(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Open the vault with the password that was just checked, and hand the key to the browser.

    An account without a key gets one; a key that the right password does not open is replaced.
    """
    vault_key = _vault_key(user)
    private = open_key(user, vault_key) or replace_key(user, vault_key, at=at)
    hand_out(request, user, private)


def begin(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Give a new account its key pair; the password was just set."""
    hand_out(request, user, create_key(user, _vault_key(user), at=at))


def change_password(request: HttpRequest, user: User, password: str, *, at: datetime) -> None:
    """Set a new password and keep the vault where possible.

    Possible if the old password was just checked on ``user`` or this browser holds the key;
    otherwise (a forgotten password) the key pair is replaced and the fact announced.
    """
    with transaction.atomic():
        private = open_key(user, user.vault_key) if user.vault_key else None
        private = private or _held(request, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        vault_key = _vault_key(user)
        if private:
            wrap_again(user, private, vault_key)
        else:
            private = replace_key(user, vault_key, at=at)
    hand_out(request, user, private)


def _held(request: HttpRequest, user: User) -> bytes | None:
    private = held_private_key(request, user) if request.user == user else None
    row = find_key(user) if private else None
    return private if private and row and bytes(row.public) == public_of(private) else None


def _vault_key(user: User) -> bytes:
    if user.vault_key is None:
        raise ValueError("the password was not given in this request")
    return user.vault_key
