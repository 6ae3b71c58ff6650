# SPDX-License-Identifier: Apache-2.0
"""Which places, offers and people does the benchmark book with? (Runs inside the portal zone.)"""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from madoguchi.engines.booking.api import (
    Hours,
    define_offer,
    define_quota,
    place_space,
    set_hours,
)
from madoguchi.engines.booking.commands.occupy import mark
from madoguchi.engines.booking.commands.place_space import rebuild_leaves
from madoguchi.engines.booking.models import Claim, Offer, Reservation, Space
from madoguchi.engines.booking.rules.times import instant_of
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.platform.identity.models import User

SPACES, FACILITIES, DAYS = 200, 20, 92
HOURS = (540, 1260)
BY: dict[str, Any] = {"section": "sports", "actor": SYSTEM}
RULES: dict[str, Any] = {
    "times": {"kind": "grid", "minutes": 60, "most_in_a_row": 4},
    "window": {"days_before": 120},
    "own_overlap": True,
}
BACKEND = "madoguchi.platform.identity.citizens.backend.CitizenBackend"


def build_city() -> None:
    """20 facilities with 10 spaces each, a wide counter, a hot event."""
    at = now()
    for f in range(FACILITIES):
        place_space(key=f"f{f}", title={"ja": f"施設{f}"}, at=at, **BY)
        set_hours(space=f"f{f}", hours=[Hours(0b1111_1111, *HOURS)], actor=SYSTEM, at=at)
        parent = Space.objects.get(key=f"f{f}")
        Space.objects.bulk_create(
            Space(
                id=new_id(), key=f"f{f}-{n}", title={"ja": f"{f}-{n}"}, parent=parent,
                section="sports",
            )
            for n in range(SPACES // FACILITIES)
        )  # fmt: skip
    rebuild_leaves()
    for f in range(FACILITIES):
        spaces = [f"f{f}-{n}" for n in range(SPACES // FACILITIES)]
        define_offer(
            key=f"f{f}", kind="facility", title={"ja": f"施設{f}"}, rules=RULES, spaces=spaces,
            at=at, **BY,
        )  # fmt: skip
    place_space(key="arena", title={"ja": "競技場"}, at=at, **BY)
    courts = [f"arena-{n}" for n in range(40)]
    for court in courts:
        place_space(key=court, title={"ja": court}, parent="arena", at=at, **BY)
    define_offer(
        key="arena",
        kind="facility",
        title={"ja": "競技場"},
        rules=RULES,
        spaces=courts,
        at=at,
        **BY,
    )
    for key, capacity in (("wide", 1_000_000), ("hot", 500)):
        define_quota(key=key, capacity=capacity, period="all", at=at, **BY)
        define_offer(
            key=key, kind="counter", title={"ja": key}, rules=RULES, quotas=[key], at=at, **BY
        )


def fill_months(first: date) -> int:
    """Two bookings a day of two hours at every space for three months; returns how many."""
    at, made = now(), 0
    offers = {o.key: o for o in Offer.objects.filter(key__startswith="f")}
    for space in Space.objects.filter(parent__key__startswith="f"):
        rows, claims = [], []
        for n in range(DAYS):
            for k in range(2):
                start = HOURS[0] + 60 * ((n * 5 + k * 4 + len(rows)) % 4 + k * 6)
                day = first + timedelta(days=n)
                row = Reservation(
                    id=new_id(), number=new_receipt_number(day), offer=offers[space.key.split("-")[0]],
                    space=space, person_ref=f"identity:{new_id()}", state="confirmed",
                    starts_at=instant_of(day, start), ends_at=instant_of(day, start + 120),
                    made_at=at, made_by_ref="bench", confirmed_at=at,
                )  # fmt: skip
                rows.append(row)
                claims.append(
                    Claim(
                        id=new_id(), leaf=space, reservation=row, starts_at=row.starts_at,
                        ends_at=row.ends_at,
                    )
                )  # fmt: skip
        Reservation.objects.bulk_create(rows)
        Claim.objects.bulk_create(claims)
        mark([(space.id, c.starts_at, c.ends_at) for c in claims], taken=True)
        made += len(rows)
    return made


def sign_in(count: int) -> list[str]:
    """People with sessions; returns the session cookies."""
    cookies = []
    for n in range(count):
        user = User.objects.create(
            kind="citizen", email=f"bench{n}@example.jp", password="!unusable", joined_at=now()
        )
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


def far_slot() -> tuple[datetime, datetime]:
    """A time in a month that the counters are booked for."""
    day = today() + timedelta(days=30)
    return instant_of(day, 600), instant_of(day, 660)
