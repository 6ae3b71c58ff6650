# SPDX-License-Identifier: Apache-2.0
"""Purposes, seasons, special days, suspension, opening and closing: edited, previewed, kept?"""

from datetime import date

import pytest

from madoguchi.engines.booking.tests import town as place
from madoguchi.engines.booking.tests.forms import form_of, post, text
from madoguchi.engines.booking.tests.staff import visit

GYM = "/staff/booking/rules/gym/"


@pytest.fixture
def staff(town, at):
    return visit(at, "senior")


def rules_of(key="gym"):
    from madoguchi.engines.booking.models import Offer

    return Offer.objects.get(key=key).read_rules()


def test_purposes_get_names_in_three_languages_and_can_be_chosen_at_once(staff):
    form = form_of(staff.get(GYM))
    form |= {"purposes.0.ja": ["バドミントン"], "purposes.0.en": ["Badminton"],
             "purposes.1.ja": ["卓球"], "purposes.1.key": ["table-tennis"]}  # fmt: skip
    looked = post(staff, GYM, form, do="look")
    assert looked.status_code == 200
    assert 'name="fees.0.purposes" value="table-tennis"' in text(looked)
    assert post(staff, GYM, form, do="save", why="目的を分ける").status_code == 302
    rules = rules_of()
    assert rules.purposes == {"バドミントン", "table-tennis"}
    assert (rules.word("バドミントン", "en"), rules.word("table-tennis")) == ("Badminton", "卓球")
    again = form_of(staff.get(GYM))
    assert post(staff, GYM, again, do="save", why="同じ").status_code == 302
    assert rules_of() == rules
    again = form_of(staff.get(GYM))
    gone = {**again, **{name: [""] for name in again if name.startswith("purposes.0.")}}
    assert post(staff, GYM, gone, do="save", why="一つに").status_code == 302
    assert len(rules_of().purposes) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [({"purposes.0.en": ["Judo"]}, "目的の名前を入れてください"),
     ({"purposes.0.ja": ["柔道"], "purposes.1.ja": ["柔道"]}, "同じ目的が二度"),
     ({"open_hours.0.starts": ["9:00"], "open_hours.0.ends": ["12:00"],
       "open_hours.0.season": ["2/30-3/1"]}, "始まりと終わりの月日"),
     ({"open_days.0.starts": ["9:00"]}, "入れてください"),
     ({"penalty.points": ["0"]}, "1以上に"),
     ({"won_release.earliest_hours": ["50"]}, "早い方以上に")],
)  # fmt: skip
def test_what_cannot_be_is_named_and_kept(staff, change, words):
    form = {**form_of(staff.get(GYM)), **change}
    page = post(staff, GYM, form, do="look")
    assert page.status_code == 422
    assert words in text(page)
    assert all(f'value="{one[0]}"' in text(page) for one in change.values())


def test_a_season_and_special_days_decide_when_there_are_slots(staff, town):
    from madoguchi.engines.booking.rules.own_hours import own_hours

    form = form_of(staff.get(GYM))
    form |= {
        "open_hours.0.starts": ["9:00"], "open_hours.0.ends": ["17:00"],
        "open_hours.0.season": ["11/1-3/31"], "open_days.0.on": ["R8.12.1"],
        "open_days.1.on": ["2026-12-02"], "open_days.1.starts": ["13:00"],
        "open_days.1.ends": ["21:00"],
    }  # fmt: skip
    assert post(staff, GYM, form, do="save", why="冬の時間").status_code == 302
    rules = rules_of()
    assert own_hours(rules, date(2026, 12, 1)) == ()
    assert own_hours(rules, date(2026, 12, 2)) == ((780, 1260),)
    assert own_hours(rules, date(2026, 12, 3)) == ((540, 1020),)
    page = text(staff.get(GYM))
    for words in ('value="11/1-3/31"', 'value="2026-12-01"', 'value="13:00"'):
        assert words in page, words
    again = form_of(staff.get(GYM))
    assert post(staff, GYM, again, do="save", why="同じ").status_code == 302
    assert rules_of() == rules


def test_suspension_release_and_answering_are_edited(staff):
    form = form_of(staff.get(GYM))
    form |= {"penalty.points": ["5"], "penalty.suspend_days": ["14"], "waiting.answer_hours": ["48"],
             "won_release.latest_hours": ["72"]}  # fmt: skip
    assert post(staff, GYM, form, do="save", why="見直し").status_code == 302
    rules = rules_of()
    assert (rules.penalty.points, rules.penalty.suspend_days, rules.penalty.within_days) == (
        5,
        14,
        180,
    )
    assert (rules.waiting.answer_hours, rules.won_release.latest_hours) == (48, 72)


