# SPDX-License-Identifier: Apache-2.0
"""Do the pages about rules, series and invitations work, keep what was typed, and refuse well?"""

from datetime import date

import pytest
from django.test import Client

from madoguchi.engines.booking.tests import town
from madoguchi.engines.booking.tests.forms import form_of, post, text
from madoguchi.engines.booking.tests.staff import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town, at):
    return visit(at, "senior")


@pytest.fixture
def resident(town, at):
    """灯 あかり, signed in."""
    from madoguchi.platform.identity.api import actor_for, create_citizen
    from tests.cast import AKARI

    user = create_citizen(email=AKARI.email, password=AKARI.password, at=at)
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    client.actor = actor_for(user)
    return client


@pytest.fixture
def series(at):
    """The gym takes series."""
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    api.define_offer(
        key="gym", kind="facility", title={"ja": "体育館"}, section=town.SECTION,
        rules={**town.GYM_RULES, "series_most": 6}, spaces=["hall", "hall-a", "hall-b"],
        actor=SYSTEM, at=at,
    )  # fmt: skip


def test_the_list_names_every_offer_of_the_section(staff, town, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = staff.get("/staff/booking/rules/")
    assert page.status_code == 200
    for words in ("体育館", "会議室", "スマートフォン教室", "転入の窓口", "第1版"):
        assert words in text(page)
    assert "体育館" not in text(visit(at, "senior", sections=("tax",)).get("/staff/booking/rules/"))


def test_others_do_not_get_in(town, at):
    assert Client().get("/staff/booking/rules/gym/").status_code == 401
    assert visit(at, "case_worker").get("/staff/booking/rules/gym/").status_code == 403
    other = visit(at, "senior", sections=("tax",))
    assert other.get("/staff/booking/rules/gym/").status_code == 404
    assert other.post("/staff/booking/rules/gym/", {"do": "save"}).status_code == 404


@pytest.mark.parametrize("key", ["gym", "rooms", "course", "counter"])
def test_what_is_stored_reads_back_the_same(staff, key):
    from madoguchi.engines.booking.models import Offer

    path = f"/staff/booking/rules/{key}/"
    form = form_of(staff.get(path))
    page = post(staff, path, form, do="look")
    assert page.status_code == 200, text(page)
    assert "予約できる枠は変わりません" in text(page)
    before = Offer.objects.get(key=key).read_rules()
    saved = post(staff, path, form, do="save", why="見直し")
    assert saved.status_code == 302, text(saved)
    assert Offer.objects.get(key=key).read_rules() == before


def test_a_preview_says_what_happens_on_real_dates_and_changes_nothing(staff, town, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Offer

    booked = api.hold(wanted=town.want(straight=True), actor=akari, at=at)
    path = "/staff/booking/rules/gym/"
    form = form_of(staff.get(path))
    form |= {"times.parts.0.starts": ["9:30"], "fees.0.yen": ["1500"]}
    page = text(post(staff, path, form, do="look"))
    assert "新しく予約できる枠 84、なくなる枠 84。" in page
    assert "新しい決まりに合わない予約が1件あります" in page
    assert booked.number in page
    assert "1,200円" in page
    assert "1,500円" in page
    assert Offer.objects.get(key="gym").version == 1
    assert 'name="fees.0.yen" type="text" value="1500"' in page


def test_saving_makes_a_revision_and_the_booking_keeps_its_rules(staff, town, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Offer

    booked = api.hold(wanted=town.want(straight=True), actor=akari, at=at)
    path = "/staff/booking/rules/gym/"
    form = form_of(staff.get(path))
    form |= {"cancellation.steps.0.owed_percent": ["100"], "buffer_after": ["30"]}
    assert "理由を入れてください" in text(post(staff, path, form, do="save"))
    done = post(staff, path, form, do="save", why="取消しが多いため")
    assert done.status_code == 302
    history = text(staff.get(done.url))
    for words in ("第2版", "第1版", "取消しが多いため", "佐波 みお", "後の間隔、取消し"):
        assert words in history, words
    assert Offer.objects.get(key="gym").read_rules().buffer_after == 30
    assert api.cancel(reservation_id=booked.id, actor=akari, at=at).amount_yen == 0
    old = text(staff.get(f"{path}?from=1"))
    assert 'name="buffer_after" type="text" value="15"' in old


def test_who_saved_first_is_not_overwritten(staff):
    path = "/staff/booking/rules/gym/"
    form = form_of(staff.get(path))
    assert post(staff, path, form, do="save", why="一").status_code == 302
    late = post(staff, path, {**form, "people_most": ["77"]}, do="save", why="二")
    assert late.status_code == 409
    assert "ほかの職員が先に" in text(late)
    assert 'value="77"' in text(late)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"times.parts.0.starts": ["9:03"]}, "時刻として読めません"),
        ({"times.parts.0.starts": ["25:00"]}, "時刻として読めません"),
        ({"times.parts.0.ends": ["9:00"]}, "枠の終わりは、始まりより後に"),
        ({"times.parts.2.ends": ["24:00"]}, "どの場所の開館時間にも入りません"),
        ({"window.months_before": ["2"]}, "日数か月のどちらか一方"),
        ({"buffer_after": ["7"]}, "5の倍数に"),
        ({"people_most": ["0"]}, "1以上に"),
        ({"people_most": ["many"]}, "数字で入れてください"),
        ({"fees.1.yen": ["5"]}, "この行は使われません"),
        ({"eligible.age_from": ["20"], "eligible.age_until": ["10"]}, "だれも予約できません"),
        ({"eligible.age_from": ["20"], "eligible.months_until": ["30"]}, "だれも予約できません"),
        ({"caps.0.period": ["month"]}, "入れてください"),
    ],
)
def test_a_wrong_rule_is_named_at_its_field_and_nothing_is_lost(staff, change, words):
    from madoguchi.engines.booking.models import Offer

    path = "/staff/booking/rules/gym/"
    form = {**form_of(staff.get(path)), **change, "why": ["ためし"]}
    for button in ("look", "save"):
        page = post(staff, path, form, do=button)
        assert page.status_code == 422, button
        assert words in text(page)
        for name, value in change.items():
            if value[0] != "month":
                assert f'value="{value[0]}"' in text(page), name
    assert Offer.objects.get(key="gym").version == 1


