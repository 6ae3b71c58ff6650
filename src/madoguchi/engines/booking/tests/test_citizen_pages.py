# SPDX-License-Identifier: Apache-2.0
"""How do citizens book: search, hold, confirm, look, change, cancel, wait?"""

import re
from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.engines.booking.tests.browser import CONTACT, DAY, body, book, hold, press, slot


def test_words_find_a_free_time_that_can_be_pressed(town):
    page = body(Client().get("/booking/", {"q": "12月1日 午後 体育館"}))
    assert "体育館 hall-a" in page
    assert slot(town, "13:00", "17:00", "hall-a") in page
    assert slot(town, "9:00", "12:00", "hall-a") not in page
    assert "会議室" not in page.split('id="result"')[1]


def test_a_search_without_words_shows_every_kind(town):
    page = body(Client().get("/booking/"))
    assert all(one in page for one in ("会議室 room-1", "スマートフォン教室", "転入の窓口"))


def test_what_is_too_small_or_nowhere_is_said(town):
    page = body(Client().get("/booking/", {"q": "体育館", "people": "5000"}))
    assert "この場所は" in page
    assert "条件に合うものは見つかりませんでした" in body(Client().get("/booking/?q=スケート"))


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_the_calendar_marks_the_days(town, akari, at, view):
    from madoguchi.engines.booking import api

    for part in (("9:00", "12:00"), ("13:00", "17:00"), ("18:00", "21:00")):
        for space in ("hall-a", "hall-b"):
            api.hold(
                wanted=town.want(starts=part[0], ends=part[1], space=space, straight=True),
                actor=town.citizen(f"{part}{space}"), at=at,
            )  # fmt: skip
    page = body(Client().get(f"/booking/offers/gym/?view={view}&day={DAY}&month=2026-12"))
    assert {"month": "満員", "week": "予約あり", "list": "空いている時間はありません"}[
        view
    ] in page or ("予約あり" in page)
    later = Client().get(f"/booking/offers/gym/?view={view}&day=2026-12-02&month=2026-12")
    assert "空き" in body(later)


def test_a_guest_is_asked_to_sign_in(town):
    assert press(Client(), town).headers["Location"].startswith("/accounts/login/")


def test_hold_confirm_look_cancel(town, akari_web, at):
    here = hold(akari_web, town)
    page = body(akari_web.get(here))
    assert "仮押さえしています" in page
    assert 'data-countdown="600"' in page
    missing = akari_web.post(f"{here}fill/", {"do": "book", "seen": "1200", "people": "2"})
    assert missing.status_code == 422
    assert "お名前を入れてください" in body(missing)
    done = akari_web.post(f"{here}fill/", {"do": "book", "seen": "1200", "people": "2", **CONTACT})
    assert done.status_code == 302, body(done)
    page = body(akari_web.get(here))
    assert "予約できました" in page
    assert "square-code" in page
    assert "1,200円" in page
    assert "灯 あかり" in page
    mine = body(akari_web.get("/booking/mine/"))
    assert "窓口でのお支払い 1,200円" in mine
    ask = body(akari_web.get(f"{here}cancel/"))
    assert "取り消しても、料金はかかりません" in ask
    gone = akari_web.post(f"{here}cancel/", {"do": "cancel"})
    assert gone.headers["Location"] == "/booking/mine/"
    assert "取り消した予約" in body(akari_web.get(here))
    town.sound()


def test_pressing_twice_holds_once(town, akari_web):
    from madoguchi.engines.booking.models import Reservation

    assert (
        hold(akari_web, town, once="x") == hold(akari_web, town, once="x") == hold(akari_web, town)
    )
    assert Reservation.objects.count() == 1


def test_a_changed_fee_is_shown_before_it_is_owed(town, akari_web):
    here = hold(akari_web, town)
    filled = {"do": "book", "seen": "1", "people": "2", **CONTACT}
    page = akari_web.post(f"{here}fill/", filled)
    assert "料金は1,200円になりました" in body(page)
    assert "仮押さえしています" in body(akari_web.get(here))


def test_what_was_taken_meanwhile_leads_to_alternatives(town, akari_web, funaki_web):
    book(akari_web, town)
    refused = press(funaki_web, town)
    assert refused.status_code == 409
    page = body(refused)
    assert "先に予約が入りました" in page
    assert slot(town, "13:00", "17:00") in page


