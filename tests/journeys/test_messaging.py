# SPDX-License-Identifier: Apache-2.0
"""A notice from the clerk who writes it to the reader who stops it; an alarm on every page."""

from playwright.sync_api import Browser

from tests.journeys.people import sign_in_clerk, sign_in_resident
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader
from tests.journeys.town import Town

FOLDER = "messaging"
DESK = "/staff/messaging/"
HARD = "申請書を速やかに提出してください。"
EASY = "紙を すぐに 出して ください。"


def go_to_the_desk(city: Town, reader: Reader, login: str) -> None:
    """Sign in at the office and go over to the portal."""
    sign_in_clerk(reader, login, city.passwords["staff"])
    reader.open("/me/portal/")
    reader.send()
    reader.send()
    reader.origin = city.portal_url
    reader.problems.clear()  # the way led through two zones, as it should


def fill(reader: Reader, **fields: str) -> None:
    """Type into fields by their names."""
    for name, words in fields.items():
        reader.page.locator(f"[name={name}]").first.fill(words)


def choose(reader: Reader, name: str, value: str) -> None:
    """Choose in a list."""
    reader.page.locator(f"form.form select[name={name}]").select_option(value)


def write_a_notice(city: Town, writer: Reader) -> str:
    """A clerk writes, is shown what is hard to read, mends it and asks for approval; the page of it."""
    go_to_the_desk(city, writer, "sanami")
    writer.open(DESK)
    writer.look("desk", citizen=False)
    writer.open(f"{DESK}new/")
    choose(writer, "topic", "childcare")
    fill(writer, subject_ja="児童手当の現況届", text_ja="11月30日までに出してください。",
         subject_easy="子どもの お金の 紙", text_easy=HARD)  # fmt: skip
    writer.press("読みやすさを見る")
    writer.says("必ず直す")
    writer.says("こう書く → すぐに")
    writer.look("findings", citizen=False)
    fill(writer, text_easy=EASY)
    writer.press("保存して、送る相手を選ぶ")
    writer.look("audience", citizen=False)
    writer.press("人数を数えて、次へ")
    writer.says("読みにくい所は見つかりませんでした")
    writer.look("draft", citizen=False)
    writer.press("承認を頼む")
    return writer.path


def test_from_the_desk_to_the_inbox(city: Town, chromium: Browser) -> None:
    portal, office = city.portal_url, city.office_url
    with (
        a_reader(chromium, portal, width=NARROW, scripts=False, folder=FOLDER) as akari,
        a_reader(chromium, office, width=WIDE, folder=FOLDER) as writer,
        a_reader(chromium, office, width=WIDE, folder=FOLDER) as chief,
    ):
        sign_in_resident(akari, city.passwords["residents"])
        akari.open("/my/messages/settings/")
        akari.look("settings")
        akari.page.locator("input[name=topic][value=childcare]").check()
        akari.press("用件を保存する")
        akari.says("保存しました")

        here = write_a_notice(city, writer)
        go_to_the_desk(city, chief, "takeuchi")
        chief.open(f"{DESK}?tab=asked")
        chief.says("児童手当の現況届")
        chief.open(here)
        chief.look("asked", citizen=False)
        chief.press("承認して送る")
        chief.says("承認しました")
        city.call("portal", "messages", "--once")

        akari.open("/my/messages/")
        akari.says("児童手当の現況届")
        akari.look("inbox")
        akari.press("児童手当の現況届")
        akari.says("11月30日までに出してください")
        akari.look("message")
        chief.open(here)
        chief.says("届き方")
        chief.look("report", citizen=False)

        row = city.rows(
            "portal", "SELECT state FROM messaging_delivery WHERE opened_at IS NOT NULL"
        )
        assert row


def test_the_pages_of_the_desk_at_both_widths(city: Town, chromium: Browser) -> None:
    for width in (NARROW, WIDE):
        with a_reader(chromium, city.office_url, width=width, folder=FOLDER) as chief:
            go_to_the_desk(city, chief, "takeuchi")
            for name in ("", "new/", "alarm/", "templates/", "templates/evacuation-4/",
                         "templates/booking-confirmed/1/preview/", "dead/", "addresses/",
                         "exclusions/"):  # fmt: skip
                chief.open(f"{DESK}{name}")
                chief.look(f"desk-{name.strip('/').replace('/', '-')}-{width}", citizen=False)


def test_an_alarm_stands_on_every_page(city: Town, chromium: Browser) -> None:
    with (
        a_reader(chromium, city.portal_url, width=NARROW, scripts=False, folder=FOLDER) as guest,
        a_reader(chromium, city.office_url, width=WIDE, folder=FOLDER) as chief,
    ):
        go_to_the_desk(city, chief, "takeuchi")
        chief.open(f"{DESK}alarm/")
        fill(chief, subject_ja="高齢者等避難", text_ja="港町に高齢者等避難を出しました。",
             subject_easy="にげる じゅんび", text_easy="港町(みなとまち)の 人は、にげる じゅんびを して ください。")  # fmt: skip
        choose(chief, "level", "3")
        chief.press("保存して、送る相手を選ぶ")
        chief.press("人数を数えて、次へ")
        chief.press("1回目の確認をする")
        chief.page.locator("input[name=sure]").check()
        chief.look("alarm", citizen=False)
        chief.press("いますぐ全員に送る")
        for path in ("/", "/news/", "/booking/"):
            guest.open(path)
            guest.says("高齢者等避難", within=".emergency")
            guest.look(f"alarm-{path.strip('/') or 'home'}")
        guest.press("くわしく見る", within=".emergency")
        guest.look("news-item")
        chief.press("ホームページから下げる")
        guest.open("/")
        assert guest.page.locator(".emergency").count() == 0
