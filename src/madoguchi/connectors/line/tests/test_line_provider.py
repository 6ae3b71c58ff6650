# SPDX-License-Identifier: Apache-2.0
"""Does LINE get each text once, whatever happens to the answers?"""

import logging
from uuid import UUID

import httpx
import pytest

from madoguchi.connectors.arrivals.running import HttpServer, in_thread
from madoguchi.connectors.line.client import LineAway, LineClient
from madoguchi.connectors.line.menus import all_menus, menu_name
from madoguchi.connectors.line.provider import LineProvider
from madoguchi.connectors.line.replies import Card, Quick, Reply
from madoguchi.connectors.line.twin.platform import Platform
from madoguchi.connectors.line.twin.server import make_app
from madoguchi.engines.messaging.ports import Outgoing
from madoguchi.kernel.ids import new_id

TOKEN = "token-of-this-test-only"


@pytest.fixture(scope="module")
def running():
    platform = Platform(TOKEN, "secret")
    server = HttpServer(make_app(platform))
    with in_thread(server):
        yield platform, server.address


@pytest.fixture
def platform(running):
    known, _ = running
    known.book.forget()
    known.book.switch({})
    known.blocked.clear()
    known.narrowcasts.clear()
    known.calls_per_second = 2000
    return known


@pytest.fixture
def client(running, platform):
    return LineClient(TOKEN, platform=running[1])


def user(number):
    return f"U{number:032x}"


def wave(count, *, text="お知らせがあります", first=0):
    return [
        Outgoing(
            new_id(), user(first + n), "", text, "", "https://city.example/i/1", "ja", {}, [], False
        )
        for n in range(count)
    ]


def test_five_hundred_go_in_one_call_with_the_link(platform, client):
    sent = LineProvider(client).send(wave(500), retry_key=new_id())
    assert {one.outcome for one in sent} == {"accepted"}
    assert all(one.reference for one in sent)
    assert platform.book.figures()["distinct"] == 500
    assert "https://city.example/i/1" in platform.book.last[0]["text"]


def test_a_lost_answer_is_asked_again_and_nobody_reads_it_twice(platform, client):
    batch, key = wave(20), new_id()
    platform.book.switch({"calls": 1, "after": True, "lose": True})
    first = LineProvider(client).send(batch, retry_key=key)
    assert {one.outcome for one in first} == {"temporary"}
    second = LineProvider(client).send(batch, retry_key=key)
    assert {one.outcome for one in second} == {"accepted"}
    assert all(one.reference for one in second)
    figures = platform.book.figures()
    assert (figures["total"], figures["doubled"], figures["misused"]) == (20, 0, [])


def test_too_many_or_two_wordings_are_a_mistake_of_the_caller(platform, client):
    provider = LineProvider(client)
    with pytest.raises(ValueError, match="multicast"):
        provider.send(wave(501), retry_key=new_id())
    with pytest.raises(ValueError, match="multicast"):
        provider.send([*wave(1), *wave(1, text="別", first=9)], retry_key=new_id())
    assert platform.book.figures()["total"] == 0


def test_an_address_that_is_none_stops_nobody_else(platform, client):
    bad = Outgoing(
        new_id(),
        "akari",
        "",
        "お知らせがあります",
        "",
        "https://city.example/i/1",
        "ja",
        {},
        [],
        False,
    )
    sent = {
        one.delivery_id: one
        for one in LineProvider(client).send([*wave(3), bad], retry_key=new_id())
    }
    assert sent.pop(bad.delivery_id).outcome == "permanent"
    assert {one.outcome for one in sent.values()} == {"accepted"}
    alone = LineProvider(client).send([bad], retry_key=new_id())
    assert [one.outcome for one in alone] == ["permanent"]


