# SPDX-License-Identifier: Apache-2.0
"""In which ways can a citizen sign in, and what is left if one goes?"""

from uuid import UUID

from madoguchi.platform.identity.models import CardLink, OneTimeCode, Passkey, RecoveryCode, User


def has_password(user: User) -> bool:
    """Whether there is a password, with an e-mail address to go with it."""
    return bool(user.email) and user.has_usable_password()


def has_other_way(user: User, *, without: UUID) -> bool:
    """Whether somebody could still sign in without this card or passkey."""
    return (
        has_password(user)
        or CardLink.objects.filter(user=user).exclude(id=without).exists()
        or Passkey.objects.filter(user=user).exclude(id=without).exists()
    )


def has_second_factor(user: User) -> bool:
    """Whether the password alone is not enough: an app or a passkey was added."""
    return (
        OneTimeCode.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()
    )


def drop_useless_recovery(user: User) -> None:
    """Without app and passkey there is nothing that recovery codes could stand in for."""
    if not has_second_factor(user):
        RecoveryCode.objects.filter(user=user).delete()
