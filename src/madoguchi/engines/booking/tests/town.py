# SPDX-License-Identifier: Apache-2.0
"""A small town's places, offers and people for the tests of booking."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import NAMESPACE_DNS, uuid5

from madoguchi.engines.booking.rules.times import instant_of, minute_of
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import SYSTEM, Actor

DAY = date(2026, 12, 1)
"""令和8年12月1日(火)."""
SECTION = "sports"


def citizen(name):
    return Actor(kind="citizen", ref=f"identity:{uuid5(NAMESPACE_DNS, name)}", name="")


def clerk(section=SECTION):
    return Actor(
        kind="staff",
        ref=f"identity:{uuid5(NAMESPACE_DNS, 'clerk')}",
        name="佐波 みお",
        roles=frozenset({"senior"}),
        sections=frozenset({section}),
    )


def on(clock, day=DAY):
    return instant_of(day, minute_of(clock))


def want(offer="gym", starts="9:00", ends="12:00", day=DAY, **more):
    place = {"gym": "hall", "rooms": "room-1"}.get(offer, "")
    values = {"space": place, **more}
    return Wanted(offer=offer, starts_at=on(starts, day), ends_at=on(ends, day), **values)


GYM_RULES = {
    "times": {
        "kind": "grid",
        "parts": [
            {"starts": "9:00", "ends": "12:00"},
            {"starts": "13:00", "ends": "17:00"},
            {"starts": "18:00", "ends": "21:00"},
        ],
        "most_in_a_row": 3,
    },
    "buffer_after": 15,
    "window": {"days_before": 60},
    "fees": [{"yen": 1200, "per": "slot"}],
    "cancellation": {
        "steps": [
            {"hours_before": 168, "owed_percent": 0},
            {"hours_before": 24, "owed_percent": 50},
        ],
        "late_hours": 24,
        "late_points": 1,
    },
    "lottery": True,
}
ROOM_RULES = {
    "times": {"kind": "free", "step": 30, "shortest": 60, "longest": 240},
    "window": {"days_before": 60},
}


def build(at, **changes):
    from madoguchi.engines.booking import api

    by = {"section": SECTION, "actor": SYSTEM, "at": at}
    for key, parent in (("gym", ""), ("hall", "gym"), ("hall-a", "hall"), ("hall-b", "hall")):
        api.place_space(key=key, title={"ja": key}, parent=parent, **by)
    for key in ("room-1", "room-2"):
        api.place_space(key=key, title={"ja": key}, **by)
    every = 0b1111_1111
    hours = [api.Hours(every, minute_of("9:00"), minute_of("21:00"))]
    api.set_hours(space="gym", hours=hours, actor=SYSTEM, at=at)
    api.set_hours(
        space="room-1", hours=[api.Hours(every, 540, minute_of("24:00"))], actor=SYSTEM, at=at
    )
    api.define_offer(
        key="gym", kind="facility", title={"ja": "体育館"}, rules={**GYM_RULES, **changes},
        spaces=["hall", "hall-a", "hall-b"], **by,
    )  # fmt: skip
    api.define_offer(
        key="rooms", kind="facility", title={"ja": "会議室"}, rules=ROOM_RULES,
        spaces=["room-1", "room-2"], **by,
    )  # fmt: skip
    api.define_quota(key="phones", capacity=3, period="all", **by)
    api.define_offer(
        key="course", kind="course", title={"ja": "スマートフォン教室"}, quotas=["phones"],
        rules={
            "times": {"kind": "sessions", "sessions": [
                {"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T12:00:00+09:00"},
                {"starts_at": "2026-12-08T10:00:00+09:00", "ends_at": "2026-12-08T12:00:00+09:00"},
            ]},
            "window": {"days_before": 60},
            "waiting": {"size": 5},
        }, **by,
    )  # fmt: skip
    api.define_quota(key="desks", capacity=2, period="slot", **by)
    api.define_offer(
        key="counter", kind="counter", title={"ja": "転入の窓口"}, quotas=["desks"],
        rules={"times": {"kind": "grid", "minutes": 30}, "window": {"days_before": 30}}, **by,
    )  # fmt: skip


def build_court(at):
    """A court in room-2 that asks for a purpose and keeps a waiting list."""
    from madoguchi.engines.booking import api

    hours = [api.Hours(0b1111_1111, minute_of("9:00"), minute_of("21:00"))]
    api.set_hours(space="room-2", hours=hours, actor=SYSTEM, at=at)
    api.define_offer(
        key="court", kind="facility", title={"ja": "コート"}, spaces=["room-2"], section=SECTION,
        rules={
            "times": {"kind": "grid", "minutes": 60}, "window": {"days_before": 60},
            "purposes": ["練習", "大会"], "waiting": {"size": 5, "answer_hours": 2},
            "fees": [{"yen": 500, "purposes": ["大会"]}, {"yen": 300}],
            "cancellation": {"steps": [{"hours_before": 200, "owed_percent": 0}], "late_hours": 48,
                             "late_points": 1},
            "penalty": {"points": 9},
            "caps": [{"period": "upcoming", "most": 2}],
        }, actor=SYSTEM, at=at,
    )  # fmt: skip


def cap_gym(at, *, most):
    """Nobody may have more than so many bookings of the gym on a day; None: as many as they like."""
    from madoguchi.engines.booking import api

    offer = api.get_offer("gym")
    data = offer.read_rules().model_dump(mode="json")
    data["caps"] = [{"period": "day", "most": most}] if most else []
    api.define_offer(
        key="gym", kind="facility", title=offer.title, rules=data, section=SECTION,
        spaces=["hall", "hall-a", "hall-b"], actor=SYSTEM, at=at,
    )  # fmt: skip


def rule(key, **rules):
    """Other rules for an offer, as of now."""
    from madoguchi.engines.booking.models import Offer

    found = Offer.objects.get(key=key)
    found.rules = {**found.rules, **rules}
    found.version += 1
    found.save(update_fields=["rules", "version"])


def course(**more):
    return Wanted(
        offer="course",
        starts_at=on("10:00"),
        ends_at=on("12:00", DAY + timedelta(days=7)),
        **more,
    )


def sound():
    """What must hold whatever happened: claims, counts and bitmaps say the same as the bookings."""
    from madoguchi.engines.booking.models import Claim

    live = list(Claim.objects.filter(live=True).select_related("reservation", "leaf"))
    _sound_claims(live)
    _sound_bits(live)
    _sound_counts()
    _sound_reservations(live)


def _sound_claims(live):
    by_leaf = {}
    for claim in live:
        assert claim.reservation is None or claim.reservation.blocks, claim
        by_leaf.setdefault(claim.leaf_id, []).append((claim.starts_at, claim.ends_at))
    for spans in by_leaf.values():
        for before, after in pairwise(sorted(spans)):
            assert before[1] <= after[0], "double booking"


def _sound_bits(live):
    from madoguchi.engines.booking.models import LeafMonth
    from madoguchi.engines.booking.rules.times import months_between, ones

    bits = {}
    for claim in live:
        for month, first, count in months_between(claim.starts_at, claim.ends_at):
            place = (claim.leaf_id, month)
            bits[place] = bits.get(place, 0) | ones(first, count)
    stored = {
        (row.leaf_id, row.month): int.from_bytes(row.bits, "little")
        for row in LeafMonth.objects.all()
    }
    assert {k: v for k, v in stored.items() if v} == bits


def _sound_counts():
    from django.db.models import Sum

    from madoguchi.engines.booking.models import QuotaCount

    for count in QuotaCount.objects.annotate(units=Sum("uses__units")):
        assert count.taken == (count.units or 0)
        assert count.taken <= count.capacity


def _sound_reservations(live):
    from madoguchi.engines.booking.models import Reservation

    for one in Reservation.objects.select_related("space", "offer"):
        uses = sum(one.uses.values_list("units", flat=True))
        quotas = one.offer.quotas.count()
        assert uses == (one.people * quotas if one.blocks else 0), one
        if one.blocks and one.space:
            leaves = set(one.space.leaf_rows.values_list("leaf_id", flat=True))
            own = [c for c in live if c.reservation_id == one.id]
            rooms = {c.leaf_id for c in own if c.leaf.kind != "equipment"}
            assert rooms == leaves
            assert len(own) - len(rooms) == _pieces(one)


def _pieces(one):
    """How many pieces of counted equipment a booking must have."""
    from madoguchi.engines.booking.rules.equipment import counted

    return sum(counted(one.offer.read_rules(), map(tuple, one.extras)).values())


def sound_waiting():
    """Who waits is known, who does not is forgotten, and whoever's waiting ended was told why."""
    from madoguchi.engines.booking.models import Notice, WaitingEntry

    for one in WaitingEntry.objects.select_related("reservation"):
        if one.state != "waiting":
            assert not bytes(one.sealed), one
            assert one.passed_over == "", one
        if one.state == "offered":
            assert one.reservation.end_reason != "hold_over", one
        if one.state == "over":
            told = Notice.objects.filter(party_ref=one.person_ref, kind=f"waiting_{one.end_reason}")
            assert told.exists(), one
