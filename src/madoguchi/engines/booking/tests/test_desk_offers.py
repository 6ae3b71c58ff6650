# SPDX-License-Identifier: Apache-2.0
"""Do staff see what happens at offers without places: sheet, week, gate list, statistics?"""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.booking.tests.staff import said, visit

SHEET = "/staff/booking/sheet/?day=2026-12-01"


@pytest.fixture
def desk(town, at):
    return visit(at, "senior")


@pytest.fixture
def moving(town, at, akari):
    """灯 あかり comes to the counter at nine."""
    return counter(town, at, akari, "9:00", "9:30", people=2)


def counter(town, at, who, starts, ends, **more):
    from madoguchi.engines.booking import api

    contact = {"name": "灯 あかり", "kana": "アカリ アカリ", "phone": "0000-24-1111"}
    wanted = town.want("counter", starts, ends, straight=True, contact=contact, **more)
    return api.hold(wanted=wanted, actor=who, at=at)


def test_the_sheet_of_a_section_names_those_who_come_to_a_counter(desk, moving, town, at, funaki):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want("gym", straight=True), actor=funaki, at=at)
    page = said(desk.get(SHEET))
    for words in (
        "転入の窓口",
        "灯 あかり",
        "アカリ アカリ",
        "0000-24-1111",
        moving.number,
        "体育館",
    ):
        assert words in page, words
    only = said(desk.get(f"{SHEET}&facility=offer:counter"))
    assert moving.number in only
    assert only.count("<tr>") == 2
    assert moving.number not in said(desk.get(f"{SHEET}&facility=gym"))
    other = visit(at, "senior", sections=("tax",))
    assert moving.number not in said(other.get(SHEET))


def test_whoever_booked_a_course_comes_on_the_days_of_its_sessions_only(desk, town, at, akari):
    from madoguchi.engines.booking import api

    made = api.hold(wanted=town.course(straight=True, people=1), actor=akari, at=at)
    for day, comes in (("12/1", True), ("12/2", False), ("12/8", True)):
        page = said(desk.get(f"/staff/booking/sheet/?day={day}&facility=offer:course"))
        assert (made.number in page) is comes, day
        assert ("10:00–12:00" in page) is comes


def test_the_sheet_names_children_with_their_birth(desk, town, at, akari):
    from madoguchi.engines.booking import api

    checkup(at)
    wanted = town.want(
        "checkup", "13:00", "14:00", people=1, straight=True, births=(born(),),
        contact={"name": "灯 あかり", "children": "灯 みなと", "births": born().isoformat()},
    )  # fmt: skip
    api.hold(wanted=wanted, actor=akari, at=at)
    assert "お子さん:灯 みなと 令和8年8月1日" in said(desk.get(SHEET))


def born():
    from datetime import date

    return date(2026, 8, 1)


def checkup(at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests.town import SECTION
    from madoguchi.kernel.actors import SYSTEM

    by = {"section": SECTION, "actor": SYSTEM, "at": at}
    api.define_quota(key="doctors", capacity=6, period="slot", **by)
    api.define_offer(
        key="checkup", kind="checkup", title={"ja": "4か月児健診"}, quotas=["doctors"],
        rules={
            "times": {"kind": "grid", "parts": [{"starts": "13:00", "ends": "14:00"}]},
            "eligible": {"months_from": 3, "months_until": 5, "groups": "none"},
            "window": {"days_before": 60}, "people_most": 4,
        }, **by,
    )  # fmt: skip


def test_the_week_has_a_row_for_each_offer_with_taken_and_left(desk, moving, town, at, akari):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.course(straight=True, people=2), actor=akari, at=at)
    week = "/staff/booking/?day=2026-12-01&facility=offers"
    page = said(desk.get(week))
    for words in ("転入の窓口", "スマートフォン教室", "1件 2人", "あと2", "offer%3Acounter"):
        assert words in page, words
    assert page.count("1件 2人") == 2
    free = said(desk.get(f"{week}&kind=free"))
    assert 'data-mark="booked"' not in free
    booked = said(desk.get("/staff/booking/day/?day=2026-12-01&facility=offers&kind=booked"))
    assert 'data-mark="free"' not in booked


