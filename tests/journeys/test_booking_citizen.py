# SPDX-License-Identifier: Apache-2.0
"""A citizen books: search, hold, confirm, cancel; a lottery entered, drawn and proven."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from madoguchi.kernel.clock import today
from tests.journeys.booking_place import ROUND, in_portal
from tests.journeys.conftest import Open
from tests.journeys.filling import day, fill
from tests.journeys.people import sign_in_resident
from tests.journeys.reader import NARROW, WIDE, Reader
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
_A_MONTH_AGO = """one => {
  const [place, starts, ends] = one.value.split("|");
  one.value = [place, starts - 30 * 86400, ends - 30 * 86400].join("|");
}"""
"""A page that was left open for long."""
CONTACT = {"name": "灯 あかり", "phone": "090-0000-1125"}


@pytest.fixture(scope="module")
def places(city: Town) -> Town:
    """The city with places to book."""
    in_portal(city, "build")
    return city


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("width", "scripts"), [(NARROW, False), (WIDE, True)], ids=["phone-without-scripts", "desk"]
)
def test_a_time_is_found_held_booked_and_given_back(
    places: Town, citizen: Open, width: int, scripts: bool
) -> None:
    with citizen(width=width, scripts=scripts, folder="booking") as akari:
        sign_in_resident(akari, places.passwords["residents"])
        akari.open("/")
        akari.says("空きを探す")
        akari.open("/booking/?q=体育館+午後")
        akari.look("search")
        for view in ("month", "week", "list"):
            akari.open(f"/booking/offers/gym/?view={view}")
            akari.look(f"offer-{view}")
        wanted = today() + timedelta(days=20)
        akari.open(f"/booking/?q=体育館+午後&day={wanted.isoformat()}")
        _press_first_time(akari)
        akari.look("held")
        akari.says("仮押さえしています")
        if scripts:
            akari.says("残り9分")
        fill(akari, CONTACT)
        akari.send()
        akari.look("booked")
        akari.says("予約できました")
        number = akari.text("#receipt-number")
        akari.open("/booking/mine/")
        akari.look("mine")
        akari.says(number)
        akari.open(f"/booking/reservations/{number}/change/")
        akari.look("change")
        akari.open(f"/booking/reservations/{number}/cancel/")
        akari.look("cancel")
        akari.says("料金はかかりません")
        akari.send()
        akari.says(f"予約{number}を取り消しました")


def _press_first_time(reader: Reader) -> None:
    with reader.page.expect_navigation():
        reader.page.locator("main button.chip").first.click()


@pytest.mark.timeout(300)
def test_a_lottery_is_entered_drawn_and_proven(places: Town, citizen: Open, tmp_path: Path) -> None:
    with citizen(width=NARROW, scripts=False, folder="booking") as akari:
        sign_in_resident(akari, places.passwords["residents"])
        akari.open(f"/booking/lotteries/{ROUND}/")
        akari.look("round-open")
        akari.press("抽選に申し込む")
        akari.press("希望を増やす")
        akari.look("enter")
        akari.send()
        akari.look("enter-empty")
        akari.says("希望を1つ以上選んでください")
        for n in (1, 2):
            for name, option in (("place", n), ("day", 3), ("time", n)):
                field = akari.page.locator(f'[name="w{n}.1.{name}"]')
                field.select_option(index=option)
        akari.send()
        akari.look("entry")
        akari.says("抽選に申し込みました")
        entry, digest = akari.path, akari.text("#digest").strip()
        in_portal(places, "draw")
        akari.open(entry)
        akari.look("entry-won")
        akari.says("当選")
        akari.open(f"/booking/lotteries/{ROUND}/")
        akari.look("round-drawn")
        akari.says("引き直し、同じ結果になりました")
        _check(akari, tmp_path, digest)


def _check(reader: Reader, folder: Path, digest: str) -> None:
    """Save file and program, and draw again with nothing else."""
    for path, name in (
        (f"/booking/lotteries/{ROUND}/published.json", "file.json"),
        ("/booking/lotteries/rerun_draw.py", "rerun_draw.py"),
    ):
        answer = reader.context.request.get(reader.origin + path)
        assert answer.ok
        (folder / name).write_bytes(answer.body())
    done = subprocess.run(
        [sys.executable, "-I", "rerun_draw.py", "file.json", "--mine", digest],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "○" in done.stdout
    assert "[1]" in done.stdout


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_other_pages_stand(places: Town, citizen: Open, scripts: bool) -> None:
    with citizen(width=WIDE, scripts=scripts, folder="booking") as akari:
        sign_in_resident(akari, places.passwords["residents"])
        for path, name in (
            ("/booking/courses/", "courses"),
            ("/booking/offers/phone-class/", "course"),
            ("/booking/offers/rooms/?view=week", "rooms"),
            ("/booking/registration/", "registration"),
            ("/booking/registration/groups/new/", "new-group"),
            ("/booking/offers/gym/embed/", "embed"),
            ("/booking/lotteries/", "rounds"),
        ):
            akari.open(path)
            akari.look(name)
            akari.resize(NARROW)
            akari.look(name)
            akari.resize(WIDE)


def test_somebody_registers_a_group_and_joins_a_course_without_scripts(
    places: Town, citizen: Open
) -> None:
    with citizen(width=NARROW, scripts=False, folder="booking") as akari:
        sign_in_resident(akari, places.passwords["residents"])
        akari.open("/booking/registration/")
        fill(akari, {"name": "灯 あかり", **day("birth", "昭和", "63", "4", "12")})
        akari.send()
        akari.look("registered")
        akari.says("登録しました")
        akari.press("団体を仮登録する")
        akari.send()
        akari.look("new-group-empty")
        fill(akari, {"group_name": "灯台ミニバス", "phone": "0000-24-5555", "member-1": "舟木 渡",
                     **day("born-1", "平成", "8", "9", "30")})  # fmt: skip
        akari.send()
        akari.says("団体を仮登録しました")
        if "/groups/" not in akari.path:
            akari.press("灯台ミニバス")
        for width in (WIDE, NARROW):
            akari.resize(width)
            akari.look("group")
        akari.says("舟木 渡")
        akari.open("/booking/courses/")
        akari.press("はじめてのスマートフォン教室")
        akari.look("course")
        akari.send()
        akari.look("course-held")
        fill(akari, CONTACT)
        akari.send()
        akari.look("course-booked")
        akari.says("予約できました")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_children_are_asked_for_and_a_past_time_leads_to_free_ones(
    places: Town, citizen: Open, scripts: bool
) -> None:
    with citizen(width=NARROW, scripts=scripts, folder="booking") as akari:
        sign_in_resident(akari, places.passwords["residents"])
        akari.open("/booking/offers/checkup/?view=list")
        _press_first_time(akari)
        akari.look("births")
        akari.send()
        akari.look("births-empty")
        akari.says("お子さんのお名前を入れてください")
        akari.open("/booking/offers/gym/?view=list")
        first = akari.page.locator("main button.chip").first
        first.evaluate(_A_MONTH_AGO)
        _press_first_time(akari)
        akari.look("refused")
        akari.says("この時間の受付は終わりました")
        akari.says("近くで空いている時間")
        akari.open("/")
        akari.look("home")
