# SPDX-License-Identifier: Apache-2.0
"""A person links LINE from the chat, lets a device ring, and a clerk finds the print queue."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from madoguchi.config.demo.message_twins import (
    TOKEN,
    Ports,
    message_environment,
    start_message_twins,
)
from madoguchi.config.demo.processes import stop_all
from madoguchi.config.demo.wait import wait_until_up
from tests.journeys.conftest import copy_packs
from tests.journeys.people import sign_in_clerk, sign_in_resident
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader
from tests.journeys.town import Town, free_ports

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
FOLDER = "channels"
_SHOWN = "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => [n.title, n.body])"


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, str]]:
    """A city whose channels lead to practice providers, with a worker; and the address of LINE."""
    home = tmp_path_factory.mktemp("channels")
    ports = Ports(free_ports(1)[0])
    processes: list[subprocess.Popen[bytes]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MADOGUCHI_PACKS_ROOT", str(copy_packs(home / "packs")))
        town = Town(home, extra=message_environment(ports, home / "portal"))
        try:
            town.prepare()
            town.start()
            processes.append(start_message_twins(town.portal, ports, log=town.logs / "twins.log"))
            worker = ("worker", "--zone", "portal")
            processes.append(town.portal.start(*worker, log=town.logs / "worker.log"))
            wait_until_up(ports.line, processes=processes)
            yield town, f"http://127.0.0.1:{ports.line}"
        finally:
            stop_all(processes)
            town.close()


def until(ask: Callable[[], Any], *, seconds: float = 30.0) -> Any:
    """Ask again and again until there is an answer."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < deadline, "no answer came"
        time.sleep(0.2)
    return found


def last_on_line(line: str) -> str:
    """What the person read last."""
    told = httpx.get(f"{line}/_twin/last").json()
    return str(told[0]["text"]) if told else ""


def ask_for_link(line: str) -> str:
    """Write in the chat, and get the address of the page that links."""
    answer = httpx.post(f"{line}/_twin/event", json={"type": "message", "text": "つなぐ"}).json()
    assert answer["status"] == 200
    found = until(lambda: re.search(r"http\S+linkToken=\S+", last_on_line(line)))
    return str(found[0])


@pytest.mark.parametrize("scripts", [True, False])
def test_line_is_linked_from_the_chat(
    wired: tuple[Town, str], chromium: Browser, *, scripts: bool
) -> None:
    town, line = wired
    httpx.post(f"{line}/_twin/forget")
    address = ask_for_link(line)
    with a_reader(
        chromium, town.portal_url, width=NARROW, scripts=scripts, folder=FOLDER
    ) as reader:
        sign_in_resident(reader, town.passwords["residents"])
        reader.open(address)
        reader.look("link")
        reader.send()
        reader.says("アカウントをつなぎました")
        reader.problems.clear()  # the way led over another site, as it should
    until(lambda: "これからのお知らせは、ここにも届きます" in last_on_line(line))
    rows = town.rows("portal", "SELECT state FROM messaging_address WHERE channel = 'line'")
    assert rows == [("active",)]


def deliver(reader: Reader, message: str) -> None:
    """Let the browser believe that its push service brought a message."""
    devtools = reader.context.new_cdp_session(reader.page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    for _ in range(50):
        if found:
            break
        reader.page.wait_for_timeout(100)
    told = {"origin": reader.origin, "registrationId": found[-1], "data": message}
    devtools.send("ServiceWorker.deliverPushMessage", told)


def test_a_device_shows_what_was_pushed(wired: tuple[Town, str], chromium: Browser) -> None:
    town, _ = wired
    with a_reader(chromium, town.portal_url, width=NARROW, folder=FOLDER) as reader:
        reader.context.grant_permissions(["notifications"], origin=town.portal_url)
        sign_in_resident(reader, town.passwords["residents"])
        reader.open("/push/")
        expect(reader.page.get_by_role("button", name="通知を受け取る")).to_be_visible()
        reader.look("push")
        message = (
            '{"id":"1","title":"お知らせ","body":"新しいお知らせがあります","link":"/","lang":"ja"}'
        )
        deliver(reader, message)
        shown = until(lambda: reader.page.evaluate(_SHOWN))
        assert shown == [["お知らせ", "新しいお知らせがあります"]]
        reader.resize(WIDE)
        reader.look("push")
    with a_reader(chromium, town.portal_url, width=NARROW, scripts=False, folder=FOLDER) as plain:
        sign_in_resident(plain, town.passwords["residents"])
        plain.open("/push/")
        plain.says("このブラウザでは通知を使えません")
        plain.look("push")


def test_a_clerk_finds_the_print_queue(wired: tuple[Town, str], chromium: Browser) -> None:
    town, _ = wired
    with a_reader(chromium, town.office_url, width=WIDE, folder=FOLDER) as clerk:
        sign_in_clerk(clerk, "hirose", town.passwords["staff"])
        clerk.open("/me/portal/")
        clerk.send()
        clerk.send()
        clerk.origin = town.portal_url
        clerk.open("/staff/letters/")
        clerk.problems.clear()  # the way led through two zones, as it should
        clerk.says("印刷を待っている郵便はありません")
        clerk.look("letters", citizen=False)
    assert TOKEN not in town.log_of("portal").read_text(encoding="utf-8")