def test_limits_and_outages_are_waited_out(platform, client):
    provider = LineProvider(client)
    platform.book.switch({"calls": 1, "status": 429, "retry_after_s": 7})
    first = provider.send(wave(2), retry_key=new_id())
    assert {(one.outcome, one.retry_after_s) for one in first} == {("temporary", 7.0)}
    platform.book.switch({"calls": 1, "status": 500})
    assert {one.outcome for one in provider.send(wave(2), retry_key=new_id())} == {"temporary"}
    platform.book.switch({})
    platform.calls_per_second = 0
    assert {one.outcome for one in provider.send(wave(2), retry_key=new_id())} == {"temporary"}
    away = LineProvider(LineClient(TOKEN, platform="http://127.0.0.1:1"))
    sent = away.send(wave(1), retry_key=new_id())
    assert [(one.outcome, one.detail[:9]) for one in sent] == [("temporary", "no answer")]


def test_whoever_blocked_the_account_gets_nothing_and_line_does_not_say_so(platform, client):
    platform.blocked.add(user(1))
    sent = LineProvider(client).send(wave(3), retry_key=new_id())
    assert {one.outcome for one in sent} == {"accepted"}
    assert platform.book.figures()["total"] == 2


def test_the_platform_is_strict_with_retry_keys(platform, client, running):
    key = str(new_id())
    head = {"Authorization": f"Bearer {TOKEN}", "X-Line-Retry-Key": key}
    body = {"to": [user(1)], "messages": [{"type": "text", "text": "一"}]}
    base = f"{running[1]}/v2/bot/message"
    first = httpx.post(f"{base}/multicast", json=body, headers=head)
    again = httpx.post(f"{base}/multicast", json=body, headers=head)
    assert (first.status_code, again.status_code) == (200, 409)
    accepted = again.headers["X-Line-Accepted-Request-Id"]
    assert accepted == first.headers["X-Line-Request-Id"]
    other = httpx.post(f"{base}/push", json=body | {"to": user(2)}, headers=head)
    assert other.status_code == 409
    assert platform.book.figures()["misused"]
    no_key_here = httpx.post(f"{base}/reply", json=body, headers=head)
    assert no_key_here.status_code == 400
    no_uuid = httpx.post(f"{base}/push", json=body, headers=head | {"X-Line-Retry-Key": "x"})
    assert no_uuid.status_code == 400
    twice = body | {"to": [user(n) for n in range(501)]}
    too_many = httpx.post(
        f"{base}/multicast", json=twice, headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert too_many.status_code == 400
    assert httpx.post(f"{base}/push", json=body).status_code == 401


def test_narrowcasts_are_sixty_an_hour(platform, client):
    platform.friends.update({user(1), user(2)})
    answers = [client.narrowcast("断水します", retry_key=new_id()).status for _ in range(61)]
    assert (set(answers[:60]), answers[60]) == ({202}, 429)


def test_answers_carry_cards_and_quick_buttons(platform, client):
    platform.reply_tokens["r1"] = user(5)
    reply = Reply(
        "どれにしますか",
        [Card("粗大ごみ", "予約します", "開く", "https://city.example/")],
        [Quick("戻る", "do=top")],
    )
    assert client.reply("r1", reply).status == 200
    assert client.reply("r1", reply).status == 400
    assert "粗大ごみ https://city.example/" in platform.book.last[0]["text"]
    assert client.push(user(6), Reply("ひとこと"), retry_key=new_id()).is_accepted


def test_menus_are_made_once_and_worn(platform, client):
    ids = client.ensure_menus(all_menus(), b"\x89PNG")
    assert client.ensure_menus(all_menus(), b"\x89PNG") == ids
    name = menu_name(is_linked=True, language="fr")
    assert client.wear_menu(user(1), ids[name]).is_accepted
    assert platform.menus[platform.worn[user(1)]]["name"] == "madoguchi-linked-ja"
    assert not client.wear_menu(user(1), "richmenu-none").is_accepted


def test_the_self_test_knows_a_wrong_token_and_keeps_it_to_itself(
    platform, client, running, caplog
):
    caplog.set_level(logging.DEBUG)
    assert client.check()
    with pytest.raises(LineAway):
        LineProvider(LineClient("wrong-token", platform=running[1])).check()
    LineProvider(client).send(wave(1), retry_key=UUID(int=7))
    said = caplog.text
    assert TOKEN not in said
    assert "wrong-token" not in said
