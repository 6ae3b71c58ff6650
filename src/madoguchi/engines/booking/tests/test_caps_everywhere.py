# SPDX-License-Identifier: Apache-2.0
"""Do caps hold for people who telephone and for those who win a lottery?"""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from madoguchi.engines.booking.rules import refusals, rerun_draw
from madoguchi.engines.booking.tests.browser import body
from madoguchi.engines.booking.tests.staff import said, visit


@pytest.fixture
def one_a_day(db, at, keys):
    """The gym lets everyone have one booking a day."""
    from madoguchi.engines.booking.tests import town

    town.build(at, caps=[{"period": "day", "most": 1}])
    return town


def call(town, at, *, party="", phone="0000-24-7788", part=("9:00", "12:00"), name="港 太郎"):
    from madoguchi.engines.booking.commands.book_for_caller import book_for_caller

    new = {} if party else {"name": name, "kana": "ミナト タロウ", "phone": phone}
    return book_for_caller(
        wanted=town.want(starts=part[0], ends=part[1]), party_ref=party, new=new, token=uuid4(),
        actor=town.clerk(), at=at,
    )  # fmt: skip


AFTERNOON, EVENING = ("13:00", "17:00"), ("18:00", "21:00")


def test_a_known_caller_has_the_same_caps_as_everyone(one_a_day, at):
    town = one_a_day
    first = call(town, at)
    with pytest.raises(refusals.CapReached):
        call(town, at, party=first.person_ref, part=AFTERNOON)
    call(town, at, phone="0000-24-9999", part=AFTERNOON)


def test_a_new_name_with_the_same_telephone_is_no_new_person(one_a_day, at):
    town = one_a_day
    call(town, at)
    with pytest.raises(refusals.CapReached):
        call(town, at, name="港 次郎", phone="０００0-24-7788", part=AFTERNOON)


def test_whom_a_counter_has_seen_counts_for_themselves(one_a_day, at):
    from madoguchi.engines.booking import api

    town = one_a_day
    first = call(town, at)
    other = "caller:0197a000-0000-7000-8000-00000000000a"
    api.register_patron(
        party_ref=other, section=town.SECTION, actor=town.clerk(), at=at, proved_by="counter",
        personal={"name": "港 花子", "phone": "0000-24-7788"},
    )  # fmt: skip
    call(town, at, party=other, part=AFTERNOON)
    with pytest.raises(refusals.CapReached):
        call(town, at, party=other, part=EVENING)
    with pytest.raises(refusals.CapReached):
        call(town, at, party=first.person_ref, part=EVENING)


def test_a_caller_who_is_not_registered_counts_by_the_telephone(one_a_day, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.queries.finding import find_people

    town = one_a_day
    known = {"channel": "phone", "straight": True, "contact": {"phone": "0000-24-7788"}}
    api.hold(wanted=town.want(**known), actor=town.clerk(), at=at)
    assert find_people("0000-24-7788") == [], "nobody is found by it"
    with pytest.raises(refusals.CapReached):
        api.hold(wanted=town.want(starts="13:00", ends="17:00", **known), actor=town.clerk(), at=at)
    nameless = {**known, "contact": {}}
    api.hold(wanted=town.want(starts="13:00", ends="17:00", **nameless), actor=town.clerk(), at=at)
    town.sound()


@pytest.fixture
def drawn(one_a_day, akari, funaki, at, tmp_path):
    """灯 wins two times of one day, 舟木 has a booking on the day already and wins another."""
    from madoguchi.engines.booking import api

    town = one_a_day
    by = {"actor": town.clerk(), "at": at}
    api.hold(wanted=town.want(starts="9:00", ends="12:00", straight=True), actor=funaki, at=at)
    api.plan_round(
        key="december", title={"ja": "12月の抽選"}, offers=["gym"],
        days=(town.DAY, town.DAY + timedelta(days=30)), opens_at=at,
        closes_at=at + timedelta(days=1), confirm_by=at + timedelta(days=2),
        rules={"wishes_most": 3, "wins_most": 2}, **by,
    )  # fmt: skip
    later = town.DAY + timedelta(days=1)
    api.enter_lottery(
        round_key="december", actor=akari, at=at,
        wishes=[[town.want(day=later)], [town.want(day=later, starts="13:00", ends="17:00")]],
    )  # fmt: skip
    wish = town.want(starts="18:00", ends="21:00")
    api.enter_lottery(round_key="december", actor=funaki, at=at, wishes=[[wish]])
    over = at + timedelta(days=1)
    api.close_round(round_key="december", actor=town.clerk(), at=over)
    one = api.draw_round(round_key="december", actor=town.clerk(), at=over)
    place = tmp_path / "published.json"
    place.write_text(one.published, encoding="utf-8")
    return one, place


def test_a_win_over_the_cap_is_no_booking_and_the_file_says_so(drawn, akari, funaki, one_a_day):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import LotteryEntry, Reservation

    one, place = drawn
    file = json.loads(one.published)
    assert len(file["wins"]) == 3
    assert {(n["why"], n["cap"]["ja"]) for n in file["not_granted"]} == {("cap", "1日1件まで")}
    assert len(file["not_granted"]) == 2
    won = Reservation.objects.filter(channel="lottery")
    assert list(won.values_list("person_ref", flat=True)) == [akari.ref]
    entry = LotteryEntry.objects.get(person_ref=funaki.ref)
    assert (entry.state, "上限" in entry.state_reason) == ("lost", True)
    assert [n.kind for n in api.list_own_notices(funaki)] == ["capped", "confirmed"]
    assert {n.kind for n in api.list_own_notices(akari)} == {"won", "capped"}
    assert rerun_draw.faults_of(file) == []
    program = Path(rerun_draw.__file__)
    ran = subprocess.run(
        [sys.executable, "-I", str(program), str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, "1日1件まで" in ran.stdout) == (0, True)
    one_a_day.sound()


def test_a_win_may_not_vanish_without_a_reason(drawn):
    file = json.loads(drawn[0].published)
    file["not_granted"][0]["digest"] = "0" * 64
    assert rerun_draw.faults_of(file) != []


def test_the_pages_of_the_round_tell_of_it(drawn, at, one_a_day):
    from django.test import Client

    page = body(Client().get("/booking/lotteries/december/"))
    assert "2件は、申し込んだ方の予約数が上限に達していた" in page
    assert "上限に達しているため" in said(
        visit(at, "senior").get("/staff/booking/lotteries/december/")
    )


def test_a_capped_win_is_no_loss_that_weighs(drawn, one_a_day, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import LotteryEntry

    town, later = one_a_day, at + timedelta(days=2)
    by = {"actor": town.clerk()}
    days = (town.DAY + timedelta(days=5), town.DAY + timedelta(days=6))
    api.plan_round(
        key="next", title={"ja": "次"}, offers=["gym"], days=days, opens_at=later,
        closes_at=later + timedelta(days=1), confirm_by=later + timedelta(days=2),
        rules={"losses_counted": 3}, at=later, **by,
    )  # fmt: skip
    api.enter_lottery(round_key="next", wishes=[[town.want(day=days[0])]], actor=funaki, at=later)
    api.close_round(round_key="next", at=later + timedelta(days=1), **by)
    assert LotteryEntry.objects.get(round__key="next").losses == 0
