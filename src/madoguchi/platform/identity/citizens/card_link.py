# SPDX-License-Identifier: Apache-2.0
"""How does a card get to sign in to an account, and stop doing so?

Of the card only a keyed hash of the provider's name for the person is kept. One card, one account;
one account, one card: the database holds both, whoever is faster.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto import fields
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.citizens.card_refusals import (
    AccountHasCard,
    CardLinkedElsewhere,
    LastWayIn,
)
from madoguchi.platform.identity.citizens.keys import create_key
from madoguchi.platform.identity.citizens.ways import has_other_way
from madoguchi.platform.identity.citizens.wraps import wrap_by_held_key
from madoguchi.platform.identity.models import CardLink, User


def link_card(
    *, user: User, method: str, subject: str, private: bytes | None, at: datetime
) -> CardLink:
    """Let a card sign in to an account; with ``private`` it opens the vault, by a key we hold.

    Raises:
        AccountHasCard, CardLinkedElsewhere: see there.
    """
    try:
        with transaction.atomic():
            card = CardLink.objects.create(
                user=user, subject=digest_of(method, subject), linked_at=at
            )
            if private is not None:
                wrap_by_held_key(user, private, card=card)
            record(
                action="identity.card.linked",
                actor=actor_for(user),
                subject=user.ref,
                at=at,
                detail={"method": method, "opens_vault": private is not None},
            )
    except IntegrityError:
        if CardLink.objects.filter(user=user).exists():
            raise AccountHasCard from None
        raise CardLinkedElsewhere from None
    return card


def unlink_card(*, user: User, at: datetime) -> bool:
    """Take the card off the account; False where there is none.

    Raises:
        LastWayIn: nobody could sign in any more.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(id=user.id)
        card = CardLink.objects.filter(user=user).first()
        if card is None:
            return False
        if not has_other_way(user, without=card.id):
            raise LastWayIn
        card.delete()
        record(
            action="identity.card.unlinked",
            actor=actor_for(user),
            subject=user.ref,
            at=at,
        )
    return True


def find_card(method: str, subject: str) -> CardLink | None:
    """The link of this card, to an account that may sign in."""
    rows = CardLink.objects.filter(
        subject=digest_of(method, subject), user__is_active=True, user__kind=User.Kind.CITIZEN
    )
    return rows.select_related("user").first()


def create_by_card(*, method: str, subject: str, at: datetime) -> tuple[User, bytes]:
    """Make an account that only this card signs in to; returns it with its private key.

    Raises:
        CardLinkedElsewhere: there is one already.
    """
    with transaction.atomic():
        user = User(kind=User.Kind.CITIZEN, email="", joined_at=at)
        user.set_password(None)
        user.save(force_insert=True)
        private = create_key(user, None, at=at)
        link_card(user=user, method=method, subject=subject, private=private, at=at)
        record(
            action="identity.user.created_by_card",
            actor=actor_for(user),
            subject=user.ref,
            at=at,
        )
    return user, private


def digest_of(method: str, subject: str) -> bytes:
    """By what a card is found again; the provider's name for the person can't be read from it."""
    return fields.blind_index("identity.card-link", f"{method}|{subject}")
