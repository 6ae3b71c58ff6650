# SPDX-License-Identifier: Apache-2.0
"""Register a user or a group for booking (利用者登録・団体登録)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.models import Group, GroupMember, Patron, SearchTrace
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.finding import trace_of
from madoguchi.engines.booking.queries.people import GROUP, MEMBER, PATRON
from madoguchi.engines.booking.rules.finding import words_of
from madoguchi.engines.booking.rules.refusals import RuleWrong
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.kernel.text import search_key, to_halfwidth_digits
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import blind_index, encrypt


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group as written on the form; ``account_ref`` where the person has one."""

    name: str
    birth_on: date
    phone: str = ""
    address: str = ""
    is_resident: bool = False
    account_ref: str = ""
    may_book: bool = False


@transaction.atomic
def register_patron(
    *,
    party_ref: str,
    section: str,
    actor: Actor,
    at: datetime,
    user_class: str = "general",
    is_resident: bool = False,
    proved_by: str = "counter",
    personal: Mapping[str, str] | None = None,
    valid_until: date | None = None,
    paper: str = "",
) -> Patron:
    """Register a user or change the registration; ``personal`` (name, birth_on, …) is encrypted.

    Residence counts only because somebody has seen the proof: staff, or the card through a journey.
    ``paper`` names what staff have seen, for the audit log.

    Raises:
        NotAllowed: not staff of the section.
    """
    check_may_work(actor, section)
    return keep_patron(
        party_ref=party_ref,
        actor=actor,
        at=at,
        user_class=user_class,
        is_resident=is_resident,
        proved_by=proved_by,
        personal=personal,
        valid_until=valid_until,
        paper=paper,
    )


def keep_patron(
    *,
    party_ref: str,
    actor: Actor,
    at: datetime,
    user_class: str = "general",
    is_resident: bool = False,
    proved_by: str = "counter",
    personal: Mapping[str, str] | None = None,
    valid_until: date | None = None,
    paper: str = "",
) -> Patron:
    """Write a registration down; who may do so has been checked."""
    patron = Patron.objects.select_for_update().filter(party_ref=party_ref).first()
    patron = patron or Patron(id=new_id(), party_ref=party_ref)
    patron.user_class, patron.is_resident, patron.proved_by = user_class, is_resident, proved_by
    patron.valid_until, patron.registered_at = valid_until, at
    if personal is not None:
        patron.sealed = encrypt(PATRON, _plain(personal), aad=patron.id.bytes)
    patron.save()
    if personal is not None:
        note_traces(party_ref, personal)
    record(
        action="booking.patron.registered",
        actor=actor,
        subject=party_ref,
        at=at,
        detail={
            "user_class": user_class,
            "is_resident": is_resident,
            "proved_by": proved_by,
            **({"paper": paper} if paper else {}),
        },
    )
    return patron


@transaction.atomic
def register_group(
    *,
    members: Sequence[Member],
    personal: Mapping[str, str],
    section: str,
    actor: Actor,
    at: datetime,
    user_class: str = "general",
    valid_until: date | None = None,
    group_id: UUID | None = None,
) -> Group:
    """Register a group, or replace what is registered of it.

    ``personal`` holds name, phone and address of the group. Members, telephones and addresses are
    kept encrypted with blind indexes, so that duplicate groups can be found and nobody read.

    Raises:
        NotAllowed: not staff of the section. RuleWrong: no members, or one listed twice.
    """
    check_may_work(actor, section)
    return keep_group(
        members=members,
        personal=personal,
        actor=actor,
        at=at,
        user_class=user_class,
        valid_until=valid_until,
        group_id=group_id,
    )


def keep_group(
    *,
    members: Sequence[Member],
    personal: Mapping[str, str],
    actor: Actor,
    at: datetime,
    user_class: str = "general",
    valid_until: date | None = None,
    group_id: UUID | None = None,
) -> Group:
    """Write a group down; who may do so has been checked.

    Raises:
        RuleWrong: no members, or one listed twice.
    """
    indexes = [person_index(one.name, one.birth_on) for one in members]
    if not members or len(set(indexes)) != len(indexes):
        raise RuleWrong(why="会員がいないか、同じ方が二度書かれています")
    group = Group.objects.select_for_update().filter(id=group_id).first() if group_id else None
    group = group or Group(id=new_id(), number=new_receipt_number(today(at)))
    group.user_class, group.valid_until, group.registered_at = user_class, valid_until, at
    group.sealed = encrypt(GROUP, _plain(personal), aad=group.id.bytes)
    group.phone_index = phone_index(personal.get("phone", ""))
    group.address_index = address_index(personal.get("address", ""))
    group.member_count = len(members)
    group.resident_count = sum(one.is_resident for one in members)
    group.save()
    note_traces(group.ref, personal)
    group.members.all().delete()
    GroupMember.objects.bulk_create(_member(group, one) for one in members)
    record(
        action="booking.group.registered",
        actor=actor,
        subject=group.ref,
        at=at,
        detail={
            "number": group.number,
            "members": group.member_count,
            "residents": group.resident_count,
            "user_class": user_class,
        },
    )
    return group


def note_traces(party_ref: str, personal: Mapping[str, str]) -> None:
    """Let staff find the person or group by these words, and no longer by older ones."""
    SearchTrace.objects.filter(party_ref=party_ref).delete()
    SearchTrace.objects.bulk_create(
        SearchTrace(party_ref=party_ref, trace=trace_of(word)) for word in words_of(personal)
    )


def _member(group: Group, one: Member) -> GroupMember:
    row = GroupMember(
        id=new_id(),
        group=group,
        account_ref=one.account_ref,
        may_book=one.may_book,
        is_resident=one.is_resident,
        person_index=person_index(one.name, one.birth_on),
        phone_index=phone_index(one.phone),
        address_index=address_index(one.address),
    )
    personal = {
        "name": one.name,
        "birth_on": one.birth_on.isoformat(),
        "phone": one.phone,
        "address": one.address,
    }
    row.sealed = encrypt(MEMBER, _plain(personal), aad=row.id.bytes)
    return row


def person_index(name: str, birth_on: date) -> bytes:
    """Equal for the same person in any writing of the name's width and spaces."""
    return blind_index("booking.person", f"{_squeezed(name)}|{birth_on.isoformat()}")


def phone_index(phone: str) -> bytes | None:
    """Equal for the same telephone with or without hyphens; None where there is none."""
    digits = "".join(one for one in to_halfwidth_digits(phone) if one.isascii() and one.isdigit())
    return blind_index("booking.phone", digits) if digits else None


def address_index(address: str) -> bytes | None:
    """Equal for the same address in any width; None where there is none."""
    plain = _squeezed(address)
    return blind_index("booking.address", plain) if plain else None


def _squeezed(written: str) -> str:
    return "".join(search_key(written).split())


def _plain(personal: Mapping[str, str]) -> bytes:
    return json.dumps(dict(personal), ensure_ascii=False, sort_keys=True).encode()
