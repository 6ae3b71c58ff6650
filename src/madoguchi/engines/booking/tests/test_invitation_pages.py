# SPDX-License-Identifier: Apache-2.0
"""A list of invitations is imported, and a family books by number and birth date."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client

from madoguchi.engines.booking.tests.forms import form_of, text
from madoguchi.engines.booking.tests.staff import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town, at):
    return visit(at, "senior")


@pytest.fixture
def checkup(town, at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    by = {"section": town.SECTION, "actor": SYSTEM, "at": at}
    api.define_quota(key="doctors", capacity=2, period="slot", **by)
    return api.define_offer(
        key="three", kind="checkup", title={"ja": "3歳児健診"}, quotas=["doctors"],
        rules={
            "times": {"kind": "grid", "minutes": 30}, "window": {"days_before": 60},
            "open_hours": [{"weekdays": ["thu"], "starts": "13:00", "ends": "15:00"}],
            "own_overlap": True, "invitations": "only",
            "eligible": {"residents_only": True, "months_from": 36, "months_until": 47},
        }, **by,
    )  # fmt: skip


LIST = (
    "案内番号,氏名,生年月日,世帯番号\nT3-1001,灯 ひより,2023-11-02,F1\n"
    "T3-1002,灯 みなと,R5.11.2,F1\nT3-1003,舟木 そら,2023-13-20,\n"
)
PATH = "/staff/booking/rules/invitations/three/"


def upload(staff, content):
    file = BytesIO(content)
    file.name = "list.csv"
    return staff.post(PATH, {"list": file})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_list_is_looked_at_line_by_line_before_it_is_imported(staff, checkup, encoding):
    from madoguchi.engines.booking.models import Invitation

    look = upload(staff, LIST.encode(encoding))
    page = text(look)
    assert "新しく案内 2、内容の変更 0、同じ 0、直すところがある 1" in page
    assert "直すところがあります" in page
    assert not Invitation.objects.exists()
    kept = form_of(look)["kept"][0]
    wrong = staff.post(PATH, {"kept": kept, "do": "wrong"})
    assert "舟木 そら" in wrong.content.decode("utf-8-sig")
    done = staff.post(PATH, {"kept": kept, "do": "import"}, follow=True)
    assert "2人分を取り込みました" in text(done)
    assert Invitation.objects.count() == 2
    assert "同じ 2" in text(upload(staff, LIST.encode(encoding)))
    gone = staff.post(f"{PATH}withdraw/", {"number": "t3-1001"}, follow=True)
    assert "案内を取り下げました" in text(gone)
    assert staff.post(f"{PATH}withdraw/", {"number": "x"}).status_code == 404


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00\x01", b"x" * 2_000_001])
def test_what_is_no_list_is_refused_on_the_page(staff, checkup, content):
    page = upload(staff, content)
    assert page.status_code == 422
    assert "この名簿は読めません" in text(page)
    assert staff.post(PATH, {"kept": "bm9uc2Vuc2U=", "do": "import"}).status_code == 422


def enter(client, number="T3-1001", year="5", month="11", day="2"):
    return client.post(
        "/booking/invited/",
        {"number": number, "birth.era": "令和", "birth.year": year, "birth.month": month,
         "birth.day": day},
    )  # fmt: skip


def test_a_family_books_by_number_and_birth_date_without_account(staff, checkup, town):
    kept = form_of(upload(staff, LIST.encode()))["kept"][0]
    staff.post(PATH, {"kept": kept, "do": "import"})
    client = Client()
    assert client.get("/booking/invited/choose/").url == "/booking/invited/"
    assert enter(client, day="3").status_code == 404
    assert enter(client, month="13").status_code == 422
    assert enter(client).url == "/booking/invited/choose/"
    page = client.get("/booking/invited/choose/")
    for words in ("灯 ひよりさん", "灯 みなとさん", "12月3日"):
        assert words in text(page), words
    form = form_of(page)
    assert len(form["child"]) == 2
    missing = client.post("/booking/invited/choose/", form)
    assert missing.status_code == 422
    time = next(one for one in text(page).split('"') if one.startswith("|"))
    done = client.post("/booking/invited/choose/", {**form, "time": time}, follow=True)
    assert "予約しました。" in text(done)
    town.sound()
    number = text(done).split('name="number" value="')[1].split('"')[0]
    stranger = Client()
    assert stranger.post("/booking/invited/cancel/", {"number": number}).url == "/booking/invited/"
    over = client.post("/booking/invited/cancel/", {"number": number}, follow=True)
    assert "取り消しました" in text(over)
    assert client.post("/booking/invited/cancel/", {"number": "R8-0000"}).status_code == 404
    town.sound()


def test_guessing_has_to_wait(checkup):
    client = Client()
    for _ in range(5):
        assert enter(client, number="T3-9999").status_code == 404
    assert enter(client, number="T3-9999").status_code == 429


def test_an_invitation_closes_after_half_an_hour(staff, checkup, at):
    from madoguchi.kernel import clock

    kept = form_of(upload(staff, LIST.encode()))["kept"][0]
    staff.post(PATH, {"kept": kept, "do": "import"})
    client = Client()
    enter(client)
    with clock.frozen(at + timedelta(minutes=31)):
        assert client.get("/booking/invited/choose/").url == "/booking/invited/"
