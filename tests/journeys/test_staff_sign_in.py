# SPDX-License-Identifier: Apache-2.0
"""Staff in a browser: enrolment by policy, passkey, code without scripts, over to the portal and back."""

import base64
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, CDPSession

from madoguchi.config.demo.sign_ins import ensure_passwords
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.factors.totp import code_of, step_at
from tests.journeys.conftest import Open
from tests.journeys.filling import fill
from tests.journeys.people import sign_in_clerk
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
FOLDER = "staff"


@contextmanager
def at_the_office(
    chromium: Browser, city: Town, *, width: int = WIDE, scripts: bool = True
) -> Iterator[Reader]:
    """The office by its name: browsers offer no passkeys at an address of numbers."""
    origin = f"http://localhost:{city.office.port}"
    with a_reader(chromium, origin, width=width, scripts=scripts, folder=FOLDER) as reader:
        yield reader


def security_key(reader: Reader) -> tuple[CDPSession, str]:
    """A passkey device of the browser itself (WebAuthn.addVirtualAuthenticator)."""
    tools = reader.context.new_cdp_session(reader.page)
    tools.send("WebAuthn.enable")
    made = tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return tools, str(made["authenticatorId"])


def both(reader: Reader, name: str) -> None:
    """Look at the page at both widths."""
    for width in (NARROW, WIDE):
        reader.resize(width)
        reader.look(name, citizen=False)


def password_of(city: Town) -> str:
    return ensure_passwords(city.home)["staff"]


def test_a_clerk_who_must_enrols_a_passkey_and_signs_in_with_it_alone(
    city: Town, chromium: Browser
) -> None:
    city.office.call("staff", "--zone", "office", "require-second-factor", "okada")
    with at_the_office(chromium, city) as reader:
        tools, device = security_key(reader)
        sign_in_clerk(reader, "okada", password_of(city))
        reader.open("/cases/")
        assert reader.path == "/me/security/"
        reader.says("登録が終わるまで、ほかの画面は開けません")
        both(reader, "must-enrol")
        reader.press("パスキーを登録する")
        both(reader, "new-passkey")
        fill(reader, {"name": "窓口のパソコン"})
        reader.send()
        reader.says("この画面は1回だけ出ます")
        both(reader, "recovery-codes")
        held = tools.send("WebAuthn.getCredentials", {"authenticatorId": device})
        assert [one["rpId"] for one in held["credentials"]] == ["localhost"]
        reader.press("控えたので、次へ進む")
        assert reader.path == "/cases/"
        reader.open("/me/security/")
        reader.says("窓口のパソコン")
        both(reader, "security")
        reader.open("/me/sessions/")
        both(reader, "sessions")
        reader.context.clear_cookies()
        reader.open("/sign-in/?next=/cases/statistics/")
        both(reader, "sign-in")
        reader.press("パスキーでログインする")
        both(reader, "by-passkey")
        reader.send()
        assert reader.path == "/cases/statistics/"
        reader.context.clear_cookies()
        sign_in_clerk(reader, "okada", password_of(city))
        assert reader.path == "/sign-in/second/"
        both(reader, "second-passkey")
        tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        reader.page.locator("form[data-passkey] button").click()
        reader.page.locator("[data-passkey-said]:visible").wait_for()
        reader.says("パスキーの確認が終わりませんでした")
        tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
        reader.send()
        reader.open("/cases/")
        assert reader.path == "/cases/"


