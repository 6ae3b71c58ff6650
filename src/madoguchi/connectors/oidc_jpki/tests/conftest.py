# SPDX-License-Identifier: Apache-2.0
"""A real twin on a real port, and a person who holds a card in front of it."""

import re
import threading
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, KeySet

from madoguchi.connectors.oidc.client import KeyClient
from madoguchi.connectors.oidc_jpki.prover import JpkiProver
from madoguchi.connectors.oidc_jpki.twin.application import Twin
from madoguchi.connectors.oidc_jpki.twin.people import PIN
from madoguchi.connectors.oidc_jpki.twin.serve import make
from madoguchi.connectors.oidc_jpki.twin.signing import card_signer
from madoguchi.connectors.oidc_jpki.twin.state import Memory, Registered

BACK = "http://127.0.0.1:8000/card/return/"
CLIENT = "todai-madoguchi"


def new_client(client_id=CLIENT):
    """A client with its two keys."""
    key, opener = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))
    return KeyClient(client_id, key, opener)


def start_twin(client, authority=None):
    """A served twin that knows a client; gives its memory and the server."""
    known = KeySet.import_key_set(client.public_keys())
    memory = Memory("", Registered(CLIENT, (BACK,), known))
    memory.sign = card_signer(authority) if authority else None
    server = make(Twin(memory), 0)
    memory.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    return memory, server


@pytest.fixture
def city():
    return new_client()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """The folder of a test authority, whose cards sign."""
    return tmp_path_factory.mktemp("authority")


@pytest.fixture
def twin(city, authority):
    memory, server = start_twin(city, authority)
    yield memory
    server.shutdown()
    server.server_close()


@pytest.fixture
def prover(twin, city):
    return JpkiProver(twin.base, city)


def instant():
    """The clock of the machine: the twin is a real server and reads it too."""
    return datetime.now(UTC)


def answer_of(location):
    """The parameters that the browser brings back."""
    return dict(parse_qsl(urlsplit(location).query))


def hold(twin, url, holder="akari", pin=PIN, do="hold"):
    """Open the page and hold a card; gives what the browser brings back."""
    page = httpx.get(url)
    assert page.status_code == 200, page.headers
    handle = re.search(r'action="(/twin/[^"]+)"', page.text)[1]
    done = httpx.post(twin.base + handle, data={"holder": holder, "pin": pin, "do": do})
    return answer_of(done.headers["Location"]) if done.status_code == 302 else handle