def test_the_preview_says_from_when_and_by_whom_real_days_can_be_booked(staff):
    form = form_of(staff.get(GYM))
    form |= {
        "window.days_before": ["30"], "window.closes_minutes_before": ["60"],
        "eligible.months_from": ["3"], "eligible.months_until": ["5"],
        "eligible.residents_only": ["on"], "caps.0.period": ["month"], "caps.0.most": ["4"],
    }  # fmt: skip
    page = text(post(staff, GYM, form, do="look"))
    # 令和8年11月20日 is the first day of the preview; sixty days before it, then thirty
    assert "9月21日" in page
    assert "10月21日" in page
    assert "だれが、いつから予約できるか" in page
    # in months of age: from 5 to 3 on that day
    assert "令和8年5月21日(木) – 令和8年8月20日(木)" in page
    for words in ("市内にお住まい", "4件まで"):
        assert words in page, words


@pytest.mark.parametrize(
    ("eligible", "day", "births"),
    [({"months_from": 3, "months_until": 5}, date(2026, 11, 20),
      (date(2026, 5, 21), date(2026, 8, 20))),
     ({"age_from": 65}, date(2026, 11, 20), (None, date(1961, 11, 20))),
     ({"age_until": 17}, date(2026, 11, 20), (date(2008, 11, 21), date(2026, 11, 20))),
     ({"months_from": 1}, date(2026, 2, 28), (None, date(2026, 1, 31))),
     ({}, date(2026, 11, 20), (None, None))],
)  # fmt: skip
def test_births_that_fit_are_those_that_booking_lets_in(eligible, day, births):
    from datetime import timedelta

    from madoguchi.engines.booking.rules.offer import Eligibility
    from madoguchi.engines.booking.rules.people import months_old
    from madoguchi.engines.booking.rules.window_effects import births_on

    one = Eligibility(**eligible)
    assert births_on(one, day) == births
    first, last = births
    if "months_from" in eligible and last:
        assert months_old(last, day) >= one.months_from
        assert months_old(last + timedelta(days=1), day) < one.months_from
    if "months_until" in eligible and first:
        assert months_old(first, day) <= one.months_until
        assert months_old(first - timedelta(days=1), day) > one.months_until


def test_an_offer_is_closed_and_opened_again_with_a_reason(staff, town, at, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Offer
    from madoguchi.engines.booking.rules.refusals import OfferUnknown

    booked = api.hold(wanted=town.want(straight=True), actor=akari, at=at)
    assert "入っている予約1件はそのまま残り" in text(staff.get(GYM))
    bare = staff.post(GYM, {"do": "close", "open_why": " "})
    assert bare.status_code == 422
    assert "理由を書いてください" in text(bare)
    done = staff.post(GYM, {"do": "close", "open_why": "改修のため"})
    assert done.status_code == 302
    assert "改修のため" in text(staff.get(done.url))
    with pytest.raises(OfferUnknown):
        api.hold(wanted=town.want("gym", "13:00", "17:00"), actor=akari, at=at)
    booked.refresh_from_db()
    assert booked.state == "confirmed"
    twice = staff.post(GYM, {"do": "close", "open_why": "改修のため"})
    offer = Offer.objects.get(key="gym")
    assert (twice.status_code, offer.is_open, offer.version) == (302, False, 2)
    assert staff.post(GYM, {"do": "open", "open_why": "終わった"}).status_code == 302
    assert api.hold(wanted=town.want("gym", "13:00", "17:00"), actor=akari, at=at).state == "held"
    assert booked.offer.section == place.SECTION


def test_only_those_who_manage_close_an_offer(town, at):
    assert visit(at, "case_worker").post(GYM, {"do": "close", "open_why": "x"}).status_code == 403
    other = visit(at, "senior", sections=("tax",))
    assert other.post(GYM, {"do": "close", "open_why": "x"}).status_code == 404


def test_the_preview_counts_who_holds_more_than_new_caps_allow(staff, town, at, akari, funaki):
    from madoguchi.engines.booking import api

    for who, hours in ((akari, ("9:00", "12:00")), (akari, ("13:00", "17:00")),
                       (funaki, ("18:00", "21:00"))):  # fmt: skip
        api.hold(wanted=town.want("gym", *hours, straight=True), actor=who, at=at)
    form = form_of(staff.get(GYM))
    form |= {"caps.0.period": ["month"], "caps.0.most": ["1"]}
    assert "予約だけで超える方・団体が1あります" in text(post(staff, GYM, form, do="look"))
    form |= {"caps.0.most": ["2"]}
    assert "予約だけで超える" not in text(post(staff, GYM, form, do="look"))