def test_without_scripts_an_app_does_the_same(city: Town, chromium: Browser) -> None:
    with a_reader(chromium, city.office_url, width=NARROW, scripts=False, folder=FOLDER) as reader:
        sign_in_clerk(reader, "hirose", password_of(city))
        reader.open("/me/security/app/")
        reader.look("new-app", citizen=False)
        typed = reader.page.locator("span.code").inner_text().replace(" ", "")
        secret = base64.b32decode(typed)
        assert reader.page.locator("svg.square-code path").count() == 2
        fill(reader, {"typed": "000000"})
        reader.send()
        reader.says("確認コードが違うか、もう使われています")
        reader.look("new-app-wrong", citizen=False)
        assert reader.page.locator("span.code").inner_text().replace(" ", "") == typed
        step = step_at(now())
        fill(reader, {"typed": code_of(secret, step)})
        reader.send()
        codes = re.findall(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", reader.text())
        assert len(codes) == 10
        reader.context.clear_cookies()
        sign_in_clerk(reader, "hirose", password_of(city))
        assert reader.path == "/sign-in/second/"
        reader.look("second-code", citizen=False)
        while step_at(now()) == step:
            time.sleep(0.5)
        reader.page.locator("#code").fill(code_of(secret, step_at(now())))
        reader.send()
        reader.open("/cases/")
        assert reader.path == "/cases/"


@pytest.mark.parametrize("scripts", [True, False])
def test_staff_go_over_to_the_portal_and_leave_it(
    city: Town, chromium: Browser, scripts: bool
) -> None:
    with a_reader(chromium, city.office_url, scripts=scripts, folder=FOLDER) as reader:
        sign_in_clerk(reader, "sanami", password_of(city))
        reader.open("/me/portal/")
        both(reader, "visit")
        reader.send()
        assert reader.path == "/me/portal/go/"
        reader.problems.clear()  # by way of the portal, which gave a nonce
        reader.says("佐波 みおさんとして入ります")
        both(reader, "visit-go")
        word = reader.page.locator("[name=assertion]").input_value()
        reader.send()
        reader.problems.clear()  # the way led to the other zone, as it should
        reader.origin = city.portal_url
        assert reader.path == "/staff/"
        reader.says("佐波 みおさんとして入っています")
        reader.says("いつでも受付")
        both(reader, "portal-staff")
        replay = reader.context.request.post(
            f"{city.portal_url}/staff/enter/", form={"assertion": word, "again": "1"}
        )
        assert replay.status == 403
        reader.press("職員画面を終わる")
        reader.says("職員画面を終わりました")
        both(reader, "portal-left")
        reader.open("/staff/")
        assert reader.status == 401
        both(reader, "portal-unknown")


def test_from_another_site_the_browser_is_asked_once_more(city: Town, chromium: Browser) -> None:
    """localhost and 127.0.0.1 are two sites: the cookie stays at home with the first form."""
    with at_the_office(chromium, city) as reader:
        sign_in_clerk(reader, "sanami", password_of(city))
        reader.open("/me/portal/")
        reader.send()
        reader.send()
        reader.problems.clear()
        reader.origin = city.portal_url
        assert reader.path == "/staff/enter/"
        both(reader, "portal-enters")
        reader.send()
        assert reader.path == "/staff/"


def test_an_administrator_looks_after_accounts_and_sees_the_broken_seal(
    city: Town, chromium: Browser, clerk: Open
) -> None:
    printed = city.office.call(
        "staff", "--zone", "office", "break-glass", "kinkyu",
        "--tell", "denda", "--section", "dx", "--post", "counter",
    )  # fmt: skip
    found = re.search(r"^    (\S{39})$", printed, re.MULTILINE)
    assert found, printed
    with clerk(folder=FOLDER) as reader:
        sign_in_clerk(reader, "denda", password_of(city))
        reader.open("/staff/")
        both(reader, "people")
        reader.press("木谷 遥")
        both(reader, "person")
        reader.page.get_by_role("button", name="すべての端末を終わらせる").click()
        reader.says("理由を入れてください")
        fill(reader, {"reason": "長期の休み"})
        reader.press("アカウントを停止する")
        reader.says("記録して、実行しました")
        with clerk(folder=FOLDER) as other:
            other.open("/sign-in/emergency/")
            both(other, "emergency")
            typed = {"login": "kinkyu", "password": found[1], "reason": "訓練です"}
            fill(other, typed)
            other.send()
            other.says("緊急用アカウントが開けられました")
        reader.open("/staff/")
        reader.says("緊急用アカウントが開けられました")
        both(reader, "alarm")
    city.office.call("staff", "--zone", "office", "unlock", "kitani", "--reason", "訓練の終わり")
