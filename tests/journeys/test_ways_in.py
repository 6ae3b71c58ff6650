# SPDX-License-Identifier: Apache-2.0
"""Passkeys with Chromium's own authenticator, an app without scripts, a card: each page looked at."""

import re
import subprocess
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from madoguchi.config.demo.card_twin import card_environment, start_card_twin
from madoguchi.config.demo.people import AKARI, FUNAKI
from madoguchi.config.demo.processes import stop_all
from madoguchi.config.demo.wait import wait_until_up
from madoguchi.connectors.oidc_jpki.provider import PROTOCOL
from madoguchi.platform.identity.factors.totp import code_of
from tests.journeys.applications import bulky_waste
from tests.journeys.filing import Citizen
from tests.journeys.filling import fill
from tests.journeys.mails import code_to, mails_to
from tests.journeys.people import sign_in_clerk, sign_in_resident
from tests.journeys.reader import NARROW, Reader, a_reader
from tests.journeys.recovery import back_up, identity_of, move_into, restore, split_recovery_key
from tests.journeys.town import Town, free_ports

pytestmark = pytest.mark.browser
FOLDER = "ways-in"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city with a card provider, whose keys the office has on file."""
    home: Path = tmp_path_factory.mktemp("ways-in")
    (port,) = free_ports(1)
    twins: list[subprocess.Popen[bytes]] = []
    town = Town(home, extra=card_environment(port))
    try:
        town.prepare()
        twins.append(start_card_twin(town.portal, port, log=town.logs / "card.log"))
        wait_until_up(port, processes=twins)
        keys = town.office.home / "card"
        keys.mkdir()
        found = httpx.get(f"http://127.0.0.1:{port}{PROTOCOL}/certs").content
        (keys / "provider-keys.json").write_bytes(found)
        town.start()
        yield town
    finally:
        town.close()
        stop_all(twins)


@contextmanager
def at_portal(
    town: Town, chromium: Browser, host: str = "localhost", **more: Any
) -> Iterator[Reader]:
    """Someone at the portal; browsers offer passkeys to names, not to bare numbers."""
    url = f"http://{host}:{town.portal.port}"
    with a_reader(chromium, url, folder=FOLDER, **more) as reader:
        yield reader


def give_authenticator(reader: Reader, *, prf: bool) -> tuple[Any, str]:
    """A device with a fingerprint, as Chromium pretends."""
    session = reader.context.new_cdp_session(reader.page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal",
                "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
                "hasPrf": prf, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return session, made["authenticatorId"]


def sign_out(reader: Reader) -> None:
    reader.open("/accounts/logout/")
    reader.send()


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_passkey_with_its_own_secret_signs_in_and_opens_everything(
    town: Town, chromium: Browser, width: int
) -> None:
    with at_portal(town, chromium, width=width) as reader:
        sign_in_resident(reader, town.passwords["residents"])
        reader.open("/accounts/")
        reader.look("account")
        give_authenticator(reader, prf=True)
        reader.press("パスキーを登録する")
        reader.look("passkey-add")
        reader.says("市のサーバーが乗っ取られたときに手紙を読まれるおそれがあります")
        fill(reader, {"name": "あかりのスマホ"})
        reader.send()
        reader.says("市は、開けるかぎを持っていません")
        reader.look("recovery-codes")
        assert reader.page.locator("#codes li").count() == 10
        reader.press("書き留めた")
        reader.look("account-with-passkey")
        reader.says("あかりのスマホ")
        reader.says("手紙も開けます。市は開けるかぎを持っていません。")
        sign_out(reader)

        reader.open("/accounts/login/?next=/accounts/")
        reader.look("login")
        reader.press("パスキーでログインする")
        reader.look("passkey-sign-in")
        reader.press("パスキーを使う")
        assert reader.path == "/accounts/", reader.text()
        assert "手紙を開くかぎが閉じています" not in reader.text()
        sign_out(reader)

        # After the password the passkey is asked for.
        reader.open("/accounts/login/")
        fill(reader, {"login": AKARI.email, "password": town.passwords["residents"]})
        reader.send()
        assert reader.path == "/accounts/second/"
        reader.look("second-factor")
        reader.press("パスキーを使う")
        reader.open("/accounts/")
        reader.says("パスワードとパスキー")
        reader.press("外す")
        reader.says("パスキーを外しました")
    assert any("パスキーを外しました" in body for body in mails_to(town, AKARI.email))


def test_a_passkey_without_a_secret_asks_for_the_password_unless_the_citizen_agrees(
    town: Town, chromium: Browser
) -> None:
    with at_portal(town, chromium) as reader:
        sign_in_resident(reader, town.passwords["residents"])
        give_authenticator(reader, prf=False)
        reader.open("/accounts/passkeys/add/")
        reader.send()
        reader.says("手紙を開くときは、パスワードを入れてください")
        sign_out(reader)
        reader.open("/accounts/passkey/?next=/accounts/")
        reader.press("パスキーを使う")
        reader.says("手紙を開くかぎが閉じています")
        reader.look("account-closed")
        reader.press("かぎを開く")
        reader.look("unlock")
        fill(reader, {"password": town.passwords["residents"]})
        reader.send()
        assert "手紙を開くかぎが閉じています" not in reader.text()
        reader.press("外す")


def test_an_app_works_without_any_script(town: Town, chromium: Browser) -> None:
    password = town.passwords["residents"]
    with at_portal(town, chromium, scripts=False, width=NARROW) as reader:
        sign_in_resident(reader, password, FUNAKI.email)
        reader.open("/accounts/passkeys/add/")
        reader.look("passkey-add")
        reader.says("パスキーにはJavaScriptが要ります")
        reader.open("/accounts/app/add/")
        reader.look("app-add")
        letters = re.sub(r"\s", "", reader.page.locator("#letters").inner_text())
        secret = b32decode(letters + "=" * (-len(letters) % 8))
        fill(reader, {"code": "000000"})
        reader.send()
        reader.look("app-add-wrong")
        reader.says("確認コードが違う")
        step = int(time.time()) // 30
        fill(reader, {"code": code_of(secret, step)})
        reader.send()
        reader.look("recovery-codes")
        paper = reader.page.locator("#codes .code").all_inner_texts()
        sign_out(reader)

        reader.open("/accounts/login/")
        fill(reader, {"login": FUNAKI.email, "password": password})
        reader.send()
        reader.look("second-factor")
        fill(reader, {"code": code_of(secret, step)})
        reader.send()
        reader.says("もう使われています")
        fill(reader, {"code": code_of(secret, step + 1)})
        reader.send()
        reader.open("/accounts/")
        reader.says("パスワードと認証アプリ")
        reader.look("account")
        sign_out(reader)

        reader.open("/accounts/login/")
        fill(reader, {"login": FUNAKI.email, "password": password})
        reader.send()
        reader.page.get_by_text("予備の番号を使う").click()
        fill(reader, {"recovery": paper[0]})
        reader.press("この番号でログインする")
        reader.open("/accounts/")
        reader.says("残り9個")
        reader.page.locator("#app ~ form button").click()
        reader.says("認証アプリを外しました")


def test_another_address_with_codes_from_both(town: Town, chromium: Browser) -> None:
    new = "wataru.new@todai.example"
    with at_portal(town, chromium, scripts=False) as reader:
        sign_in_resident(reader, town.passwords["residents"], FUNAKI.email)
        for address, former in ((new, FUNAKI.email), (FUNAKI.email, new)):
            reader.open("/accounts/email/")
            reader.look("email")
            fill(reader, {"email": address})
            reader.send()
            reader.look("email-codes")
            codes = {"new_code": code_to(town, address), "old_code": code_to(town, former)}
            fill(reader, codes)
            reader.send()
            reader.says("メールアドレスを変えました")


def hold_card(reader: Reader, holder: str = "akari") -> None:
    """At the practice provider: choose the person, type the PIN, hold the card."""
    reader.page.locator(f'[name=holder][value="{holder}"], select[name=holder]').first.wait_for()
    choice = reader.page.locator("select[name=holder]")
    if choice.count():
        choice.select_option(holder)
    else:
        reader.page.locator(f'input[name=holder][value="{holder}"]').check()
    reader.page.locator("#pin").fill("1125")
    reader.page.get_by_role("button", name="カードをかざす").click()
    reader.problems.clear()  # the way led over another site, as it should


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_card_makes_an_account_and_signs_in_again(
    town: Town, chromium: Browser, width: int
) -> None:
    holder = "unknown-day" if width == NARROW else "wataru"
    with at_portal(town, chromium, "127.0.0.1", width=width) as reader:
        reader.open("/accounts/login/")
        reader.press("マイナンバーカードでログインする")
        hold_card(reader, holder)
        reader.look("card-back")
        reader.press("次へ")
        reader.look("card-unknown")
        reader.says("このカードのアカウントはまだありません")
        reader.press("アカウントを作る")
        reader.says("チェックを入れてください")
        reader.look("card-unknown-unticked")
        reader.page.locator("#agree").check()
        reader.press("アカウントを作る")
        reader.says("アカウントを作りました")
        reader.look("account-by-card")
        reader.says("登録していません")
        reader.open("/accounts/email/")
        reader.look("email-first")
        sign_out(reader)
        reader.open("/accounts/card/sign-in/?next=/accounts/")
        hold_card(reader, holder)
        reader.press("次へ")
        reader.look("card-enter")
        reader.press("ログインする")
        assert reader.path == "/accounts/"
        assert "手紙を開くかぎが閉じています" not in reader.text()


def test_a_card_is_linked_and_speaks_for_a_new_key(town: Town, chromium: Browser) -> None:
    before = Citizen(town.portal_url)
    before.sign_in(AKARI.email, town.passwords["residents"])
    receipt = before.file("bulky-waste", bulky_waste())
    town.pull()
    with at_portal(town, chromium, "127.0.0.1") as reader:
        reader.open("/accounts/password/reset/")
        reader.look("reset")
        fill(reader, {"email": AKARI.email})
        reader.send()
        fill(reader, {"code": code_to(town, AKARI.email)})
        reader.send()
        fill(reader, {"password1": "umi no kaze 2027"})
        reader.send()
        reader.open(f"/applications/{receipt.submission_id}/")
        reader.says("読めない知らせがあります")
        reader.look("status-locked")
        reader.open("/accounts/")
        reader.look("account-new-key")
        number = re.search(r"\d{4}-\d{4}-\d{4}", reader.text())
        assert number
        town.pull()
        reader.press("カードで本人だと示す")
        hold_card(reader)
        reader.look("card-back-key")
        reader.press("次へ")
        reader.look("card-key")
        reader.press("市役所に送る")
        reader.says("カードの証明を市役所に送りました")

        reader.open("/accounts/card/link/")
        reader.look("card-link")
        reader.press("カードをかざす")
        hold_card(reader)
        reader.press("次へ")
        reader.look("card-linked")
        reader.page.locator("#vault-held").check()
        reader.send()
        reader.says("カードを結び付けました")
    town.pull()
    a_clerk_confirms(town, chromium, number.group())


def a_clerk_confirms(town: Town, chromium: Browser, number: str) -> None:
    with a_reader(chromium, town.office_url, folder=FOLDER) as desk:
        sign_in_clerk(desk, "hino", town.passwords["staff"])
        desk.open("/cases/keys/")
        desk.look("office-list", citizen=False)
        desk.press(number)
        desk.look("office-item", citizen=False)
        desk.says("本物のカードの証明です")
        fill(desk, {"reason": "窓口で免許証を見た"})
        desk.press("本人と確認した")
        desk.says("どうやって本人を確かめたか")
        desk.look("office-item-refused", citizen=False)
        desk.page.locator("#method").select_option("counter")
        desk.press("本人と確認した")
        desk.says("本人と確認しました")
        desk.resize(NARROW)
        desk.look("office-list", citizen=False)


def test_cards_still_open_the_door_after_a_restore(town: Town, chromium: Browser) -> None:
    """The provider knows the city by its key: a new one would be turned away."""
    with at_portal(town, chromium, "127.0.0.1") as reader:
        enter_by_card(reader, "wataru")
        sign_out(reader)
        kept = {zone.name: cards_of(zone.home) for zone in town.zones}
        assert {name for cards in kept.values() for name in cards} >= {
            "client-key.json", "client-opener.json", "provider-keys.json",
        }  # fmt: skip
        for zone in ("portal", "office"):
            sheets = split_recovery_key(town, zone)
            identity = identity_of(town, zone, sheets[:3])
            archive = back_up(town, zone, town.home / "vault")
            assert archive is not None
            town.stop(zone)
            done, place, url = restore(town, zone, archive, identity)
            assert done.returncode == 0, done.stdout + done.stderr
            move_into(town, zone, place, url)
            assert cards_of(place) == kept[zone]
        town.start()
        enter_by_card(reader, "wataru")


def enter_by_card(reader: Reader, holder: str) -> None:
    """Sign in with a card, making the account where there is none."""
    reader.open("/accounts/card/sign-in/?next=/accounts/")
    hold_card(reader, holder)
    reader.press("次へ")
    if reader.page.locator("#agree").count():
        reader.page.locator("#agree").check()
        reader.press("アカウントを作る")
    else:
        reader.press("ログインする")
    reader.open("/accounts/")
    assert reader.path == "/accounts/"


def cards_of(home: Path) -> dict[str, bytes]:
    """The keys towards card providers that lie in a home."""
    return {path.name: path.read_bytes() for path in sorted((home / "card").glob("*.json"))}
