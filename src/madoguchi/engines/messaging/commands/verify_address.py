# SPDX-License-Identifier: Apache-2.0
"""Prove an address by the code that was sent to it (あて先の確認)."""

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from madoguchi.engines.messaging.commands.add_address import CODE_HOLDS
from madoguchi.engines.messaging.models import Address
from madoguchi.engines.messaging.ports import Outgoing, providers
from madoguchi.engines.messaging.queries.addresses import code_of, open_address
from madoguchi.engines.messaging.rules.codes import code_words
from madoguchi.engines.messaging.rules.refusals import AddressUnknown, CodeWrong
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.text import normalise
from madoguchi.platform.audit.api import record

MOST_TRIES = 5


def verify_address(
    *, address_id: UUID, party_ref: str, code: str, actor: Actor, at: datetime
) -> Address:
    """Let the address be used; five wrong codes end the request.

    Raises:
        AddressUnknown, CodeWrong.
    """
    row = _own(address_id, party_ref)
    if row.state == "active":
        return row
    tried = Address.objects.filter(id=row.id, state="unverified", code_tries__lt=MOST_TRIES)
    counted = tried.update(code_tries=F("code_tries") + 1)
    stands = row.code_until is not None and at < row.code_until
    if not counted or not stands or not hmac.compare_digest(code_of(row), normalise(code).strip()):
        raise CodeWrong
    with transaction.atomic():
        Address.objects.filter(id=row.id).update(state="active", verified_at=at, code_until=None)
        record(
            action="messaging.address.verified", actor=actor, subject=party_ref, at=at,
            detail={"channel": row.channel, "address": str(row.id)},
        )  # fmt: skip
    row.refresh_from_db()
    return row


@transaction.atomic
def ask_for_code(*, address_id: UUID, party_ref: str, actor: Actor, at: datetime) -> Address:
    """Begin again with a new code; ``send_code`` sends it."""
    row = _own(address_id, party_ref)
    row.state, row.code_until, row.code_tries = "unverified", at + CODE_HOLDS, 0
    row.save(update_fields=["state", "code_until", "code_tries"])
    record(
        action="messaging.address.code_asked", actor=actor, subject=party_ref, at=at,
        detail={"channel": row.channel, "address": str(row.id)},
    )  # fmt: skip
    return row


def send_code(*, address_id: UUID, actor: Actor, at: datetime) -> bool:  # noqa: ARG001 - commands take both
    """Send the code of an address that waits for it; whether a provider took it."""
    row = Address.objects.select_related("recipient").filter(id=address_id).first()
    found = providers(row.channel) if row is not None else ()
    if row is None or row.state != "unverified" or row.code_until is None or not found:
        return False
    language = row.language or row.recipient.language
    subject, words = code_words(code_of(row), language)
    message = Outgoing(
        delivery_id=new_id(), address=open_address(row), subject=subject, text=words,
        language=language, urgent=True,
    )  # fmt: skip
    sent = found[0].send([message], retry_key=new_id())
    return all(one.outcome in {"accepted", "delivered"} for one in sent)


def _own(address_id: UUID, party_ref: str) -> Address:
    row = Address.objects.filter(id=address_id, recipient__party_ref=party_ref).first()
    if row is None:
        raise AddressUnknown
    return row
