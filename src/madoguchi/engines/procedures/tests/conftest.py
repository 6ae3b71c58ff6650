# SPDX-License-Identifier: Apache-2.0
"""What do the tests of procedures share: keys, published procedures, a citizen who fills pages."""

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.test import Client

from madoguchi.engines.procedures.api import install_revision
from madoguchi.engines.procedures.events import (
    ApplicationCorrected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CitizenMessageSent,
)
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.application import PublishedProcedure
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.definition.load import definition_digest, dump_definition, load_definition
from madoguchi.kernel.facts import _listeners
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.crypto.peers import describe_self, trust_peer
from madoguchi.platform.identity.api import create_citizen
from tests.cast import AKARI

AT = datetime(2026, 11, 9, 1, 42, tzinfo=UTC)
DEFINITIONS = Path(__file__).parent / "definitions"


@pytest.fixture(scope="session")
def _keys(tmp_path_factory):
    home = tmp_path_factory.mktemp("zones")
    portal = ensure_zone_keys(home / "portal", zone="portal")
    office = ensure_zone_keys(home / "office", zone="office")
    trust_peer(describe_self(office), home / "portal")
    return home, portal, office


@pytest.fixture(autouse=True)
def _portal(_keys, settings):
    settings.HOME = _keys[0] / "portal"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def office_keys(_keys):
    """What only the office holds."""
    return _keys[2]


@pytest.fixture
def at():
    """Monday, 9 November 2026, 10:42 in Japan."""
    with frozen(AT):
        yield AT


@pytest.fixture
def facts(monkeypatch):
    """What was announced, in order; nobody else listens."""
    heard = []
    for kind in (ApplicationSubmitted, ApplicationCorrected, ApplicationWithdrawn,
                 CitizenMessageSent):  # fmt: skip
        monkeypatch.setitem(_listeners, kind, [heard.append])
    return heard


def read_definition(name, **changes):
    """A definition of the tests, with some of its keys replaced."""
    mapping = yaml.safe_load((DEFINITIONS / f"{name}.yaml").read_text(encoding="utf-8"))
    return load_definition(mapping | changes)


def publish(procedure, revision=1, at=AT, *, withdrawn=False):
    """What the parcel from the office brings."""
    return PublishedProcedure(
        procedure_id=procedure.id,
        revision=revision,
        digest=definition_digest(procedure),
        definition=dump_definition(procedure),
        published_at=at,
        withdrawn=withdrawn,
    )


@pytest.fixture
def install(db):
    """Put a definition of the tests in force."""

    def go(name, revision=1, at=AT, **changes):
        procedure = read_definition(name, **changes)
        install_revision(published=publish(procedure, revision, at), actor=SYSTEM, at=at)
        return procedure

    return go


class Citizen:
    """Someone at a browser who presses buttons and reads what comes."""

    def __init__(self, client=None):
        self.client = client or Client()
        self.url, self.response = "", None

    def get(self, url):
        return self._keep(self.client.get(url, follow=True), url)

    def post(self, url, data=None, **more):
        return self._keep(self.client.post(url, data or {}, follow=True, **more), url)

    def _keep(self, response, url):
        self.response = response
        self.url = response.redirect_chain[-1][0] if response.redirect_chain else url
        return response

    @property
    def text(self):
        """The words of the page, without markup."""
        body = self.response.content.decode()
        body = re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))

    @property
    def html(self):
        return self.response.content.decode()

    def hidden(self, name):
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        return found[1] if found else ""

    def start(self, procedure_id):
        return self.post(f"/procedures/{procedure_id}/start/")

    def answer(self, button="next", **fields):
        """Fill the page that is open and press a button."""
        data = {name.replace("__", "."): value for name, value in fields.items()}
        for name in ("seen", "asked", "back"):
            if self.hidden(name):
                data[name] = self.hidden(name)
        return self.post(self.url.split("#")[0], data | {button: "1"})

    @property
    def draft_id(self):
        return re.search(r"/drafts/([0-9a-f-]{36})/", self.url)[1]

    def sign_in(self, who=AKARI):
        return self.post("/accounts/login/", {"login": who.email, "password": who.password})


@pytest.fixture
def guest(db):
    return Citizen()


@pytest.fixture
def akari(db, at):
    create_citizen(email=AKARI.email, password=AKARI.password, at=AT)
    citizen = Citizen()
    citizen.sign_in()
    return citizen


NAME = {"name.family": "灯", "name.given": "あかり", "name.family_kana": "トモシビ", "name.given_kana": "アカリ"}  # fmt: skip


def fill_dog(citizen):
    """Fill the dog's registration up to the review."""
    citizen.start("dog-claim")
    citizen.answer(**{key.replace(".", "__"): value for key, value in NAME.items()}, phone="090-0000-1125")  # fmt: skip
    citizen.answer(dog_name="しお", born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    return citizen.answer()
