# SPDX-License-Identifier: Apache-2.0
"""Do the pages about rules, series and invitations work, keep what was typed, and refuse well?"""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.test import Client

from madoguchi.engines.booking.tests import town

pytestmark = pytest.mark.django_db


def visitor(*roles, sections=(town.SECTION,)):
    """A browser of staff whom the office has sent to the portal."""
    from madoguchi.platform.identity.visiting.assertion import Assertion
    from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

    at = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    told = Assertion(
        audience="", nonce="", id="-".join((*roles, *sections)), issued=0,
        expires=int(at.timestamp()) + 60, ref=town.clerk().ref, name="佐波 みお",
        roles=roles, sections=sections, factors=("passkey",),
        session_ends=int(at.timestamp()) + 3600,
    )  # fmt: skip
    client = Client()
    client.cookies[COOKIE] = let_in(told, at=at)
    return client


@pytest.fixture
def staff(town):
    return visitor("senior")


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


def text(response):
    return unescape(response.content.decode())


class Reader(HTMLParser):
    """The fields of a page as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.fields, self.select = {}, ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = [given.get("value", "")]
        elif name:
            self._control(name, given)

    def _control(self, name, given):
        if given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", "on"))
        else:
            self.fields[name] = [given.get("value", "")]

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""


def form_of(response):
    """The fields of the forms of a page, without the token and the file."""
    reader = Reader()
    reader.feed(response.content.decode())
    left_out = {"csrfmiddlewaretoken", "list", "do", "viewport", "color-scheme"}
    return {name: value for name, value in reader.fields.items() if name not in left_out}


def post(client, path, form, **more):
    return client.post(path, {**form, **more})


def test_the_list_names_every_offer_of_the_section(staff, town, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = staff.get("/staff/booking/rules/")
    assert page.status_code == 200
    for words in ("体育館", "会議室", "スマートフォン教室", "転入の窓口", "第1版"):
        assert words in text(page)
    assert "体育館" not in text(visitor("senior", sections=("tax",)).get("/staff/booking/rules/"))


def test_others_do_not_get_in(town):
    assert Client().get("/staff/booking/rules/gym/").status_code == 401
    assert visitor("case_worker").get("/staff/booking/rules/gym/").status_code == 403
    other = visitor("senior", sections=("tax",))
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
