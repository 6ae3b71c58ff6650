# SPDX-License-Identifier: Apache-2.0
"""What does messaging keep of a person?"""

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.engines.messaging.models import (
    Address,
    Consent,
    Delivery,
    Exclusion,
    Preference,
    Recipient,
    Topic,
    Trait,
)


@dataclass(frozen=True, slots=True)
class Held:
    """Everything of one person."""

    person: Recipient
    addresses: Sequence[Address]
    preferences: Sequence[Preference]
    traits: Sequence[Trait]
    exclusions: Sequence[Exclusion]
    messages: int
    consents: int
    topics: dict[str, Topic]


def find_held(party_ref: str) -> Held | None:
    """What is kept; None where messaging does not know the person."""
    person = Recipient.objects.filter(party_ref=party_ref).first()
    if person is None:
        return None
    preferences = list(Preference.objects.filter(recipient=person).order_by("topic", "channel"))
    return Held(
        person=person,
        addresses=list(Address.objects.filter(recipient=person)),
        preferences=preferences,
        traits=list(Trait.objects.filter(recipient=person).order_by("kind", "told_at")),
        exclusions=list(Exclusion.objects.filter(recipient=person)),
        messages=Delivery.objects.filter(recipient=person, track=0).count(),
        consents=Consent.objects.filter(recipient=person).count(),
        topics={
            one.key: one for one in Topic.objects.filter(key__in=[p.topic for p in preferences])
        },
    )
