# SPDX-License-Identifier: Apache-2.0
"""Register a user at the counter, or put a registration right (窓口での利用者登録)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.commands.register import register_patron
from madoguchi.engines.booking.models import Patron
from madoguchi.engines.booking.policy import working_section
from madoguchi.engines.booking.queries.finding import find_people
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.queries.staff_groups import list_classes
from madoguchi.engines.booking.rules.finding import digits_of, squeezed
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.registration_refusals import (
    BirthUnreadable,
    ClassUnknown,
    NameMissing,
    PaperMissing,
    PatronKnown,
    ValidPast,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today

PAPERS = ("my_number", "licence", "certificate", "post", "other")
"""What a clerk can have seen: マイナンバーカード, 免許証など, 住民票など, 郵便物など, そのほか."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtCounter:
    """What a clerk enters; ``paper`` is one of ``PAPERS``, or empty where nothing was seen."""

    name: str
    kana: str = ""
    phone: str = ""
    address: str = ""
    birth_on: date | None = None
    is_resident: bool = False
    paper: str = ""
    user_class: str = GENERAL
    valid_until: date


@transaction.atomic
def register_at_counter(
    *, told: AtCounter, patron_id: UUID | None, token: UUID, actor: Actor, at: datetime
) -> Patron:
    """Change the registration, or make one for somebody without account; the same token is once.

    Residence and a class of one's own need a paper that was seen, unless they were proven before.

    Raises:
        NotAllowed: not staff who work with bookings. ReservationUnknown: there is no such person.
        NameMissing, BirthUnreadable, ClassUnknown, PaperMissing, ValidPast: it cannot be so.
        PatronKnown: the person is registered already.
    """
    section = working_section(actor)
    before = _find(patron_id, f"caller:{token}")
    party_ref = before.party_ref if before is not None else f"caller:{token}"
    lock_parties([party_ref])
    known = open_patron(before) if before is not None else {}
    _check(told, before, at=at)
    if before is None:
        _check_new(told)
    return register_patron(
        party_ref=party_ref,
        section=section,
        actor=actor,
        at=at,
        user_class=told.user_class,
        is_resident=told.is_resident,
        proved_by=_proof(told, before),
        personal=_personal(known, told),
        valid_until=told.valid_until,
        paper=told.paper,
    )


def _find(patron_id: UUID | None, made_ref: str) -> Patron | None:
    if patron_id is None:
        return Patron.objects.filter(party_ref=made_ref).first()
    found = Patron.objects.select_for_update().filter(id=patron_id).first()
    if found is None:
        raise ReservationUnknown
    return found


def _check(told: AtCounter, before: Patron | None, *, at: datetime) -> None:
    if not told.name:
        raise NameMissing
    if told.birth_on is not None and told.birth_on > today(at):
        raise BirthUnreadable(written=told.birth_on.isoformat())
    same_class = before is not None and told.user_class == before.user_class
    if not same_class and told.user_class not in list_classes():
        raise ClassUnknown
    if told.paper and told.paper not in PAPERS:
        raise PaperMissing
    new_residence = told.is_resident and not (before is not None and before.is_resident)
    new_class = told.user_class != GENERAL and not same_class
    if (new_residence or new_class) and not told.paper:
        raise PaperMissing
    if told.valid_until < today(at):
        raise ValidPast


def _check_new(told: AtCounter) -> None:
    digits = digits_of(told.phone)
    if not digits:
        return
    for one in find_people(digits):
        if not one.is_group and squeezed(one.name) == squeezed(told.name):
            raise PatronKnown


def _proof(told: AtCounter, before: Patron | None) -> str:
    if told.paper:
        return "counter"
    return before.proved_by if before is not None else "phone"


def _personal(known: dict[str, str], told: AtCounter) -> dict[str, str]:
    """What is kept: what was known beside the fields of the form stays."""
    fields = {
        "name": told.name,
        "kana": told.kana,
        "phone": told.phone,
        "address": told.address,
        "birth_on": told.birth_on.isoformat() if told.birth_on else "",
        "paper": told.paper or known.get("paper", ""),
    }
    return {key: value for key, value in {**known, **fields}.items() if value}
