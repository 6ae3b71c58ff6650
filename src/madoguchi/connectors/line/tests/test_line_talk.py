# SPDX-License-Identifier: Apache-2.0
"""Does LINE's webhook believe only LINE, and does linking make the right two people one, once?"""

import asyncio
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from django.test import Client

from madoguchi.connectors.arrivals.running import HttpServer, in_thread
from madoguchi.connectors.line import from_settings
from madoguchi.connectors.line.client import LineClient
from madoguchi.connectors.line.flows import Pages, answer_wish, find_wish, language_of, wish_of_data
from madoguchi.connectors.line.hearing import Ear, hear, is_signed, read_events
from madoguchi.connectors.line.jobs import hear_line, seal_webhook
from madoguchi.connectors.line.linking import HOLDS, LONGEST, complete_link, make_nonce, read_nonce
from madoguchi.connectors.line.menus import all_menus
from madoguchi.connectors.line.picture import draw_menu
from madoguchi.connectors.line.twin.chat import VISITOR, make_event, sign
from madoguchi.connectors.line.twin.platform import Platform
from madoguchi.connectors.line.twin.server import make_app
from madoguchi.kernel.clock import now

TOKEN, SECRET = "talk-token", "talk-secret"
PORTAL = "https://city.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    platform = Platform(TOKEN, SECRET)
    server = HttpServer(make_app(platform))
    with in_thread(server) as loop:
        yield platform, server.address, loop


@pytest.fixture
def platform(running, settings):
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    known, address, _ = running
    known.book.forget()
    settings.LINE_TOKEN, settings.LINE_SECRET = TOKEN, SECRET
    settings.LINE_PLATFORM = address
    settings.LINE_DIALOG = f"{address}/dialog/bot/accountLink"
    for one in (from_settings.client, from_settings._made_menus):
        one.cache_clear()
    return known


@pytest.fixture
def akari(db):
    from madoguchi.platform.identity.api import actor_for, create_citizen
    from tests.cast import AKARI

    user = create_citizen(email=AKARI.email, password=AKARI.password, at=now())
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    return client, actor_for(user).ref


@pytest.fixture
def ear(platform, running):
    return Ear(LineClient(TOKEN, platform=running[1]), Pages(PORTAL), {})


def addresses():
    from django.apps import apps

    return apps.get_model("messaging", "Address").objects


def said(platform):
    return [one["text"] for one in platform.book.last]


def test_only_what_line_signed_is_heard(platform, settings):
    body = orjson.dumps({"destination": "U0", "events": [make_event(platform, {"text": "予約"})]})
    good = {"HTTP_X_LINE_SIGNATURE": sign(SECRET, body)}

    def post(content, **headers):
        return (
            Client()
            .post("/line/webhook", content, content_type="application/json", **headers)
            .status_code
        )

    assert post(body, **good) == 200
    assert post(body + b" ", **good) == 403
    assert post(body) == 403
    assert post(body, HTTP_X_LINE_SIGNATURE="あ") == 403
    assert Client().get("/line/webhook").status_code == 405
    settings.LINE_SECRET = ""
    assert post(body, HTTP_X_LINE_SIGNATURE=sign("", body)) == 403
    assert not is_signed(b"", sign("", b""), "")


def test_what_waits_for_the_worker_is_sealed_and_then_answered(platform):
    event = make_event(platform, {"text": "施設を予約したい"})
    sealed = seal_webhook(orjson.dumps({"events": [event]}))
    assert VISITOR not in sealed
    hear_line.func(sealed)
    assert "/booking/" in said(platform)[0]
    assert len(platform.menus) == len(all_menus())


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("転出届を出したい", "apply"), ("よやく", "book"), ("テニスコートを借りたい", "book"), ("道路に穴があいた", "report"),
        ("アンケート", "survey"), ("つなぐ", "link"), ("LINK", "link"), ("book a room", "book"), ("ねこ", ""), ("", ""),
    ],
)  # fmt: skip
def test_words_are_understood(words, wish):
    assert find_wish(words) == wish


def test_an_answer_is_a_link_in_the_readers_language(ear):
    assert language_of("where do I apply?") == "en"
    assert language_of("ＯＫです") == "ja"
    for language in ("ja", "en", "easy", "fr"):
        for wish in ("apply", "book", "report", "survey", "mine"):
            (card,) = answer_wish(wish, ear.pages, language=language).cards
            assert card.link.startswith(f"{PORTAL}/")
            assert len(card.label) <= 20
            assert len(card.sentence) <= 60
        assert len(answer_wish("", ear.pages, language=language).quick) == 6
    assert wish_of_data("do=book") == "book"
    assert wish_of_data("do=drop&x=1") == ""


