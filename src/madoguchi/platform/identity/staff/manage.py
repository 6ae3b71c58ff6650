# SPDX-License-Identifier: Apache-2.0
"""What does an administrator do with the account of somebody else?"""

from datetime import datetime
from typing import Any

from django.db import transaction

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto import fields
from madoguchi.platform.identity.models import (
    OneTimeCode,
    Passkey,
    RecoveryCode,
    StaffProfile,
    User,
)
from madoguchi.platform.identity.staff.session import close_others

_ADDRESS = "identity.staff-address"


class ReasonNeeded(Refusal):
    """Such a step needs a reason for the log."""

    code = "identity.reason_needed"


class OneselfRefused(Refusal):
    """Nobody does this to their own account: another administrator has to."""

    code = "identity.not_oneself"


def set_lock(*, user: User, locked: bool, reason: str, actor: Actor, at: datetime) -> None:
    """Lock an account (its sessions end at once) or unlock it."""
    _check(user, reason, actor)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=not locked)
        user.is_active = not locked
        if locked:
            _end_all(user, at)
        action = "identity.staff.locked" if locked else "identity.staff.unlocked"
        _record(action, user, actor, at, reason)


def end_sessions(*, user: User, reason: str, actor: Actor, at: datetime) -> int:
    """End every session of a person, wherever it is; how many were known."""
    _check_reason(reason)
    with transaction.atomic():
        ended = _end_all(user, at)
        _record("identity.staff.sessions_ended", user, actor, at, reason, sessions=ended)
    return ended


def reset_second_factor(*, user: User, reason: str, actor: Actor, at: datetime) -> None:
    """Take every second factor away, because all are lost; its sessions end, too.

    Where policy asks for one, the next sign-in leads through registration.
    """
    _check(user, reason, actor)
    with transaction.atomic():
        gone = sum(
            model.objects.filter(user=user).delete()[0]
            for model in (Passkey, OneTimeCode, RecoveryCode)
        )
        _end_all(user, at)
        _record("identity.staff.second_factor_reset", user, actor, at, reason, removed=gone)


def require_second_factor(*, user: User, required: bool, actor: Actor, at: datetime) -> None:
    """Ask this person for a second factor, whatever the rule of the city says."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(needs_second_factor=required)
        user.needs_second_factor = required
        _record("identity.staff.second_factor_required", user, actor, at, "", required=required)


def set_address(*, user: User, address: str, actor: Actor, at: datetime) -> None:
    """Keep where a member of staff lives, encrypted; empty removes it."""
    plain = address.strip()[:200]
    sealed = fields.encrypt(_ADDRESS, plain.encode(), aad=user.pk.bytes) if plain else None
    with transaction.atomic():
        StaffProfile.objects.update_or_create(user=user, defaults={"address": sealed})
        _record("identity.staff.address_set", user, actor, at, "", given=bool(plain))


def address_in(profile: StaffProfile) -> str:
    """The address of a record; empty where none was given."""
    if profile.address is None:
        return ""
    return fields.decrypt(_ADDRESS, bytes(profile.address), aad=profile.user_id.bytes).decode()


def _end_all(user: User, at: datetime) -> int:
    # The round is part of each session's hash: also sessions that have no row end.
    user.session_round += 1
    user.save(update_fields=["session_round"])
    return close_others(user, keep=None, at=at)


def _check(user: User, reason: str, actor: Actor) -> None:
    if actor.ref == user.ref:
        raise OneselfRefused(
            text(
                "自分のアカウントには、この操作はできません。",
                "You cannot do this to your own account.",
                "じぶんには できません。",
            ),
            next_step=text(
                "ほかの管理者に頼んでください。",
                "Ask another administrator.",
                "ほかの 人に たのんでください。",
            ),
        )
    _check_reason(reason)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(
            text("理由を入れてください。", "Enter the reason.", "りゆうを いれてください。"),
            next_step=text(
                "理由は記録に残ります。例: スマートフォンの紛失(本人を窓口で確認)",
                "It stays in the log, for example: phone lost, person seen at the counter.",
            ),
        )


def _record(
    action: str, user: User, actor: Actor, at: datetime, reason: str, **detail: Any
) -> None:
    record(
        action=action,
        actor=actor,
        subject=user.ref,
        at=at,
        detail=detail,
        purpose=reason.strip()[:300],
    )
