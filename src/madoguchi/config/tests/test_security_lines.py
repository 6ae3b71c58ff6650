# SPDX-License-Identifier: Apache-2.0
"""Does each security event that docs/howto/security.md names leave a line?"""

import logging
from pathlib import Path

import pytest
from django.conf import settings as live
from django.test import Client

from madoguchi.config.settings.logs import logging_of
from madoguchi.kernel.clock import now
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.guard.api import Limit, take

GUIDE = Path(__file__).resolve().parents[4] / "docs/howto/security.md"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(caplog):
    ensure_zone_keys()
    caplog.set_level(logging.INFO)
    for name in ("django.security", "django.request"):
        logging.getLogger(name).propagate = True
    yield
    for name in ("django.security", "django.request"):
        logging.getLogger(name).propagate = False


def test_the_guide_names_every_line():
    told = GUIDE.read_text(encoding="utf-8")
    for words in ("sign-in refused:", "signed in:", "limit reached:", "zone request refused:",
                  "refused: … at … for …", "Forbidden (CSRF", "Invalid HTTP_HOST header"):  # fmt: skip
        assert words in told, words


def test_a_limit_that_is_reached(caplog):
    from datetime import timedelta

    once = Limit(name="test.once", free=1, window=timedelta(hours=1))
    take({once: "x"}, at=now())
    assert "limit reached" not in caplog.text
    take({once: "x"}, at=now())
    assert "limit reached: test.once" in caplog.text


def test_a_form_of_another_site_and_a_wrong_host(caplog):
    page = {"portal": "/accounts/login/", "office": "/sign-in/"}.get(live.ZONE)
    if page is None:
        pytest.skip("a zone with pages")
    Client(enforce_csrf_checks=True).post(page, {"login": "x"})
    assert "Forbidden (CSRF" in caplog.text
    Client().get(page, headers={"host": "evil.example"})
    assert "Invalid HTTP_HOST header: 'evil.example'" in caplog.text


@pytest.mark.skipif(live.ZONE != "portal", reason="the outer zone is called")
def test_somebody_else_at_the_crossing(caplog):
    assert Client().get("/zone/parcels").status_code == 401
    assert "zone request refused: " in caplog.text


@pytest.mark.skipif(live.ZONE != "portal", reason="drafts live on the portal")
def test_a_thing_of_somebody_else_that_is_asked_for(caplog):
    path = "/applications/0197a000-0000-7000-8000-000000000001/"
    assert Client().get(path).status_code == 404
    (line,) = [one for one in caplog.records if one.name == "madoguchi.security"]
    assert line.getMessage().startswith("refused: ")
    assert line.getMessage().endswith(" at procedures:status for guest:anonymous")
    assert "0197a000" not in line.getMessage()


@pytest.mark.parametrize("collector", ["", "logs.city.example:6514"])
def test_the_settings_send_security_lines_there(collector):
    made = logging_of(level="INFO", collector=collector, authorities="")
    expected = ["stderr", "collector"] if collector else ["stderr"]
    assert made["root"]["handlers"] == expected
    assert made["loggers"]["django.security"]["handlers"] == expected
