# SPDX-License-Identifier: Apache-2.0
"""How does somebody at the practice platform become a friend, write, block, and link an account?

``POST /_twin/event`` with JSON (``type``: follow, unfollow, message with ``text``, postback with
``data``; ``user``; ``again``: the same event once more) sends a signed webhook and tells how it was
answered. ``GET /dialog/bot/accountLink`` is where the city sends people back to.
"""

import base64
import hmac
import secrets
import time
from hashlib import sha256
from html import escape
from typing import Any, Final
from uuid import UUID

import aiohttp
import orjson
from aiohttp import web

from madoguchi.connectors.arrivals.doors import as_json, page
from madoguchi.connectors.line.twin.platform import Platform
from madoguchi.kernel.ids import new_id

VISITOR: Final = "U" + sha256(b"visitor of the demo").hexdigest()[:32]
SIGNATURE: Final = "X-Line-Signature"


def sign(secret: str, body: bytes) -> str:
    """The signature of a webhook: base64 of HMAC-SHA256 over the body as it is sent."""
    return base64.b64encode(hmac.digest(secret.encode(), body, sha256)).decode()


def make_event(platform: Platform, wanted: dict[str, Any]) -> dict[str, Any]:
    """An event as LINE words it, with a new id and, where it can be answered, a reply token."""
    kind, user = str(wanted.get("type", "message")), str(wanted.get("user") or VISITOR)
    event: dict[str, Any] = {
        "type": kind,
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": user},
        "webhookEventId": event_id(new_id()),
        "deliveryContext": {"isRedelivery": False},
    }
    if kind != "unfollow":
        event["replyToken"] = token = secrets.token_hex(16)
        platform.reply_tokens[token] = user
    if kind == "message":
        words = str(wanted.get("text", ""))
        event["message"] = {
            "id": str(time.time_ns()), "type": "text", "text": words, "quoteToken": "q",
        }  # fmt: skip
    if kind == "postback":
        event["postback"] = {"data": str(wanted.get("data", ""))}
    if kind == "accountLink":
        event["link"] = {"result": wanted.get("result", "ok"), "nonce": wanted["nonce"]}
    if kind == "follow":
        event["follow"] = {"isUnblocked": user in platform.blocked}
    return event


def event_id(number: UUID) -> str:
    """An id in the shape of a ULID: 26 characters of Crockford base32."""
    value, letters = number.int, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(letters[(value >> shift) & 31] for shift in range(125, -1, -5))


async def send(platform: Platform, *events: dict[str, Any]) -> dict[str, Any]:
    """Bring events to the city's webhook; the status that it answered with."""
    for event in events:
        user = event["source"]["userId"]
        if event["type"] == "follow":
            platform.friends.add(user)
            platform.blocked.discard(user)
        if event["type"] == "unfollow":
            platform.friends.discard(user)
            platform.blocked.add(user)
    body = orjson.dumps({"destination": f"U{'0' * 32}", "events": list(events)})
    if not platform.webhook:
        return {"status": 0, "events": list(events)}
    headers = {SIGNATURE: sign(platform.secret, body), "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session,
        session.post(platform.webhook, data=body, headers=headers) as answer,
    ):
        return {"status": answer.status, "events": list(events)}


def add_chat(app: web.Application, platform: Platform) -> None:
    """Add the addresses by which a person acts."""

    async def event(request: web.Request) -> web.Response:
        wanted = orjson.loads(await request.read())
        made = make_event(platform, wanted)
        told = await send(platform, made)
        if wanted.get("again"):
            made = made | {"deliveryContext": {"isRedelivery": True}}
            told = await send(platform, made)
        return as_json(told)

    async def link(request: web.Request) -> web.Response:
        user = platform.use_link_token(request.query.get("linkToken", ""))
        nonce = request.query.get("nonce", "")
        if not user or not 10 <= len(nonce) <= 255:
            return web.Response(
                text="この画面は古くなりました。もう一度はじめてください。", status=400
            )
        await send(
            platform, make_event(platform, {"type": "accountLink", "user": user, "nonce": nonce})
        )
        return web.Response(text="アカウントをつなぎました。トークに戻ってください。")

    async def write(request: web.Request) -> web.Response:
        form = await request.post()
        wanted = {name: str(value) for name, value in form.items()}
        await send(platform, make_event(platform, wanted))
        raise web.HTTPSeeOther(".")

    async def front(_: web.Request) -> web.Response:
        return page("LINE(練習用)", platform.book, more=_forms(platform))

    app.router.add_post("/_twin/event", event)
    app.router.add_get("/dialog/bot/accountLink", link)
    app.router.add_post("/write", write)
    app.router.add_get("/", front)


def _forms(platform: Platform) -> str:
    def button(label: str, kind: str, **more: str) -> str:
        values = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in {"type": kind, **more}.items()
        )
        return f'<form method="post" action="write">{values}<button>{label}</button></form>'

    state = "友だち" if VISITOR in platform.friends else "友だちではありません"
    menu = platform.menus.get(platform.worn.get(VISITOR, ""), {})
    fields = "".join(
        button(escape(area["action"]["label"]), "postback", data=area["action"]["data"])
        for area in menu.get("areas", [])
    )
    return (
        f"<p>あなた({VISITOR[:9]}…): {state}</p>"
        + button("友だちになる", "follow")
        + button("ブロックする", "unfollow")
        + '<form method="post" action="write"><input type="hidden" name="type" value="message">'
        '<label>メッセージ <input name="text"></label><button>送る</button></form>' + fields
    )
