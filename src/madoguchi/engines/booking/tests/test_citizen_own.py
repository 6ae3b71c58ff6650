# SPDX-License-Identifier: Apache-2.0
"""Lotteries, registration, check-ups, calendars: do their pages keep what they promise?"""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.booking.tests.browser import body, book, press, slot

BIRTH = {"era": "令和", "year": "8", "month": "8", "day": "10"}


@pytest.fixture
def lottery(town, at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    return api.plan_round(
        key="spring", title={"ja": "12月の抽選"}, offers=["gym"],
        days=(date(2026, 12, 7), date(2026, 12, 20)), opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=1), confirm_by=at + timedelta(days=3), actor=SYSTEM, at=at,
    )  # fmt: skip


def wishes(town, *times):
    typed = {}
    for n, (day, clock) in enumerate(times, 1):
        typed |= {
            f"w{n}.1.place": "gym|hall", f"w{n}.1.day": day, f"w{n}.1.time": clock,
        }  # fmt: skip
    return {**typed, "people": "4", "do": "send"}


def draw(at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    api.close_round(round_key="spring", actor=SYSTEM, at=at + timedelta(hours=2))
    api.draw_round(round_key="spring", actor=SYSTEM, at=at + timedelta(hours=2))


def test_a_lottery_keeps_its_times_from_the_calendar(town, lottery, akari_web):
    page = body(Client().get("/booking/offers/gym/?view=week&day=2026-12-08"))
    assert "/booking/lotteries/spring/enter/" in page
    refused = press(akari_web, town, slot=slot(town, day=date(2026, 12, 8)))
    assert refused.status_code == 409
    assert "この時間は抽選で決まります" in body(refused)


def test_enter_draw_confirm_and_prove(town, lottery, akari_web, at, tmp_path):
    page = "/booking/lotteries/spring/"
    assert lottery.commitment in body(Client().get(page))
    assert Client().get(f"{page}published.json").status_code == 404
    sent = akari_web.post(
        f"{page}enter/", wishes(town, ("2026-12-08", "540-720"), ("2026-12-09", "780-1020"))
    )
    assert sent.status_code == 302, body(sent)
    entry = sent.headers["Location"]
    digest = re.search(r'id="digest">([0-9a-f]{64})', body(akari_web.get(entry)))[1]
    twice = akari_web.post(f"{page}enter/", wishes(town, ("2026-12-08", "540-720")))
    assert twice.status_code == 409
    draw(at)
    shown = body(akari_web.get(entry))
    assert "当選" in shown
    here = re.search(r'/booking/reservations/[^"]+', shown)[0]
    assert "当選した予約を確定する" in body(akari_web.get(here))
    proof = body(Client().get(page))
    assert "引き直し、同じ結果になりました" in proof
    (tmp_path / "file.json").write_bytes(Client().get(f"{page}published.json").content)
    (tmp_path / "rerun.py").write_bytes(Client().get("/booking/lotteries/rerun_draw.py").content)
    done = subprocess.run(
        [sys.executable, "-I", "rerun.py", "file.json", "--mine", digest],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert f"{digest}: [1]" in done.stdout


def test_a_tampered_result_is_told_by_the_page(town, lottery, akari_web, at):
    from madoguchi.engines.booking.models import LotteryWish

    akari_web.post("/booking/lotteries/spring/enter/", wishes(town, ("2026-12-08", "540-720")))
    draw(at)
    LotteryWish.objects.update(won=False)
    assert "公開した内容が一致していません" in body(Client().get("/booking/lotteries/spring/"))


def test_rows_of_wishes_move_without_losing_a_choice(town, lottery, akari_web):
    address = "/booking/lotteries/spring/enter/"
    typed = wishes(town, ("2026-12-08", "540-720"), ("2026-12-09", "780-1020"))
    up = body(akari_web.post(address, {**typed, "do": "up-2"}))
    assert up.index('value="2026-12-09" selected') < up.index('value="2026-12-08" selected')
    less = body(akari_web.post(address, {**typed, "do": "remove-1"}))
    assert 'value="2026-12-08" selected' not in less
    wrong = akari_web.post(address, {**typed, "w1.1.day": ""})
    assert wrong.status_code == 422
    assert "第1希望の場所・日にち・時間" in body(wrong)


def test_an_entry_is_its_owners_and_can_be_withdrawn(town, lottery, akari_web, funaki_web):
    sent = akari_web.post(
        "/booking/lotteries/spring/enter/", wishes(town, ("2026-12-08", "540-720"))
    )
    entry = sent.headers["Location"]
    assert funaki_web.get(entry).status_code == 404
    assert funaki_web.post(f"{entry}withdraw/").status_code == 404
    assert akari_web.post(f"{entry}withdraw/").status_code == 302
    assert "取り下げました" in body(akari_web.get(entry))


@pytest.fixture
def checkup(town, at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    by = {"section": town.SECTION, "actor": SYSTEM, "at": at}
    api.define_quota(key="doctors", capacity=2, period="slot", **by)
    api.define_offer(
        key="baby", kind="checkup", title={"ja": "4か月児健診"}, quotas=["doctors"],
        rules={
            "times": {"kind": "grid", "parts": [{"starts": "13:00", "ends": "14:00"}]},
            "eligible": {"months_from": 3, "months_until": 5}, "window": {"days_before": 60},
        }, **by,
    )  # fmt: skip


def children(*births):
    typed = {"births_asked": "1"}
    for n, birth in enumerate(births, 1):
        typed[f"child-{n}"] = f"子{n}"
        typed |= {f"birth-{n}.{part}": value for part, value in birth.items()}
    return typed


def test_siblings_come_to_a_check_up_together_or_not_at_all(checkup, town, akari_web, funaki_web):
    value = slot(town, "13:00", "14:00", "")
    asked = press(akari_web, town, "baby", slot=value)
    assert "健診を受けるお子さん" in body(asked)
    old = press(akari_web, town, "baby", slot=value, **children(BIRTH, {**BIRTH, "year": "5"}))
    assert old.status_code == 403
    assert "年齢" in body(old)
    unread = press(akari_web, town, "baby", slot=value, **children({**BIRTH, "month": "13"}))
    assert unread.status_code == 422
    made = press(akari_web, town, "baby", slot=value, **children(BIRTH, BIRTH))
    assert made.status_code == 302, body(made)
    assert "子1、子2" in body(akari_web.get(made.headers["Location"]))
    full = press(funaki_web, town, "baby", slot=value, **children(BIRTH))
    assert full.status_code == 409


def test_own_words_register_and_prove_no_residence(town, akari_web):
    address = "/booking/registration/"
    wrong = akari_web.post(address, {"name": "灯 あかり"})
    assert wrong.status_code == 422
    birth = {
        f"birth.{k}": v for k, v in {"era": "昭和", "year": "63", "month": "4", "day": "12"}.items()
    }
    assert akari_web.post(address, {"name": "灯 あかり", **birth}).status_code == 302
    page = body(akari_web.get(address))
    assert "まだ確かめていません" in page
    group = akari_web.post(
        f"{address}groups/new/",
        {"group_name": "灯台ミニバス", "member-1": "舟木 渡", "rows": "10", "do": "send",
         **{f"born-1.{k}": v for k, v in {"era": "平成", "year": "8", "month": "9", "day": "30"}.items()}},
    )  # fmt: skip
    assert group.status_code == 302, body(group)
    shown = body(akari_web.get(group.headers["Location"]))
    assert "会員2人(市内と確かめた方0人)" in shown


@pytest.mark.parametrize(
    ("address", "resident"), [("灯台県灯台市港町1-1", True), ("他県他市1", False)]
)
def test_a_card_proves_residence(town, akari_web, at, address, resident):
    from madoguchi.engines.booking.commands.register_own import prove_own
    from madoguchi.engines.booking.models import Patron
    from madoguchi.engines.booking.rules.registration_refusals import ProofTooOld
    from madoguchi.engines.booking.web.citizen.registration import is_in_city
    from madoguchi.kernel.proofs import CardPerson, IdentityProof

    person = CardPerson(name="灯 あかり", address=address, birth="19880412")
    proof = IdentityProof(level="card", method="jpki_app", at=at, subject="s", person=person)
    told = {"proof": proof, "in_city": is_in_city(address), "actor": akari_web.actor}
    prove_own(**told, at=at)
    patron = Patron.objects.get(party_ref=akari_web.actor.ref)
    assert (patron.is_resident, patron.proved_by) == (resident, "card")
    page = body(
        akari_web.post("/booking/registration/", {"name": "別の名", "phone": "1"}, follow=True)
    )
    assert "灯 あかり" in page
    assert "別の名" not in page
    with pytest.raises(ProofTooOld):
        prove_own(**told, at=at + timedelta(days=2))


def test_a_secret_feed_shows_bookings_until_it_is_ended(town, akari_web):
    number = book(akari_web, town).split("/")[-2]
    akari_web.post("/booking/mine/calendar/", {"do": "make"})
    address = re.search(r"/booking/feeds/\w+/bookings\.ics", body(akari_web.get("/booking/mine/")))[
        0
    ]
    feed = body(Client().get(address))
    assert number in feed
    assert "DTSTART:20261201T000000Z" in feed
    akari_web.post("/booking/mine/calendar/", {"do": "end"})
    assert Client().get(address).status_code == 404
    akari_web.post("/booking/mine/calendar/", {"do": "make"})
    assert address not in body(akari_web.get("/booking/mine/"))


def test_a_public_feed_names_nobody(town, akari_web):
    number = book(akari_web, town).split("/")[-2]
    found = Client().get("/booking/spaces/hall/busy.ics")
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert "使用中" in body(found)
    assert number not in body(found)
    assert "あかり" not in body(found)
    assert body(Client().get("/booking/offers/course/sessions.ics")).count("BEGIN:VEVENT") == 2
    free = Client().get("/api/offers/gym/free?first=2026-12-01&last=2026-12-01")
    assert free.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(free.content)["places"]


def _queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "path", ["/booking/", "/booking/offers/gym/?month=2026-12", "/booking/mine/"]
)
def test_more_places_and_bookings_ask_no_more_questions(town, akari_web, at, path):
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    before = _queries(akari_web, path)
    for n in range(4):
        api.place_space(
            key=f"more-{n}", title={"ja": f"別室{n}"}, section=town.SECTION, actor=SYSTEM, at=at
        )
    api.define_offer(
        key="more", kind="facility", title={"ja": "別室"}, rules=town.ROOM_RULES,
        spaces=[f"more-{n}" for n in range(4)], section=town.SECTION, actor=SYSTEM, at=at,
    )  # fmt: skip
    for n in range(1, 4):
        day = town.DAY + timedelta(days=n)
        wanted = town.want(day=day, straight=True)
        api.hold(wanted=wanted, actor=akari_web.actor, at=datetime(2026, 11, 20, 1, tzinfo=UTC))
    assert _queries(akari_web, path) <= max(before, 1) + 1 <= 30