def test_the_week_of_offers_costs_the_same_whatever_is_booked(desk, town, at, akari, funaki):
    def count(address):
        with CaptureQueriesContext(connection) as found:
            desk.get(address)
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in found)

    addresses = ["/staff/booking/?day=2026-12-01&facility=offers", SHEET,
                 "/staff/booking/statistics/?facility=offers"]  # fmt: skip
    counter(town, at, akari, "9:00", "9:30")
    before = [count(one) for one in addresses]
    counter(town, at, funaki, "10:00", "10:30")
    counter(town, at, town.citizen("more"), "10:30", "11:00")
    assert [count(one) for one in addresses] == before
    assert max(before) <= 20, before


def test_a_gate_gets_the_list_of_an_offer(desk, moving, town, at, akari):
    from madoguchi.engines.booking import api

    held = town.want("counter", "11:00", "11:30")
    api.hold(wanted=held, actor=town.citizen("other"), at=at)
    assert 'value="offer:counter"' in said(desk.get("/staff/booking/gate/"))
    address = "/staff/booking/gate/list.json?facility=offer:counter&day=2026-12-01"
    answer = desk.get(address)
    listed = json.loads(answer.content)
    assert [one["number"] for one in listed["entries"]] == [moving.number]
    assert (listed["place"], listed["entries"][0]["place"]) == ("転入の窓口", "転入の窓口")
    assert "gate-counter-2026-12-01.json" in answer.headers["Content-Disposition"]


def test_the_rate_of_a_counter_is_places_taken_of_places(town, at, akari, clerk):
    from madoguchi.engines.booking.models import Offer
    from madoguchi.engines.booking.queries.usage_of_offers import read_offer_usage

    counter(town, at, akari, "9:00", "9:30", people=1)
    offers = list(Offer.objects.filter(key__in=["counter", "course"]).order_by("key"))
    found = read_offer_usage(offers, town.DAY, town.DAY)
    # two desks through the day, and three places of the course's hour from ten
    assert found.rate((1, 9)) == 25
    assert found.rate((1, 10)) == 0
    assert found.by_space[offers[0].ref].booked == 1
    assert found.open[1, 9] == 120
    assert found.open[1, 10] == 120 + 180
    assert found.rate_of([offers[0].ref]) == 1
    assert found.by_month[town.DAY].people == 1


def test_offers_that_share_a_quota_share_its_places(town, at, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Offer
    from madoguchi.engines.booking.queries.usage_of_offers import read_offer_usage
    from madoguchi.kernel.actors import SYSTEM

    api.define_offer(
        key="moving-out", kind="counter", title={"ja": "転出の窓口"}, quotas=["desks"],
        rules={"times": {"kind": "grid", "minutes": 30}, "window": {"days_before": 30}},
        section=town.SECTION, actor=SYSTEM, at=at,
    )  # fmt: skip
    counter(town, at, akari, "9:00", "9:30")
    offers = list(Offer.objects.filter(key__in=["counter", "moving-out"]))
    found = read_offer_usage(offers, town.DAY, town.DAY)
    assert found.open[1, 9] == 120
    assert found.rate((1, 9)) == 25


def test_statistics_and_csv_have_a_line_for_each_offer(town, at, akari):
    from madoguchi.engines.booking import api

    gone = counter(town, at, akari, "9:00", "9:30", people=2)
    api.cancel(reservation_id=gone.id, actor=akari, at=at)
    counter(town, at, akari, "10:00", "10:30")
    desk = visit(at, "viewer")
    page = said(desk.get("/staff/booking/statistics/?facility=offer:counter"))
    assert re.search(r'data-heat="[0-5]"', page)
    assert "転入の窓口" in page
    for facility in ("offers", "all", ""):
        sent = desk.get(f"/staff/booking/statistics/bookings.csv?facility={facility}")
        text = b"".join(sent.streaming_content).decode("utf-8-sig")
        line = next(one for one in text.splitlines() if one.startswith("転入の窓口"))
        # booked, used, no-shows, cancelled, late, expired, people
        assert line.split(",")[2:] == ["2", "0", "0", "1", "0", "0", "1"]
