# SPDX-License-Identifier: Apache-2.0
"""Do the bookings hang together? What a drill asks of a restored portal."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Sum

from madoguchi.engines.booking.models import (
    LIVE,
    Claim,
    Invitation,
    LotteryEntry,
    LotteryRound,
    LotteryWish,
    QuotaCount,
    Reservation,
)
from madoguchi.engines.booking.rules.rerun_draw import faults_of

INVITED = "booking:invitation:"


def count_reservations() -> int:
    """How many bookings there are."""
    return Reservation.objects.count()


def count_drawn() -> int:
    """How many lotteries were drawn."""
    return LotteryRound.objects.exclude(published="").count()


def list_double_bookings() -> Iterator[str]:
    """Live claims on one leaf that overlap."""
    rows = Claim.objects.filter(live=True).order_by("leaf_id", "starts_at", "ends_at")
    before: tuple[UUID, Any] | None = None
    for claim_id, leaf, starts_at, ends_at in rows.values_list(
        "id", "leaf_id", "starts_at", "ends_at"
    ).iterator():
        if before is not None and before[0] == leaf and starts_at < before[1]:
            yield f"claim {claim_id} of {leaf} begins before the one before it has ended"
        last = max(before[1], ends_at) if before is not None and before[0] == leaf else ends_at
        before = (leaf, last)


def list_claims_of_ended() -> Iterator[str]:
    """Live claims of bookings that block nothing any more."""
    rows = Claim.objects.filter(live=True, reservation__isnull=False)
    ended = rows.exclude(reservation__state__in=LIVE).filter(reservation__releases_at__isnull=True)
    for number in ended.values_list("reservation__number", flat=True).distinct().iterator():
        yield f"{number}: over, and its place is still taken"


def list_wrong_counts() -> Iterator[str]:
    """Quotas whose count is not the sum of its uses, or is above its capacity."""
    counted = QuotaCount.objects.annotate(units=Sum("uses__units")).order_by()
    for quota, bucket, taken, capacity, units in counted.values_list(
        "quota_id", "bucket", "taken", "capacity", "units"
    ).iterator():
        if taken != (units or 0) or taken > capacity:
            yield f"quota {quota} {bucket}: {taken} of {capacity} counted, {units or 0} used"


def list_loose_invitations() -> Iterator[str]:
    """Invitations whose booking is somebody else's, and bookings of the invited without a link."""
    linked = Invitation.objects.filter(reservation__isnull=False)
    for invitation, person, offer, booked in linked.values_list(
        "id", "reservation__person_ref", "offer_id", "reservation__offer_id"
    ).iterator():
        if person != f"{INVITED}{invitation}" or offer != booked:
            yield f"invitation {invitation}: its booking is for somebody or something else"
    open_ones = Reservation.objects.filter(person_ref__startswith=INVITED, state__in=LIVE)
    for number in open_ones.filter(invited__isnull=True).values_list("number", flat=True):
        yield f"{number}: is for an invited person whose invitation does not know it"


def list_disagreeing_lotteries() -> Iterator[str]:
    """Drawn lotteries whose published file does not draw the same again, or is not what rests here."""
    for one in LotteryRound.objects.exclude(published="").iterator():
        for fault in _faults(one):
            yield f"lottery {one.key}: {fault}"


def _faults(one: LotteryRound) -> Iterator[str]:
    try:
        file = json.loads(one.published)
        yield from faults_of(file)
        wins = {(win["digest"], win["rank"]) for win in file["wins"]}
        digests = {entry["digest"] for entry in file["entries"]}
        said = (file["commitment"], file["entries_root"], file["seed"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        yield f"its published file cannot be read ({type(problem).__name__})"
        return
    if said != (one.commitment, one.entries_root, one.seed):
        yield "promise, root or seed are others than in the published file"
    kept = set(LotteryEntry.objects.filter(round=one).values_list("digest", flat=True))
    if missing := digests - kept:
        yield f"{len(missing)} published entries are not here"
    won = LotteryWish.objects.filter(entry__round=one, won=True)
    strange = set(won.values_list("entry__digest", "rank")) - wins
    if strange:
        yield f"{len(strange)} wins here were not published"
