# SPDX-License-Identifier: Apache-2.0
"""Who works here, how do they sign in, and where do they live?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from madoguchi.platform.identity.models import (
    EmergencyAccount,
    OneTimeCode,
    StaffProfile,
    StaffSignIn,
    User,
)
from madoguchi.platform.identity.staff.manage import address_in
from madoguchi.platform.identity.staff.names import normalise_login
from madoguchi.platform.identity.staff.session import still_open


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff in a list."""

    user: User
    passkeys: int
    codes: bool
    sessions: int
    emergency: bool

    @property
    def has_second(self) -> bool:
        """Whether a second factor is registered."""
        return bool(self.passkeys or self.codes)


def list_staff(
    word: str = "", *, at: datetime, first: int = 0, size: int | None = None
) -> list[StaffRow]:
    """Staff whose name or login holds a word, by login name; one query."""
    rows = _found(word).annotate(
        passkey_count=Count("passkeys", distinct=True),
        session_count=Subquery(
            StaffSignIn.objects.filter(still_open(at), user=OuterRef("pk"))
            .values("user")
            .annotate(n=Count("pk"))
            .values("n")
        ),
        has_codes=Exists(OneTimeCode.objects.filter(user=OuterRef("pk"))),
        is_emergency=Exists(EmergencyAccount.objects.filter(user=OuterRef("pk"))),
    )
    chosen = rows[first : first + size] if size else rows
    return [
        StaffRow(
            user, user.passkey_count, user.has_codes, user.session_count or 0, user.is_emergency
        )
        for user in chosen
    ]


def count_staff(word: str = "") -> int:
    """How many there are."""
    return _found(word).count()


def find_staff(staff_id: UUID) -> User | None:
    """A member of staff by the account's id."""
    return User.objects.filter(pk=staff_id, kind=User.Kind.STAFF).first()


def find_staff_by_login(login: str) -> User | None:
    """A member of staff by login name, however it is typed."""
    return User.objects.filter(login=normalise_login(login), kind=User.Kind.STAFF).first()


def list_open_sessions(user: User, at: datetime) -> list[StaffSignIn]:
    """Where a person is signed in."""
    return list(StaffSignIn.objects.filter(still_open(at), user=user).order_by("-seen_at")[:50])


def home_addresses(refs: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Reference → name and home address of the staff who have given one."""
    ids = [UUID(ref.removeprefix("identity:")) for ref in refs if ref.startswith("identity:")]
    profiles = StaffProfile.objects.select_related("user").filter(
        user__in=ids, address__isnull=False
    )
    return {one.user.ref: (one.user.display_name, address_in(one)) for one in profiles}


def _found(word: str) -> QuerySet[User]:
    rows = User.objects.filter(kind=User.Kind.STAFF).order_by("login")
    for part in word.split():
        rows = rows.filter(Q(login__icontains=part) | Q(display_name__icontains=part))
    return rows
