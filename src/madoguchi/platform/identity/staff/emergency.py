# SPDX-License-Identifier: Apache-2.0
"""How is the emergency account sealed, opened with an alarm, and over after a few hours?"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from madoguchi.kernel.actors import GUEST, Actor
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.factors.recovery import ALPHABET
from madoguchi.platform.identity.models import EmergencyAccount, User
from madoguchi.platform.identity.staff.alarm import tell_of_emergency
from madoguchi.platform.identity.staff.create import create_staff
from madoguchi.platform.identity.staff.lockout import forgive
from madoguchi.platform.identity.staff.manage import end_sessions
from madoguchi.platform.identity.staff.names import normalise_login
from madoguchi.platform.identity.staff.session import begin_session
from madoguchi.platform.identity.staff.sign_in import count

GROUPS, GROUP_LETTERS = 8, 4
"""32 characters of 31: 158 bits, in groups that can be typed from paper."""
LONGEST_HOURS = 12


class SealedNot(Refusal):
    """There is no such sealed account, the passphrase is wrong, or its hours are over."""

    code = "identity.emergency_refused"


class OrdinaryAccount(Refusal):
    """The name belongs to a person; an emergency account has a name of its own."""

    code = "identity.not_an_emergency_account"


@dataclass(frozen=True, slots=True)
class Alarm:
    """An emergency account whose seal is broken."""

    login: str
    opened_at: datetime
    ends_at: datetime
    reason: str


def seal_emergency(
    *, login: str, name: str, hours: int, told: Sequence[str], actor: Actor, at: datetime
) -> tuple[User, str]:
    """Make an emergency account, or seal it again after use; the new passphrase, told once."""
    if not 1 <= hours <= LONGEST_HOURS:
        raise ValueError(f"between 1 and {LONGEST_HOURS} hours")
    passphrase = make_passphrase()
    with transaction.atomic():
        user = User.objects.filter(kind=User.Kind.STAFF, login=normalise_login(login)).first()
        if user is None:
            user = create_staff(
                login=login, display_name=name, password=passphrase, actor=actor, at=at
            )
        elif not EmergencyAccount.objects.filter(user=user).exists():
            raise OrdinaryAccount(
                text("これは職員個人のアカウントです。", "This account belongs to a person."),
                next_step=text(
                    "緊急用には、別のログイン名を使ってください。",
                    "Use a login name of its own for emergencies.",
                ),
            )
        else:
            end_sessions(user=user, reason="sealed again", actor=actor, at=at)
            user.set_password(passphrase)
            user.is_active = True
            user.save(update_fields=["password", "is_active"])
        EmergencyAccount.objects.update_or_create(
            user=user,
            defaults={
                "hours": hours,
                "told": list(told),
                "sealed_at": at,
                "opened_at": None,
                "ends_at": None,
                "reason": "",
            },
        )
        record(
            action="identity.emergency.sealed",
            actor=actor,
            subject=user.ref,
            at=at,
            detail={"hours": hours, "told": len(told)},
        )
    return user, passphrase


def open_emergency(
    request: HttpRequest, *, login: str, passphrase: str, reason: str, at: datetime
) -> User:
    """Break the seal: sign in for a few hours, with an alarm to all who were named.

    Raises:
        SealedNot: which of name, passphrase and time is wrong is not told.
        LockedOut: too many wrong tries.
    """
    tried = count(f"emergency:{login}", request, at)
    user = User.objects.filter(kind=User.Kind.STAFF, login=normalise_login(login)).first()
    right = (user or User()).check_password(clean_passphrase(passphrase))
    with transaction.atomic():
        row = (
            EmergencyAccount.objects.select_for_update().filter(user=user).first()
            if user and right and user.is_active
            else None
        )
        if row is None or user is None or (row.ends_at and at >= row.ends_at):
            _record_refusal(user if row else None, at)
        else:
            _break_seal(row, user, reason, at)
    if row is None or user is None or row.ends_at is None or at >= row.ends_at:
        raise _refused()
    forgive(tried)
    begin_session(request, user, factors=["password", "emergency"], at=at, until=row.ends_at)
    return user


def open_alarms() -> list[Alarm]:
    """Emergency accounts that were opened and not sealed again since."""
    rows = EmergencyAccount.objects.select_related("user").exclude(opened_at=None)
    return [
        Alarm(row.user.get_username(), row.opened_at, row.ends_at, row.reason)
        for row in rows
        if row.opened_at and row.ends_at
    ]


def make_passphrase() -> str:
    """A passphrase for the safe, such as ``k7mp-2xrt-…`` in eight groups."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS)
    )


def clean_passphrase(typed: str) -> str:
    """As it was printed, however it was typed: half width, lower case, groups of four."""
    letters = "".join(c for c in normalise_login(typed) if c.isalnum())
    parts = [letters[i : i + GROUP_LETTERS] for i in range(0, len(letters), GROUP_LETTERS)]
    return "-".join(parts)


def _break_seal(row: EmergencyAccount, user: User, reason: str, at: datetime) -> None:
    if row.opened_at is None or row.ends_at is None:
        row.opened_at, row.reason = at, reason.strip()[:300]
        row.ends_at = at + timedelta(hours=row.hours)
        row.save()
    record(
        action="identity.emergency.opened",
        actor=actor_for(user),
        subject=user.ref,
        at=at,
        detail={"until": row.ends_at.isoformat()},
        purpose=reason.strip()[:300],
    )
    tell_of_emergency.enqueue(str(user.pk), at.isoformat())


def _record_refusal(user: User | None, at: datetime) -> None:
    record(
        action="identity.emergency.refused",
        actor=GUEST,
        subject=user.ref if user else "identity:unknown",
        at=at,
    )


def _refused() -> SealedNot:
    return SealedNot(
        text(
            "緊急用アカウントを開けませんでした。",
            "The emergency account could not be opened.",
            "緊急の アカウントを 開けませんでした。",
        ),
        next_step=text(
            "金庫の紙のとおりか確かめてください。一度使ったものは、決められた時間が過ぎると使えません。"
            "システムの管理者が madoguchi staff break-glass で封をし直します。",
            "Check it against the paper in the safe. Once used it ends after its hours; the operator "
            "seals it again with madoguchi staff break-glass.",
        ),
    )
