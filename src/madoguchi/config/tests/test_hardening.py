# SPDX-License-Identifier: Apache-2.0
"""Is each answer hardened: headers, cookies, caches, methods, and Django's own examination?"""

import os
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.conf import settings as live
from django.http import HttpResponse
from django.test import RequestFactory

from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.screens import maintenance
from madoguchi.platform.screens.cookies import PrefixedCookies

SOURCE = Path(__file__).resolve().parents[3]
ENTRANCE = {"portal": "/accounts/login/", "office": "/sign-in/", "core": "/healthz"}


@pytest.fixture(autouse=True)
def _keys():
    ensure_zone_keys()


@pytest.mark.parametrize("zone", ["portal", "office"])
def test_django_finds_nothing_to_complain_about_before_deployment(zone, tmp_path):
    environment = {
        **os.environ,
        "MADOGUCHI_HOME": str(tmp_path), "MADOGUCHI_TLS": "1", "MADOGUCHI_ZONE": zone,
        "MADOGUCHI_HOSTS": "madoguchi.city.example",
        "MADOGUCHI_CLAMD": str(tmp_path / "clamd"), "PYTHONPATH": str(SOURCE),
    }  # fmt: skip
    environment.pop("MADOGUCHI_DEBUG", None)
    (tmp_path / "static").mkdir()
    words = ["manage", "--zone", zone, "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi.config.cli", *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.django_db
def test_every_answer_has_its_headers(client):
    for path in (ENTRANCE[live.ZONE], "/nowhere/", "/healthz"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "camera=()" in headers["Permissions-Policy"]
        policy = headers["Content-Security-Policy"]
        for rule in ("default-src 'none'", "frame-ancestors 'none'", "report-uri /csp-report"):
            assert rule in policy
        assert "unsafe" not in policy
        assert "Access-Control-Allow-Origin" not in headers
        assert "Server" not in headers


@pytest.mark.django_db
def test_over_tls_browsers_are_told_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    from django.test import Client

    answer = Client().get("/healthz", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = False
    assert Client().get("/healthz", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.django_db
def test_what_a_known_browser_gets_rests_in_no_cache(client):
    open_page = "/style/" if live.ZONE != "core" else "/csp-report"
    assert "no-store" not in client.get(open_page).headers.get("Cache-Control", "")
    client.cookies["draft_key"] = "x"
    for path in (ENTRANCE[live.ZONE], "/style/" if live.ZONE != "core" else "/healthz"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "FOO"])
def test_methods_that_nothing_answers_are_refused(client, method):
    assert client.generic(method, "/healthz").status_code == 405


@pytest.mark.django_db
def test_health_says_that_the_zone_is_closed_and_stays_well(client, settings, tmp_path):
    settings.HOME = tmp_path
    assert client.get("/healthz").json()["maintenance"] is False
    maintenance.close()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["maintenance"]) == (200, True)
    assert client.get("/").status_code == 503


class Site:
    """A view behind the prefixes: it sees and sets plain names."""

    def __init__(self, settings, tls=True):
        settings.TLS = tls
        self.seen = {}
        self.wrapped = PrefixedCookies(self.answer)

    def answer(self, request):
        self.seen = dict(request.COOKIES)
        response = HttpResponse("x")
        response.set_cookie("session", "1", httponly=True, samesite="Lax")
        response.set_cookie("reply_secret", "2", path="/applications/1/", samesite="Strict")
        response.delete_cookie("old")
        return response

    def ask(self, cookies=""):
        request = RequestFactory().get("/", headers={"cookie": cookies})
        return self.wrapped(request)


def test_over_tls_cookies_carry_a_prefix_that_browsers_enforce(settings):
    sent = Site(settings).ask().cookies
    assert set(sent) == {"__Host-session", "__Secure-reply_secret", "__Host-old"}
    lines = SimpleCookie(sent).output(header="").split("\r\n")
    assert all("Secure" in line for line in lines)
    assert any(line.strip().startswith("__Host-session=1; HttpOnly; Path=/") for line in lines)


def test_over_tls_a_cookie_without_prefix_is_not_believed(settings):
    site = Site(settings)
    site.ask("__Host-session=mine; session=planted; __Secure-reply_secret=own; other=1")
    assert site.seen == {"session": "mine", "reply_secret": "own"}


def test_without_tls_names_stay_plain(settings):
    site = Site(settings, tls=False)
    assert set(site.ask("session=1").cookies) == {"session", "reply_secret", "old"}
    assert site.seen == {"session": "1"}


@pytest.mark.django_db
def test_a_whole_session_works_over_tls(client, settings):
    """The token of a form and its cookie find each other under the prefix."""
    from django.test import Client

    settings.TLS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(ENTRANCE[live.ZONE], secure=True)
    if live.ZONE == "core":
        return
    name = f"__Host-{live.CSRF_COOKIE_NAME}"
    assert page.cookies[name]["secure"]
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    data = {"csrfmiddlewaretoken": token, "login": "nobody@example.jp", "password": "wrong"}
    where = {"secure": True, "headers": {"referer": f"https://testserver{ENTRANCE[live.ZONE]}"}}
    assert browser.post(ENTRANCE[live.ZONE], data, **where).status_code in {200, 422}
    browser.cookies.clear()
    assert browser.post(ENTRANCE[live.ZONE], data, **where).status_code == 403


@pytest.mark.django_db
def test_without_tls_people_are_led_on_and_programs_are_refused(settings):
    from django.test import Client

    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = live.SECURE_REDIRECT_EXEMPT
    assert Client().get("/nowhere/")["Location"] == "https://testserver/nowhere/"
    for path in ("/zone/parcels", "/api/procedures", "/csp-report"):
        answer = Client().post(path, b"{}", content_type="application/json")
        assert (answer.status_code, answer.json()) == (403, {"code": "tls_needed"}), path
        assert "Location" not in answer
        assert (
            Client()
            .post(path, b"{}", content_type="application/json", secure=True)
            .headers.get("Location")
            is None
        )
    assert Client().get("/healthz").status_code == 200


@pytest.mark.skipif(live.ZONE != "office", reason="files are opened in the office")
def test_an_office_without_a_virus_scanner_is_told_before_deployment(settings):
    from madoguchi.connectors.clamd.checks import scanner_is_named

    settings.CLAMD = ""
    assert [one.id for one in scanner_is_named()] == ["madoguchi.W002"]
    settings.CLAMD = "/run/clamav/clamd.ctl"
    assert scanner_is_named() == []
