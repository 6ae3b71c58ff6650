# SPDX-License-Identifier: Apache-2.0
"""How is an address opened, found again, and whose is it?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from madoguchi.engines.messaging.models import Address, Recipient
from madoguchi.engines.messaging.rules.addresses import identity_of
from madoguchi.platform.crypto.fields import blind_index, decrypt, encrypt

ADDRESS = "messaging.address"
CODE = "messaging.code"


def seal_address(address_id: UUID, canonical: str) -> bytes:
    """The address encrypted and tied to its row."""
    return encrypt(ADDRESS, canonical.encode(), aad=address_id.bytes)


def open_address(row: Address) -> str:
    """The address in its canonical form; only for the call that sends, and for its owner."""
    return decrypt(ADDRESS, bytes(row.sealed), aad=row.id.bytes).decode()


def index_of(channel: str, canonical: str) -> bytes:
    """By what the address is found again."""
    return blind_index(ADDRESS, f"{channel}:{identity_of(channel, canonical)}")


def find_by_address(channel: str, canonical: str) -> Iterable[Address]:
    """Every row of an address, whosever it is."""
    found = Address.objects.filter(channel=channel, index=index_of(channel, canonical))
    return found.select_related("recipient")


def code_of(row: Address) -> str:
    """The six digits that prove the address; reckoned, not stored, and other with each request."""
    if row.code_until is None:
        raise ValueError("no code was asked for")
    mark = blind_index(CODE, f"{row.id}:{row.code_until.isoformat()}")
    return f"{int.from_bytes(mark[:8], 'big') % 1_000_000:06}"


def list_addresses(party_ref: str) -> list[Address]:
    """The person's own addresses, those that work first."""
    found = Address.objects.filter(recipient__party_ref=party_ref)
    return sorted(found, key=lambda one: (one.state != "active", one.channel, one.made_at))


def find_recipient(party_ref: str) -> Recipient | None:
    """The person as messaging knows them."""
    return Recipient.objects.filter(party_ref=party_ref).first()


def get_or_make(party_ref: str, *, at: datetime) -> Recipient:
    """The person; one who was unknown gets a row."""
    found = find_recipient(party_ref)
    if found is not None:
        return found
    return Recipient.objects.get_or_create(party_ref=party_ref, defaults={"made_at": at})[0]


def is_known(party_ref: str) -> bool:
    """Whether messaging knows the person."""
    return Recipient.objects.filter(party_ref=party_ref).exists()
