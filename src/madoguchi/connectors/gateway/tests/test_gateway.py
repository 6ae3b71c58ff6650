# SPDX-License-Identifier: Apache-2.0
"""Do client and twin agree, also where answers are lost and reports are forged?"""

import threading
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import httpx
import pytest

from madoguchi.connectors.gateway.client import GatewayClient
from madoguchi.connectors.gateway.faults import Faults
from madoguchi.connectors.gateway.signing import holds, sign
from madoguchi.connectors.gateway.twin import GatewayTwin
from madoguchi.engines.payments.api import GatewayAway, GatewayRefused
from madoguchi.kernel.clock import today

SECRET = "a-shared-secret"


@pytest.fixture
def twin(tmp_path):
    with GatewayTwin(SECRET, tmp_path / "twin.sqlite3") as one:
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        yield one
        one.shutdown()
        thread.join()


@pytest.fixture
def client(twin):
    one = GatewayClient(twin.base, SECRET, seconds=3)
    yield one
    one.close()


def begin(client, reference="a1", yen=1_500):
    return client.authorise(
        reference=reference, yen=yen, route="card", return_url="http://127.0.0.1/back",
        seconds=600,
    )  # fmt: skip


def press(found, *steps):
    with httpx.Client(trust_env=False) as browser:
        for do in steps:
            answer = browser.post(found.redirect_url, data={"do": do})
            assert answer.status_code == HTTPStatus.SEE_OTHER


def test_a_payment_goes_through_page_secure_step_capture_and_refund(client):
    assert client.check() == ""
    found = begin(client)
    assert begin(client).gateway_ref == found.gateway_ref
    press(found, "secure", "pay")
    assert client.find(reference="a1").state == "authorised"
    for _ in range(2):
        assert client.capture(reference="a1", yen=1_500).captured_yen == 1_500
    for _ in range(2):
        assert client.refund(reference="a1", refund="r1", yen=500).refunded_yen == 500
    with pytest.raises(GatewayRefused) as no:
        client.refund(reference="a1", refund="r2", yen=1_001)
    assert no.value.code == "above_captured"
    lines = client.settlement(on=today()).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["captured", "refunded"]


def test_what_is_not_known_or_not_allowed_is_said(client):
    assert client.find(reference="nobody") is None
    found = begin(client)
    with pytest.raises(GatewayRefused):
        client.capture(reference="a1", yen=1_500)
    press(found, "decline")
    assert client.find(reference="a1").failure == "card_declined"


def test_a_lost_answer_was_done_and_an_error_was_not(twin, client):
    twin.faults = Faults(lost_answers=1.0)
    with pytest.raises(GatewayAway):
        begin(client)
    assert client.find(reference="a1").state == "created"
    twin.faults = Faults(errors=1.0)
    with pytest.raises(GatewayAway):
        begin(client, "a2")
    assert client.find(reference="a2") is None


def test_a_report_is_believed_by_its_seal_and_its_time_only():
    at = datetime(2026, 11, 20, tzinfo=UTC)
    seal = sign(b"{}", SECRET, at=at)
    assert holds(b"{}", seal, SECRET, at=at + timedelta(minutes=4))
    assert not holds(b"{} ", seal, SECRET, at=at)
    assert not holds(b"{}", seal, "other", at=at)
    assert not holds(b"{}", seal, SECRET, at=at + timedelta(minutes=6))
    assert not holds(b"{}", "t=x,v1=", SECRET, at=at)
    assert not holds(b"{}", "", SECRET, at=at)
