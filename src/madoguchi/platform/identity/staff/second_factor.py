# SPDX-License-Identifier: Apache-2.0
"""Must this person show a second factor, and which ones do they have?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from madoguchi.platform.identity.factors.api import OneTimeCode, Passkey, count_recovery
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.rules import choose_level


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has besides its password."""

    passkeys: int
    codes: bool
    recovery: int

    @property
    def any(self) -> bool:
        """Whether there is one to ask for; recovery codes stand in for a lost one only."""
        return bool(self.passkeys or self.codes)


def level_for(user: User, roles: Iterable[str]) -> str:
    """``none``, ``offered`` or ``required``: the strictest of city, roles and person."""
    by_role = settings.STAFF_SECOND_FACTOR_ROLES
    return choose_level(
        settings.STAFF_SECOND_FACTOR,
        (by_role[role] for role in roles if role in by_role),
        of_person=user.needs_second_factor,
    )


def factors_of(user: User) -> Factors:
    """The second factors that an account has."""
    return Factors(
        passkeys=Passkey.objects.filter(user=user).count(),
        codes=OneTimeCode.objects.filter(user=user).exists(),
        recovery=count_recovery(user),
    )