def test_a_past_time_and_nonsense_are_refused_kindly(town, akari_web):
    past = press(akari_web, town, slot=slot(town, day=town.DAY - timedelta(days=30)))
    assert past.status_code == 422
    assert "受付は終わりました" in body(past)
    assert press(akari_web, town, slot="hall|x|y").status_code == 422
    assert press(akari_web, town, slot="nowhere|1764547200|1764558000").status_code in {404, 422}


def test_a_longer_time_and_fewer_people(town, akari_web):
    here = hold(akari_web, town)
    assert "9時から17時" in body(akari_web.get(here))
    end = int(town.on("17:00").timestamp())
    akari_web.post(f"{here}fill/", {"do": "recount", "people": "3", "ends": end, **CONTACT})
    page = body(akari_web.get(here))
    assert 'value="3"' in page
    assert "2,400円" in page
    akari_web.post(
        f"{here}fill/", {"do": "book", "seen": "2400", "people": "3", "ends": end, **CONTACT}
    )
    changed = akari_web.post(
        f"{here}change/", {"people": "1", "ends": int(town.on("12:00").timestamp())}
    )
    assert changed.status_code == 302, body(changed)
    assert "1,200円" in body(akari_web.get(here))
    moved = akari_web.post(f"{here}change/", {"slot": slot(town, "18:00", "21:00")})
    assert moved.status_code == 302, body(moved)
    assert "18時から21時" in body(akari_web.get(here))
    town.sound()


def test_nobody_sees_the_booking_of_another(town, akari_web, funaki_web):
    here = book(akari_web, town)
    for path in (here, f"{here}cancel/", f"{here}change/", f"{here}booking.ics"):
        assert funaki_web.get(path).status_code == 404
    assert funaki_web.post(f"{here}fill/", {"do": "book"}).status_code == 404


def test_several_are_cancelled_together(town, akari_web):
    numbers = [
        book(akari_web, town, slot=slot(town, day=town.DAY + timedelta(days=n))).split("/")[-2]
        for n in (0, 1)
    ]
    page = body(akari_web.get("/booking/mine/cancel/", {"number": numbers}))
    assert all(one in page for one in numbers)
    akari_web.post("/booking/mine/cancel/", {"number": numbers, "do": "cancel"})
    assert "これからの予約はありません" in body(akari_web.get("/booking/mine/"))


def test_a_full_course_takes_names_for_its_waiting_list(town, akari_web, funaki_web, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.course(people=3, straight=True), actor=town.citizen("x"), at=at)
    page = body(akari_web.get("/booking/offers/course/"))
    assert "満員(キャンセル待ち)" in page
    wanted = slot(town, "10:00", "12:00", "").split("|")
    ends = int(town.on("12:00", town.DAY + timedelta(days=7)).timestamp())
    value = f"|{wanted[1]}|{ends}"
    assert "キャンセル待ちをする" in body(
        akari_web.get(f"/booking/offers/course/wait/?slot={value}")
    )
    joined = akari_web.post("/booking/offers/course/wait/", {"slot": value, "people": "2"})
    assert joined.status_code == 302, body(joined)
    again = akari_web.post("/booking/offers/course/wait/", {"slot": value, "people": "2"})
    assert again.status_code == 302
    mine = body(akari_web.get("/booking/mine/"))
    leave = re.search(r'action="(/booking/waiting/[^"]+)"', mine)[1]
    assert akari_web.post(leave).status_code == 302
    assert "待つのをやめる" not in body(akari_web.get("/booking/mine/"))


def test_every_page_speaks_three_languages(town, akari_web):
    here = book(akari_web, town)
    for lang in ("ja", "en", "easy"):
        for path in (
            "/booking/", "/booking/courses/", "/booking/offers/gym/", "/booking/offers/course/",
            "/booking/offers/gym/embed/", "/booking/mine/", here, f"{here}cancel/",
            f"{here}change/", "/booking/lotteries/", "/booking/registration/",
            "/booking/offers/rooms/?view=week", "/booking/offers/counter/?view=list",
        ):  # fmt: skip
            found = akari_web.get(path, {"lang": lang} if "?" not in path else None)
            assert found.status_code == 200, path
