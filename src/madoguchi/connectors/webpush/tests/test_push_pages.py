# SPDX-License-Identifier: Apache-2.0
"""Does a device ring after a press, stop after another, and is nothing kept that cannot be called?"""

import json
from pathlib import Path

import pytest
from django.test import Client

from madoguchi.connectors.webpush import from_settings
from madoguchi.connectors.webpush.twin.browsers import Browsers
from madoguchi.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def akari(db, settings, tmp_path):
    from madoguchi.platform.crypto.keys import ensure_zone_keys
    from madoguchi.platform.identity.api import create_citizen
    from tests.cast import AKARI

    ensure_zone_keys()
    settings.WEBPUSH_CONTACT = "mailto:push@city.example"
    settings.WEBPUSH_LOCAL = False
    from_settings.signer.cache_clear()
    user = create_citizen(email=AKARI.email, password=AKARI.password, at=now())
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    return client


def addresses():
    from django.apps import apps

    return apps.get_model("messaging", "Address").objects


def subscription(origin="https://push.example"):
    return json.dumps(Browsers().subscriptions(origin, 1)[0])


def test_a_device_is_kept_and_given_up(akari):
    page = akari.get("/push/")
    assert from_settings.signer().public_key in page.content.decode()
    written = subscription()
    assert akari.post("/push/subscribe/", {"subscription": written}).status_code == 302
    row = addresses().get()
    assert (row.channel, row.state) == ("webpush", "active")
    assert b"push.example" not in bytes(row.sealed)
    assert akari.post("/push/unsubscribe/", {"subscription": written}).status_code == 302
    assert addresses().get().state == "blocked"
    akari.post("/push/subscribe/", {"subscription": written})
    assert addresses().get().state == "active"


@pytest.mark.parametrize(
    "origin",
    ["http://push.example", "https://127.0.0.1:8443", "https://10.1.2.3", "https://intranet"],
)
def test_an_address_of_our_own_network_is_refused_in_words(akari, origin):
    refused = akari.post("/push/subscribe/", {"subscription": subscription(origin)})
    assert refused.status_code == 422
    assert "準備ができませんでした" in refused.content.decode()
    assert not addresses().exists()


@pytest.mark.parametrize("written", ["", "{}", "[]", "x" * 5000])
def test_what_is_no_subscription_is_refused(akari, written):
    assert akari.post("/push/subscribe/", {"subscription": written}).status_code == 422
    assert akari.post("/push/unsubscribe/", {"subscription": written}).status_code == 422


def test_a_guest_is_asked_to_sign_in_and_without_a_contact_nothing_is_offered(akari, settings):
    assert Client().get("/push/").status_code == 302
    assert Client().post("/push/subscribe/", {"subscription": subscription()}).status_code == 302
    settings.WEBPUSH_CONTACT = ""
    assert "data-push=" not in akari.get("/push/").content.decode()


def test_the_worker_stands_at_the_root_and_is_looked_for_anew(client):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    written = (Path(from_settings.__file__).parent / "scripts" / "sw.js").read_bytes()
    assert answer.content == written