def test_a_capacity_below_what_is_sold_is_said_before(staff, town, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Quota

    api.hold(wanted=town.course(people=2, straight=True), actor=akari, at=at)
    path = "/staff/booking/rules/course/"
    form = form_of(staff.get(path))
    for button in ("look", "save"):
        page = post(staff, path, {**form, "quota.phones": ["1"]}, do=button, why="へらす")
        assert page.status_code == 422
        assert "2人分の予約があるため、定員を1人にはできません" in text(page)
    assert Quota.objects.get(key="phones").capacity == 3
    assert post(staff, path, {**form, "quota.phones": ["5"]}, do="save", why="ふやす").url
    assert Quota.objects.get(key="phones").capacity == 5


def test_another_way_of_giving_times_brings_its_fields(staff):
    path = "/staff/booking/rules/gym/"
    form = form_of(staff.get(path))
    page = post(staff, path, {**form, "times.kind": ["minutes"]}, do="look")
    assert page.status_code == 422
    assert 'name="times.minutes"' in text(page)
    filled = {**form, "times.kind": ["minutes"], "times.minutes": ["60"]}
    assert post(staff, path, filled, do="save", why="コマに").status_code == 302


WISH = {
    "space": "hall", "every": "week", "first": "2026-12-01", "last": "R8.12.22",
    "starts": "9:00", "ends": "12:00", "people": "10",
}  # fmt: skip


def test_a_resident_books_a_series_and_cancels_the_rest(resident, series, town, funaki, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(day=date(2026, 12, 8)), actor=funaki, at=at)
    path = "/booking/series/gym/"
    assert resident.get(path).status_code == 200
    look = resident.get(path, WISH)
    assert "1日は希望どおりに取れません。3日は空いています。" in text(look)
    form = form_of(look)
    assert form["on.2026-12-08"] == [""]
    done = resident.post(path, form)
    assert done.status_code == 302
    assert resident.post(path, form).url == done.url
    page = text(resident.get(done.url))
    assert "3回分を予約しました" in page
    number = done.url.split("/of/")[1].split("/")[0]
    own = f"/booking/series/of/{number}/"
    asked = text(resident.get(f"{own}?cancel=rest"))
    assert "これからの3回をすべて取り消しますか" in asked
    over = resident.post(own, {"cancel": "rest"}, follow=True)
    assert "3回分を取り消しました" in text(over)
    assert number in text(resident.get("/booking/series/")) or "毎週" in text(
        resident.get("/booking/series/")
    )
    town.sound()


def test_a_date_that_went_meanwhile_keeps_the_other_choices(resident, series, town, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    path = "/booking/series/gym/"
    form = form_of(resident.get(path, WISH))
    form["on.2026-12-15"] = [""]
    api.hold(wanted=town.want(day=date(2026, 12, 22)), actor=funaki, at=at)
    page = resident.post(path, form)
    assert page.status_code == 409
    assert "まだ1件も予約していません" in text(page) or "1回" in text(page)
    again = form_of(page)
    assert again["on.2026-12-15"] == [""]
    assert again["on.2026-12-22"] == [""]
    assert Reservation.objects.count() == 1
    assert resident.post(path, again).status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first": "2026-13-01"}, "月"),
        ({"starts": "9:02"}, "時刻として読めません"),
        ({"people": "-1"}, "数字で入れてください"),
        ({"space": "nowhere"}, "場所を選んでください"),
        ({"every": ""}, "くり返し方を選んでください"),
        ({"last": "2027-12-01"}, "1回から6回まで"),
        ({"last": "2026-11-01"}, "1回から6回まで"),
        ({"starts": "12:00", "ends": "9:00"}, "終わりの時刻は、始まりより後"),
    ],
)
def test_a_series_that_cannot_be_is_said_and_kept(resident, series, change, words):
    page = resident.get("/booking/series/gym/", {**WISH, **change})
    assert page.status_code in {200, 422}
    assert words in text(page)
    assert all(
        f'value="{one}"' in text(page) for one in change.values() if one and one != "nowhere"
    )


