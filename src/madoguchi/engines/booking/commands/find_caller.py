# SPDX-License-Identifier: Apache-2.0
"""For whom is a telephone booking: somebody registered, a group, or a new caller to remember?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.register import register_patron
from madoguchi.engines.booking.queries.finding import find_party
from madoguchi.engines.booking.rules.desk_refusals import CallerUnknown
from madoguchi.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """Who it is for, and how to reach them."""

    person_ref: str
    group_id: UUID | None
    contact: dict[str, str]


def find_caller(
    *,
    party_ref: str,
    new: Mapping[str, str],
    token: UUID,
    section: str,
    actor: Actor,
    at: datetime,
) -> Caller:
    """The registered person or group; else ``new`` (name, kana, phone, birth_on) is registered.

    Raises:
        CallerUnknown: nobody was chosen, or a new caller has no name or telephone.
        NotAllowed: not staff of the section.
    """
    if party_ref:
        return _registered(party_ref, token)
    contact = {key: value.strip() for key, value in new.items() if value.strip()}
    if not (contact.get("name") or contact.get("kana")) or not contact.get("phone"):
        raise CallerUnknown
    contact = {**contact, "name": contact.get("name") or contact["kana"]}
    ref = f"caller:{token}"
    register_patron(
        party_ref=ref, section=section, actor=actor, at=at, proved_by="phone", personal=contact
    )
    kept = {key: told for key, told in contact.items() if key in {"name", "kana", "phone"}}
    return Caller(ref, None, kept)


def _registered(party_ref: str, token: UUID) -> Caller:
    found = find_party(party_ref)
    if found is None:
        raise CallerUnknown
    contact = {"name": found.name, "kana": found.kana, "phone": found.phone}
    if found.is_group:
        return Caller(f"caller:{token}", UUID(party_ref.rpartition(":")[2]), contact)
    return Caller(party_ref, None, contact)
