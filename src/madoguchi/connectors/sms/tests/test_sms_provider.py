# SPDX-License-Identifier: Apache-2.0
"""Do short messages go out once, is their length known, and are receipts believed only when signed?"""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.connectors.arrivals.running import HttpServer, in_thread
from madoguchi.connectors.sms.lengths import count_parts
from madoguchi.connectors.sms.provider import SmsAway, SmsProvider
from madoguchi.connectors.sms.receipts import read_receipts, sign_receipts
from madoguchi.connectors.sms.twin.server import Exchange, make_app
from madoguchi.engines.messaging.ports import Outgoing
from madoguchi.kernel.ids import new_id

TOKEN = "token-of-this-test"


@pytest.fixture(scope="module")
def running():
    exchange = Exchange(TOKEN)
    server = HttpServer(make_app(exchange))
    with in_thread(server):
        yield exchange, server.address


@pytest.fixture
def exchange(running):
    known, _ = running
    known.book.forget()
    known.book.switch({})
    return known


@pytest.fixture
def provider(running, exchange):
    one = SmsProvider(running[1], TOKEN)
    yield one
    one.close()


def message(to, text="市役所からのお知らせがあります"):
    return Outgoing(new_id(), to, "", text, link="https://city.example/i/1")


def outcomes(sent):
    return sorted(one.outcome for one in sent)


def test_a_hundred_go_in_one_call(exchange, provider):
    batch = [message(f"+8190{n:08d}"[:-3] + "001") for n in range(100)]
    assert set(outcomes(provider.send(batch, retry_key=new_id()))) == {"accepted"}
    assert exchange.book.figures()["distinct"] == 100
    provider.check()


def test_a_lost_answer_is_asked_again_and_nobody_is_told_twice(exchange, provider):
    batch, key = [message("+819011110001"), message("+819011110002")], new_id()
    exchange.book.switch({"calls": 1, "after": True, "lose": True})
    assert set(outcomes(provider.send(batch, retry_key=key))) == {"temporary"}
    assert set(outcomes(provider.send(batch, retry_key=key))) == {"accepted"}
    assert exchange.book.figures()["doubled"] == 0


def test_each_answer_means_what_the_provider_said(exchange, provider):
    numbers = (
        "+819011110001",
        "+819011110404",
        "+819011110410",
        "+819011110503",
        "090-1111-1111",
        "",
    )
    batch = [message(number) for number in numbers]
    sent = {one.delivery_id: one.outcome for one in provider.send(batch, retry_key=new_id())}
    assert [sent[one.delivery_id] for one in batch] == [
        "accepted", "permanent", "blocked", "temporary", "permanent", "permanent",
    ]  # fmt: skip
    too_long = provider.send([message("+819011110001", "長" * 700)], retry_key=new_id())
    assert outcomes(too_long) == ["permanent"]
    exchange.book.switch({"calls": 1, "status": 429, "retry_after_s": 12})
    (later,) = provider.send([message("+819011110001")], retry_key=new_id())
    assert (later.outcome, later.retry_after_s) == ("temporary", 12.0)


def test_a_second_provider_has_a_name_of_its_own(running):
    second = SmsProvider("http://127.0.0.1:1", TOKEN, key="sms2")
    try:
        assert second.key == "sms2"
        assert outcomes(second.send([message("+819011110001")], retry_key=new_id())) == [
            "temporary"
        ]
        with pytest.raises(SmsAway):
            second.check()
    finally:
        second.close()


def test_a_wrong_token_is_found_by_the_self_test_and_stays_out_of_the_log(running, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = SmsProvider(running[1], "wrong-token")
    try:
        with pytest.raises(SmsAway, match="401"):
            wrong.check()
        wrong.send([message("+819011110001")], retry_key=new_id())
    finally:
        wrong.close()
    assert "wrong-token" not in caplog.text
    assert "+819011110001" not in caplog.text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1),
        ("€" * 81, 2), ("あ" * 70, 1), ("あ" * 71, 2), ("あ" * 134, 2), ("あ" * 135, 3), ("𠮷" * 35, 1),
        ("𠮷" * 36, 2),
    ],
)  # fmt: skip
def test_parts_are_counted_as_they_are_billed(text, parts):
    assert count_parts(text) == parts


def test_receipts_are_believed_only_when_signed():
    number = new_id()
    body = json.dumps(
        {
            "receipts": [
                {"reference": str(number), "status": "delivered"},
                {"reference": "x", "status": "new"},
            ]
        }
    ).encode()
    (read,) = read_receipts(body, sign_receipts(body, "s"), "s")
    assert (read.delivery_id, read.outcome) == (number, "delivered")
    assert read_receipts(body, sign_receipts(body, "other"), "s") is None
    assert read_receipts(body, sign_receipts(body, ""), "") is None


@given(
    st.binary(max_size=200)
    | st.builds(lambda x: json.dumps({"receipts": x}).encode(), st.lists(st.text()))
)
def test_no_receipt_breaks_the_reader(body):
    assert read_receipts(body, sign_receipts(body, "s"), "s") in (None, [])
