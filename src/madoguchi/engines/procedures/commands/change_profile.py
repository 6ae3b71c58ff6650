# SPDX-License-Identifier: Apache-2.0
"""Change what is kept for later forms: on top of the newest, so that two tabs lose nothing."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.models import ENDINGS, EndedKeeping
from madoguchi.engines.procedures.models import Profile as Row
from madoguchi.engines.procedures.ports import ProfileKeeper
from madoguchi.engines.procedures.queries.profile import OpenProfile, open_profile
from madoguchi.engines.procedures.rules import profile as rules
from madoguchi.engines.procedures.rules.profile import PURPOSES, Answered, Origin, Profile
from madoguchi.engines.procedures.rules.profile_refusals import ProfileBusy, ProfileLocked
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.platform.audit.api import record

_TRIES = 12
_ENDINGS = frozenset(key for key, _ in ENDINGS)
Change = Callable[[Profile], Profile]


def keep_answers(
    *,
    keeper: ProfileKeeper,
    found: Collection[Answered],
    purposes: Collection[str],
    origin: Origin,
    actor: Actor,
    at: datetime,
) -> int:
    """Keep answers of an application for the purposes that were agreed to.

    What nobody can open any more (the password was reset) makes room. Returns how many persons
    found none.

    Raises:
        ProfileFull, ProfileBusy: see there; nothing was kept.
    """
    wanted = [name for name in PURPOSES if name in purposes]
    left: list[int] = []

    def put_in(profile: Profile) -> Profile:
        changed, out = rules.keep(profile, found, wanted, origin)
        left[:] = [out]
        return changed

    if wanted:
        _change(keeper, put_in, "kept", actor, at, {"purposes": wanted}, replace_locked=True)
    return sum(left)


def edit_value(
    *, keeper: ProfileKeeper, person: str, fact: str, value: Any, seen: int, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Replace one value by hand.

    Raises:
        ValueGone, ValueMovedOn, ProfileFull, ProfileLocked, ProfileBusy: see there.
    """

    def put_in(profile: Profile) -> Profile:
        return rules.edit(profile, person, fact, value, seen=seen, on=today(at))

    _change(keeper, put_in, "edited", actor, at, {"fact": fact})


def remove_value(
    *, keeper: ProfileKeeper, person: str, fact: str, actor: Actor, at: datetime
) -> None:
    """Take one value out."""
    _change(
        keeper,
        lambda profile: rules.remove_value(profile, person, fact),
        "removed", actor, at, {"fact": fact},
    )  # fmt: skip


def remove_person(*, keeper: ProfileKeeper, person: str, actor: Actor, at: datetime) -> None:
    """Take a person out with everything."""
    _change(
        keeper, lambda profile: rules.remove_person(profile, person), "person_removed", actor, at
    )


def withdraw_consent(*, keeper: ProfileKeeper, purpose: str, actor: Actor, at: datetime) -> None:
    """End the consent to one purpose: what was kept for it goes at once."""
    _change(
        keeper,
        lambda profile: rules.withdraw_consent(profile, purpose),
        "consent_withdrawn", actor, at, {"purpose": purpose},
    )  # fmt: skip


def forget_profile(*, account: str, actor: Actor, at: datetime) -> bool:
    """Remove everything, also what nobody can open any more; False where nothing was kept."""
    with transaction.atomic():
        gone, _ = Row.objects.filter(account=account).delete()
        if gone:
            _audit("forgotten", account, actor, at, {})
    return bool(gone)


def forget_older_profile(*, account: str, ended_at: datetime, actor: Actor, at: datetime) -> bool:
    """After a restore: remove a profile that was saved before something of it was taken back.

    It is closed under the citizen's vault, so a part cannot be taken out: all of it goes, and the
    citizen may keep again what they still want. False where nothing older is there.
    """
    with transaction.atomic():
        gone, _ = Row.objects.filter(account=account, saved_at__lt=ended_at).delete()
        if gone:
            detail = {"ended_at": ended_at.isoformat()}
            record(
                action="procedures.profile.not_revived", actor=actor, subject=account, at=at,
                detail=detail,
            )  # fmt: skip
    return bool(gone)


def _change(
    keeper: ProfileKeeper, change: Change, what: str, actor: Actor, at: datetime,
    detail: dict[str, Any] | None = None, *, replace_locked: bool = False,
) -> None:  # fmt: skip
    for _ in range(_TRIES):
        opened = open_profile(keeper)
        if opened.locked and not replace_locked:
            raise ProfileLocked
        changed = change(opened.profile)
        if changed == opened.profile and not opened.locked:
            return
        if _save(keeper, opened, changed, what, actor, at, detail or {}):
            return
    raise ProfileBusy


def _save(
    keeper: ProfileKeeper, opened: OpenProfile, changed: Profile, what: str, actor: Actor,
    at: datetime, detail: dict[str, Any],
) -> bool:  # fmt: skip
    """One statement that another tab's save in between makes fail; an empty profile is no row."""
    rows = Row.objects.filter(account=keeper.ref, version=opened.version)
    try:
        with transaction.atomic():
            if not (changed.persons or changed.consents):
                done = rows.delete()[0] == 1 if opened.version else True
            elif opened.version:
                closed = keeper.close(rules.encode(changed))
                done = rows.update(ciphertext=closed, version=opened.version + 1, saved_at=at) == 1
            else:
                closed = keeper.close(rules.encode(changed))
                Row.objects.create(account=keeper.ref, ciphertext=closed, saved_at=at)
                done = True
            if done:
                _audit(what, keeper.ref, actor, at, detail)
    except IntegrityError:
        return False
    return done


def _audit(what: str, account: str, actor: Actor, at: datetime, detail: dict[str, Any]) -> None:
    if what in _ENDINGS:
        EndedKeeping.objects.create(account=account, what=what, ended_at=at)
    record(action=f"procedures.profile.{what}", actor=actor, subject=account, at=at, detail=detail)
