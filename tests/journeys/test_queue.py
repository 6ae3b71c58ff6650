# SPDX-License-Identifier: Apache-2.0
"""A number on the phone, called by the keyboard at the desk, shown in the lobby, done."""

from playwright.sync_api import Browser, expect

from tests.journeys.people import sign_in_clerk
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader
from tests.journeys.town import Town

FOLDER = "queue"
LINE, DESK = "after-hours", "citizens-night"
"""The counter of nights and holidays is open whenever the tests run."""
MOST_BEFORE_US = 30


def take_ticket(reader: Reader) -> str:
    """Take a number and return its address."""
    reader.open("/queue/")
    reader.look("board")
    reader.open(f"/queue/lines/{LINE}/take/")
    reader.look("take")
    reader.page.locator("summary", has_text="お手伝いが必要な方").click()
    reader.page.get_by_label("聞こえにくい").check()
    reader.send()
    assert reader.path.startswith("/queue/tickets/")
    reader.says("あなたの前に")
    reader.look("ticket")
    return reader.path


def go_to_the_desk(city: Town, reader: Reader) -> None:
    """Sign in at the office, go over to the portal and stand at the desk."""
    sign_in_clerk(reader, "hirose", city.passwords["staff"])
    reader.open("/me/portal/")
    reader.send()
    reader.send()
    reader.origin = city.portal_url
    reader.open(f"/staff/queue/desks/{DESK}/")
    reader.problems.clear()  # the way led through two zones, as it should


def key(reader: Reader, letter: str) -> None:
    """Press one key of the desk and wait for the page."""
    with reader.page.expect_navigation():
        reader.page.keyboard.press(letter)


def call_until(reader: Reader, label: str) -> None:
    """Serve whoever is before us, with two keys a person, until this number is called."""
    if reader.page.locator("button[data-key=o]").count():
        key(reader, "o")
    for _ in range(MOST_BEFORE_US):
        if reader.page.locator("button[data-key=s]").count():
            if label in reader.text(".desk-now"):
                return
            key(reader, "s")
        key(reader, "n")
    raise AssertionError(f"{label} was never called: {reader.text()}")


def test_from_the_phone_to_the_desk(city: Town, chromium: Browser) -> None:
    portal = city.portal_url
    with (
        a_reader(chromium, portal, width=NARROW, folder=FOLDER) as phone,
        a_reader(chromium, portal, width=NARROW, scripts=False, folder=FOLDER) as plain,
        a_reader(chromium, portal, width=WIDE, folder=FOLDER) as lobby,
        a_reader(chromium, city.office_url, width=WIDE, folder=FOLDER) as clerk,
    ):
        address = take_ticket(phone)
        label = phone.text(".queue-number").split()[-1]
        go_to_the_desk(city, clerk)
        clerk.look("desk", citizen=False)
        lobby.open("/queue/display/citizens/")
        lobby.look("display", citizen=False)
        call_until(clerk, label)
        clerk.look("desk-called", citizen=False)

        expect(phone.page.locator(".queue-call")).to_contain_text(
            "時間外窓口へお越し", timeout=15_000
        )
        assert label in phone.page.title()
        phone.look("called")
        call = lobby.page.locator(f".display-call[data-new]:has-text('{label}')")
        expect(call).to_be_visible(timeout=10_000)
        assert (
            call.get_attribute("data-say-en")
            == f"Number Y {int(label[1:])}, please come to Night counter."
        )
        lobby.look("display-called", citizen=False)
        plain.open(address)
        plain.says("時間外窓口へお越しください")
        plain.look("called")

        key(clerk, "s")
        key(clerk, "e")
        expect(phone.page.locator(".queue-call")).to_contain_text("お済みです", timeout=15_000)
        phone.look("done")


def test_without_scripts_a_number_is_taken_and_given_up(city: Town, chromium: Browser) -> None:
    with a_reader(chromium, city.portal_url, width=NARROW, scripts=False, folder=FOLDER) as reader:
        reader.open(f"/queue/lines/{LINE}/take/")
        reader.send()
        reader.look("ticket")
        reader.press("順番待ちをやめる")
        reader.look("leave")
        reader.press("取りやめる")
        reader.says("この整理券は取りやめました")
        reader.look("left")