def test_strangers_get_no_series(resident, series, town, at):
    from madoguchi.engines.booking.commands.book_series import book_series
    from madoguchi.engines.booking.rules.series import Place, SeriesWish

    wish = SeriesWish(
        offer="gym", space="hall", every="week", starts=540, ends=720,
        first_on=town.DAY, last_on=town.DAY,
    )  # fmt: skip
    place = Place(town.on("9:00"), town.on("12:00"), "hall")
    made = book_series(wish=wish, chosen=[place], actor=town.citizen("other"), at=at)
    path = f"/booking/series/of/{made.number}/"
    assert resident.get(path).status_code == 404
    assert resident.post(path, {"cancel": "rest"}).status_code == 404
    assert Client().get(path).status_code == 302
    assert resident.get("/booking/series/rooms/").status_code == 422


def test_a_clerk_books_a_series_for_a_caller(staff, series, town):
    path = "/staff/booking/rules/series/gym/"
    assert "お名前を入れてください" in text(staff.get(path, WISH))
    look = staff.get(path, {**WISH, "name": "港 太郎", "phone": "0000-24-0000"})
    done = staff.post(path, form_of(look))
    assert done.url.startswith("/staff/booking/rules/series/of/")
    assert "4回分を予約しました" in text(staff.get(done.url))
    town.sound()
