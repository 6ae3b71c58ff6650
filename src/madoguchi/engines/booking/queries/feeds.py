# SPDX-License-Identifier: Apache-2.0
"""What stands in a calendar feed: the times of a space, the bookings of a person?"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from madoguchi.engines.booking.models import (
    Claim,
    FeedAddress,
    GroupMember,
    Reservation,
    Space,
    SpaceLeaf,
)
from madoguchi.engines.booking.rules.refusals import SpaceUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.crypto.fields import blind_index

BACK, AHEAD = timedelta(days=30), timedelta(days=400)


def find_feed(actor: Actor) -> FeedAddress | None:
    """The secret address that a person has, if any."""
    return FeedAddress.objects.filter(party_ref=actor.ref, ended_at=None).first()


def find_feed_by_secret(secret: str) -> FeedAddress | None:
    """Whose address it is; None for an unknown or ended one."""
    return FeedAddress.objects.filter(digest=digest_of_secret(secret), ended_at=None).first()


def secret_of(row: FeedAddress) -> str:
    """The secret part of the address; without the key of the zone nobody can work it out."""
    return blind_index("booking.feed", f"{row.party_ref}|{row.version}").hex()[:48]


def digest_of_secret(secret: str) -> str:
    """What of the secret is stored."""
    return sha256(secret.encode()).hexdigest()


def list_for_feed(party_ref: str, *, at: datetime) -> list[Reservation]:
    """The standing bookings of a person and of the groups that they book for."""
    groups = GroupMember.objects.filter(account_ref=party_ref, may_book=True).values("group_id")
    rows = Reservation.objects.filter(
        Q(person_ref=party_ref) | Q(group_id__in=groups),
        state__in=("confirmed", "used", "won", "held"),
        ends_at__gt=at - BACK,
        starts_at__lt=at + AHEAD,
    )
    return list(rows.select_related("offer", "space").order_by("starts_at", "id")[:500])


def get_public_space(key: str) -> Space:
    """A space in use.

    Raises:
        SpaceUnknown: there is none.
    """
    found = Space.objects.filter(key=key, is_active=True).first()
    if found is None:
        raise SpaceUnknown
    return found


def list_busy(space: Space, *, at: datetime) -> list[tuple[datetime, datetime]]:
    """When any part of a space is taken, joined; nobody's name and no reason.

    A held time that has expired is not among them.
    """
    leaves = SpaceLeaf.objects.filter(space=space).values_list("leaf_id", flat=True)
    rows = (
        Claim.objects.filter(
            leaf_id__in=list(leaves), live=True, ends_at__gt=at - BACK, starts_at__lt=at + AHEAD
        )
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
        .order_by("starts_at")
        .values_list("starts_at", "ends_at")
    )
    joined: list[tuple[datetime, datetime]] = []
    for starts_at, ends_at in rows:
        if joined and starts_at <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends_at, joined[-1][1]))
        else:
            joined.append((starts_at, ends_at))
    return joined
