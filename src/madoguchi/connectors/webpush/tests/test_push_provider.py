# SPDX-License-Identifier: Apache-2.0
"""Does a browser read what was sent, and nobody else, and is no address called that must not be?"""

import asyncio
import json
import logging

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.connectors.arrivals.running import HttpServer, in_thread
from madoguchi.connectors.webpush.provider import PublicResolver, PushProvider, headers_of
from madoguchi.connectors.webpush.sealing import payload_of, seal
from madoguchi.connectors.webpush.signing import Signer
from madoguchi.connectors.webpush.subscription import (
    SubscriptionUnusable,
    check_endpoint,
    is_local,
    read_subscription,
)
from madoguchi.connectors.webpush.twin.browsers import Browsers
from madoguchi.connectors.webpush.twin.server import make_app
from madoguchi.engines.messaging.ports import Outgoing
from madoguchi.kernel.ids import new_id

SIGNER = Signer(ec.generate_private_key(ec.SECP256R1()), contact="mailto:push@city.example")


@pytest.fixture(scope="module")
def running():
    browsers = Browsers(server_key=SIGNER.public_key)
    server = HttpServer(make_app(browsers))
    with in_thread(server):
        yield browsers, server.address


@pytest.fixture
def browsers(running):
    known, _ = running
    known.book.forget()
    known.book.switch({})
    known.gone.clear()
    return known


@pytest.fixture
def provider(browsers):
    one = PushProvider(SIGNER, allow_local=True)
    yield one
    one.close()


@pytest.fixture
def wave(running, browsers):
    def make(count, **more):
        values = {
            "subject": "お知らせ",
            "text": "新しいお知らせがあります",
            "link": "https://city.example/i/1",
        }
        return [
            Outgoing(delivery_id=new_id(), address=json.dumps(one), **(values | more))
            for one in browsers.subscriptions(running[1], count)
        ]

    return make


def test_each_browser_reads_its_message(browsers, provider, wave):
    batch = wave(100)
    sent = provider.send(batch, retry_key=new_id())
    assert {one.outcome for one in sent} == {"accepted"}
    figures = browsers.book.figures(with_counts=True)
    assert set(figures["counts"]) == {str(one.delivery_id) for one in batch}
    assert figures["misused"] == []
    assert browsers.book.last[0]["text"] == "新しいお知らせがあります"


def test_whoever_went_away_is_marked_and_the_rest_is_served(browsers, provider, wave):
    browsers.gone.add("1")
    sent = provider.send(wave(3), retry_key=new_id())
    assert [one.outcome for one in sent] == ["accepted", "blocked", "accepted"]


def test_limits_and_outages_are_waited_out(browsers, provider, wave):
    browsers.book.switch({"calls": 1, "status": 429, "retry_after_s": 30})
    (first,) = provider.send(wave(1), retry_key=new_id())
    assert (first.outcome, first.retry_after_s) == ("temporary", 30.0)
    browsers.book.switch({"calls": 1, "lose": True})
    (second,) = provider.send(wave(1), retry_key=new_id())
    assert second.outcome == "temporary"
    browsers.book.switch({"calls": 1, "status": 413})
    assert provider.send(wave(1), retry_key=new_id())[0].outcome == "permanent"


def test_a_key_of_somebody_else_is_not_believed(running, browsers, wave):
    stranger = Signer(ec.generate_private_key(ec.SECP256R1()), contact="mailto:x@y.example")
    provider = PushProvider(stranger, allow_local=True)
    try:
        assert provider.send(wave(1), retry_key=new_id())[0].outcome == "permanent"
    finally:
        provider.close()
    assert browsers.book.figures()["total"] == 0


def test_the_service_is_strict(running, browsers):
    (one,) = browsers.subscriptions(running[1], 1)
    to = read_subscription(json.dumps(one), allow_local=True)
    message = Outgoing(new_id(), "", "題", "文")
    good = headers_of(message) | {"Authorization": SIGNER.authorization(to.origin)}
    body = seal(payload_of(message), to)

    def status(content=body, **more):
        kept = {k: v for k, v in (good | more).items() if v}
        return httpx.post(to.endpoint, content=content, headers=kept).status_code

    assert status() == 201
    assert status(TTL="") == 400
    assert status(**{"Content-Encoding": "aesgcm"}) == 400
    assert status(Urgency="now") == 400
    assert status(Authorization="") == 403
    assert status(Authorization=SIGNER.authorization("https://elsewhere.example")) == 401
    assert status(content=body[:-1] + bytes([body[-1] ^ 1])) == 400
    assert status(content=b"x" * 5000) == 413


def test_a_message_is_not_known_by_its_length():
    lengths = {len(payload_of(Outgoing(new_id(), "", "題", "文" * n))) for n in range(30)}
    assert len(lengths) == 1
    long = payload_of(Outgoing(new_id(), "", "題" * 500, "文" * 5000, link="https://city.example/"))
    assert len(long) < 3900


def test_tokens_are_made_once_for_an_origin(tmp_path):
    signer = Signer.from_file(tmp_path / "push" / "key.pem", contact="mailto:a@city.example")
    again = Signer.from_file(tmp_path / "push" / "key.pem", contact="mailto:a@city.example")
    assert signer.public_key == again.public_key
    assert (tmp_path / "push" / "key.pem").stat().st_mode & 0o777 == 0o600
    first = signer.authorization("https://a.example")
    assert signer.authorization("https://a.example") == first
    assert signer.authorization("https://b.example") != first


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/1", "https://127.0.0.1/1", "https://10.0.0.8/1", "https://[::1]/1",
        "https://localhost/1", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/",
        "https://user:word@push.example/", "https://intranet/", "ftp://push.example/", "", "https://",
        "https://push.example:99999/", "https://0.0.0.0/", "https://100.64.0.1/", "https://a.localhost/",
    ],
)  # fmt: skip
def test_addresses_of_our_own_network_are_never_called(endpoint):
    with pytest.raises(SubscriptionUnusable):
        check_endpoint(endpoint, allow_local=False)


def test_a_name_that_leads_inside_leads_nowhere(monkeypatch):
    async def inside(self, host, port=0, family=0):
        return [
            {
                "hostname": host,
                "host": "10.1.2.3",
                "port": port,
                "family": 2,
                "proto": 6,
                "flags": 0,
            }
        ]

    monkeypatch.setattr("aiohttp.resolver.ThreadedResolver.resolve", inside)
    with pytest.raises(OSError, match="no public address"):
        asyncio.run(PublicResolver().resolve("push.example", 443))


def test_a_local_endpoint_is_a_lasting_no_where_the_twin_is_not_meant(wave, browsers):
    provider = PushProvider(SIGNER)
    try:
        assert provider.send(wave(1), retry_key=new_id())[0].outcome == "permanent"
    finally:
        provider.close()


@given(
    st.text(max_size=200)
    | st.dictionaries(st.text(max_size=9), st.text(max_size=9)).map(json.dumps)
)
def test_no_text_breaks_the_reader(written):
    with pytest.raises(SubscriptionUnusable):
        read_subscription(written)
    is_local(written)


def test_nothing_secret_is_logged(provider, wave, caplog):
    caplog.set_level(logging.DEBUG)
    batch = wave(2)
    provider.send(batch, retry_key=new_id())
    provider.check()
    for secret in (
        SIGNER.authorization("https://push.example"),
        json.loads(batch[0].address)["keys"]["auth"],
    ):
        assert secret not in caplog.text