def test_buttons_stickers_and_strange_events_are_answered_or_passed_over(platform, ear):
    hear(make_event(platform, {"type": "postback", "data": "do=apply"}), ear, at=now())
    assert f"{PORTAL}/procedures/" in said(platform)[0]
    sticker = make_event(platform, {"text": "x"}) | {"message": {"type": "sticker"}}
    hear(sticker, ear, at=now())
    assert "何をしますか" in said(platform)[0]
    before = len(said(platform))
    hear({"type": "beacon", "source": {"userId": VISITOR}}, ear, at=now())
    assert len(said(platform)) == before
    assert (
        read_events(b"[]")
        == read_events(b"x")
        == read_events(b'{"events":[1,{"source":{"userId":"me"}}]}')
        == []
    )


def test_a_person_links_once_and_blocks_and_comes_back(platform, running, akari, ear):
    client, party = akari
    hear(make_event(platform, {"text": "つなぐ"}), ear, at=now())
    offered = said(platform)[0].rpartition(" ")[2]
    token = parse_qs(urlsplit(offered).query)["linkToken"][0]
    page = client.get("/line/link/", {"linkToken": token})
    assert page.status_code == 200
    assert platform_origin(running) in page.headers["Content-Security-Policy"]
    sent_on = client.post("/line/link/", {"linkToken": token})
    assert sent_on.status_code == 302
    query = parse_qs(urlsplit(sent_on.headers["Location"]).query)
    assert len(query["nonce"][0]) <= LONGEST
    assert platform.use_link_token(token) == VISITOR
    linked = make_event(platform, {"type": "accountLink", "nonce": query["nonce"][0]})
    hear(linked, ear, at=now())
    row = addresses().get()
    assert (row.recipient.party_ref, row.channel, row.state) == (party, "line", "active")
    assert VISITOR.encode() not in bytes(row.sealed)
    hear(linked | {"replyToken": ""}, ear, at=now())
    assert not complete_link(nonce=query["nonce"][0], user_id=f"U{1:032x}", language="", at=now())
    assert addresses().count() == 1
    unfollow = make_event(platform, {"type": "unfollow"})
    hear(unfollow, ear, at=now())
    assert addresses().get().state == "blocked"
    hear(make_event(platform, {"type": "follow"}), ear, at=now())
    hear(unfollow, ear, at=now())
    assert addresses().get().state == "active"


def platform_origin(running):
    return running[1]


def test_a_nonce_is_ours_fresh_and_says_nothing(akari):
    at = now()
    nonce = make_nonce(akari[1], at=at)
    assert nonce != make_nonce(akari[1], at=at)
    assert read_nonce(nonce, at=at) == akari[1]
    assert read_nonce(nonce, at=at + HOLDS + timedelta(seconds=1)) == ""
    changed = ("A" if nonce[-2] != "A" else "B").join((nonce[:-2], nonce[-1]))
    for bad in (changed, "", "x", "あ", nonce[:40], "A" * 300):
        assert read_nonce(bad, at=at) == ""


def test_the_link_page_asks_to_sign_in_and_to_come_from_the_chat(platform, akari):
    guest = Client().get("/line/link/", {"linkToken": "abcdefgh12"})
    assert guest.status_code == 302
    assert "abcdefgh12" in guest.headers["Location"]
    assert akari[0].get("/line/link/").status_code == 404
    assert akari[0].get("/line/link/", {"linkToken": "<script>"}).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = akari[0].cookies
    assert strict.post("/line/link/", {"linkToken": "abcdefgh12"}).status_code == 403


def test_menus_are_drawn():
    pictures = {draw_menu(menu) for menu in all_menus()}
    assert len(pictures) == len(all_menus())
    assert all(one.startswith(b"\x89PNG") and len(one) < 1024 * 1024 for one in pictures)


def test_the_practice_platform_plays_the_browsers_part(platform, running):
    import httpx

    heard = []

    class City:
        async def start(self):
            from aiohttp import web

            async def take(request):
                body = await request.read()
                heard.append(
                    (is_signed(body, request.headers["X-Line-Signature"], SECRET), json.loads(body))
                )
                return web.Response()

            app = web.Application()
            app.router.add_post("/line/webhook", take)
            self.server = HttpServer(app)
            await self.server.start()

    city = City()
    asyncio.run_coroutine_threadsafe(city.start(), running[2]).result(10)
    platform.webhook = f"{city.server.address}/line/webhook"
    try:
        told = httpx.post(
            f"{running[1]}/_twin/event", json={"type": "message", "text": "予約", "again": True}
        )
        assert told.json()["status"] == 200
        token = platform.issue_link_token(VISITOR)
        dialog = f"{running[1]}/dialog/bot/accountLink"
        assert httpx.get(dialog, params={"linkToken": token, "nonce": "n" * 20}).status_code == 200
        assert httpx.get(dialog, params={"linkToken": token, "nonce": "n" * 20}).status_code == 400
    finally:
        platform.webhook = ""
        asyncio.run_coroutine_threadsafe(city.server.stop(), running[2]).result(10)
    assert [signed for signed, _ in heard] == [True] * 3
    events = [body["events"][0] for _, body in heard]
    assert events[0]["webhookEventId"] == events[1]["webhookEventId"]
    assert events[1]["deliveryContext"]["isRedelivery"]
    assert events[2]["link"]["nonce"] == "n" * 20
    assert "LINE(練習用)" in httpx.get(running[1]).text
