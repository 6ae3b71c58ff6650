# SPDX-License-Identifier: Apache-2.0
"""What is measured inside the portal zone: seeding, availability, races. The last line is JSON."""

import json
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402

from benchmarks.booking import place, races  # noqa: E402
from benchmarks.figures import p95_ms  # noqa: E402
from madoguchi.engines.booking.api import list_free, list_offers  # noqa: E402
from madoguchi.engines.booking.models import QuotaCount, Reservation  # noqa: E402
from madoguchi.kernel.clock import now, today  # noqa: E402


def seed(clients: int) -> dict[str, object]:
    """The city, three months of bookings, people at their browsers."""
    place.build_city()
    made = place.fill_months(today())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    starts_at, ends_at = place.far_slot()
    return {
        "bookings": made,
        "cookies": place.sign_in(clients),
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "first": today().isoformat(),
    }


def availability(times: int) -> dict[str, object]:
    """200 spaces over three months, every day's free and all slots counted."""
    offers = [one for one in list_offers() if one.key.startswith("f")]
    took = []
    for _ in range(times):
        began = time.perf_counter()
        found = list_free(
            offers, first=today(), last=today() + timedelta(days=place.DAYS - 1), at=now()
        )
        counted = [one.per_day() for one in found]
        took.append(time.perf_counter() - began)
    if len(counted) != place.SPACES or any(len(days) != place.DAYS for days in counted):
        raise RuntimeError("not every space and day was answered")
    free = sum(free for days in counted for free, _ in days)
    everything = sum(total for days in counted for _, total in days)
    return {"p95_ms": p95_ms(took), "free": free, "slots": everything}


def sold() -> dict[str, object]:
    """How many places of the hot event are taken, by the count and by the bookings."""
    count = QuotaCount.objects.get(quota__key="hot")
    rows = Reservation.objects.filter(offer__key="hot", state="confirmed").count()
    return {"taken": count.taken, "bookings": rows, "capacity": count.capacity}


def main() -> None:
    """Do what the words ask for."""
    what, *numbers = sys.argv[1:]
    verbs = {"seed": seed, "availability": availability, "sold": sold, "races": races.run}
    print(json.dumps(verbs[what](*map(int, numbers))))


if __name__ == "__main__":
    main()
