# SPDX-License-Identifier: Apache-2.0
"""Set language, quiet hours, digest, order of channels, areas and children's months (受け取り方)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from madoguchi.engines.messaging.models import Address, Consent, Recipient, Trait
from madoguchi.engines.messaging.queries.addresses import get_or_make
from madoguchi.engines.messaging.queries.traits import seal_trait, token_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@transaction.atomic
def set_manner(
    *,
    party_ref: str,
    actor: Actor,
    at: datetime,
    language: str = "ja",
    quiet: tuple[int, int] | None = None,
    digest: str = "",
    order: Sequence[str] | None = None,
) -> Recipient:
    """``quiet``: minutes of the day from and until which nothing rings; ``order``: channels."""
    row = get_or_make(party_ref, at=at)
    row.language, row.digest = language, digest
    row.quiet_from, row.quiet_until = quiet or (None, None)
    row.save(update_fields=["language", "digest", "quiet_from", "quiet_until"])
    if order is not None:
        for address in Address.objects.filter(recipient=row):
            rank = order.index(address.channel) if address.channel in order else None
            Address.objects.filter(id=address.id).update(rank=rank)
    record(
        action="messaging.manner.set", actor=actor, subject=party_ref, at=at,
        detail={"language": language, "quiet": list(quiet or ()), "digest": digest},
    )  # fmt: skip
    return row


@transaction.atomic
def tell_traits(
    *, party_ref: str, kind: str, values: Collection[str], words: str, actor: Actor, at: datetime
) -> int:
    """Replace what the person has told of one kind (``area`` codes, ``child`` months); how many.

    ``words``: the consent as it was shown. None told is what was told taken back.
    """
    row = get_or_make(party_ref, at=at)
    wanted = {token_of(kind, value): value for value in values}
    Trait.objects.filter(recipient=row, kind=kind).exclude(token__in=list(wanted)).delete()
    known = {bytes(one.token) for one in Trait.objects.filter(recipient=row, kind=kind)}
    fresh = [
        Trait(
            id=new_id(), recipient=row, kind=kind, token=token,
            sealed=seal_trait(row.id, kind, value), words=words, told_at=at,
        )
        for token, value in wanted.items() if token not in known
    ]  # fmt: skip
    Trait.objects.bulk_create(fresh)
    Consent(
        id=new_id(), recipient=row, topic=f"trait-{kind}", is_given=bool(wanted), words=words,
        source="settings", at=at,
    ).save(force_insert=True)  # fmt: skip
    record(
        action="messaging.traits.told", actor=actor, subject=party_ref, at=at,
        detail={"kind": kind, "count": len(wanted)},
    )  # fmt: skip
    return len(wanted)
