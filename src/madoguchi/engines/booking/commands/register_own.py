# SPDX-License-Identifier: Apache-2.0
"""Register oneself, or a group that one speaks for, without a clerk (利用者登録・団体の仮登録)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.commands.register import Member, keep_group, keep_patron
from madoguchi.engines.booking.models import Group, Patron
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.rules.registering import PROVISIONAL
from madoguchi.engines.booking.rules.registration_refusals import (
    ProofTooOld,
    RegisterYourselfFirst,
    TooManyGroups,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.proofs import IdentityProof
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text

SURE = frozenset({"card", "counter"})
"""Ways of proving that what somebody types does not overrule."""
MOST_GROUPS = 3


@transaction.atomic
def register_own(*, personal: Mapping[str, str], actor: Actor, at: datetime) -> Patron:
    """Register with what one says oneself (name, birth_on, phone); residence is not proven by it.

    Where a card or a clerk has proven name and birth, only the telephone changes.

    Raises:
        NotAllowed: not signed in as a citizen.
    """
    _check_citizen(actor)
    lock_parties([actor.ref])
    patron = Patron.objects.select_for_update().filter(party_ref=actor.ref).first()
    if patron is not None and patron.proved_by in SURE:
        personal = {**open_patron(patron), "phone": personal.get("phone", "")}
        return keep_patron(
            party_ref=actor.ref,
            actor=actor,
            at=at,
            user_class=patron.user_class,
            is_resident=patron.is_resident,
            proved_by=patron.proved_by,
            personal=personal,
            valid_until=patron.valid_until,
        )
    return keep_patron(party_ref=actor.ref, actor=actor, at=at, proved_by="self", personal=personal)


@transaction.atomic
def prove_own(*, proof: IdentityProof, in_city: bool, actor: Actor, at: datetime) -> Patron:
    """Take name, birth and residence from the card that the person has just held.

    Raises:
        NotAllowed: not signed in as a citizen. ProofTooOld: the card was held too long ago.
    """
    _check_citizen(actor)
    if not proof.holds_at(at):
        raise ProofTooOld
    lock_parties([actor.ref])
    patron = Patron.objects.select_for_update().filter(party_ref=actor.ref).first()
    known = open_patron(patron) if patron is not None else {}
    told = proof.person
    personal = {
        **known,
        **{
            name: value for name, value in (("name", told.name), ("address", told.address)) if value
        },
    }
    birth = read_birth(told.birth)
    if birth is not None:
        personal["birth_on"] = birth.isoformat()
    return keep_patron(
        party_ref=actor.ref,
        actor=actor,
        at=at,
        user_class=patron.user_class if patron is not None else "general",
        is_resident=in_city,
        proved_by="card",
        personal=personal,
        valid_until=patron.valid_until if patron is not None else None,
    )


def read_birth(written: str) -> date | None:
    """The day of YYYYMMDD; None where a part is unknown."""
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        return None


@transaction.atomic
def register_own_group(
    *, members: Sequence[Member], personal: Mapping[str, str], actor: Actor, at: datetime
) -> Group:
    """Register a group provisionally: it may book for 60 days, and longer once a clerk has seen it.

    The person is its first member and may book for it. Only members whose residence is proven count
    as residents: that is the person's own, until the counter has seen the papers of the others.

    Raises:
        RegisterYourselfFirst: the person is not registered. TooManyGroups: three stand already.
        RuleWrong: no members, or one listed twice.
    """
    _check_citizen(actor)
    lock_parties([actor.ref])
    patron = Patron.objects.filter(party_ref=actor.ref).first()
    own = open_patron(patron) if patron is not None else {}
    if patron is None or not own.get("name") or not own.get("birth_on"):
        raise RegisterYourselfFirst
    standing = Group.objects.filter(
        closed_at=None, members__account_ref=actor.ref, members__may_book=True
    )
    provisional = standing.filter(user_class="general", valid_until__lte=today(at) + PROVISIONAL)
    if provisional.distinct().count() >= MOST_GROUPS:
        raise TooManyGroups(most=MOST_GROUPS)
    first = Member(
        name=own["name"],
        birth_on=date.fromisoformat(own["birth_on"]),
        phone=own.get("phone", ""),
        address=own.get("address", ""),
        is_resident=patron.is_resident,
        account_ref=actor.ref,
        may_book=True,
    )
    others = [replace(one, is_resident=False, account_ref="", may_book=False) for one in members]
    return keep_group(
        members=[first, *others],
        personal=personal,
        actor=actor,
        at=at,
        valid_until=today(at) + PROVISIONAL,
    )


def _check_citizen(actor: Actor) -> None:
    if actor.kind != "citizen":
        raise NotAllowed(
            text(
                "登録は、ご本人がサインインして行ってください。",
                "Please sign in to register yourself.",
                "サインインしてから とうろく してください。",
            )
        )
