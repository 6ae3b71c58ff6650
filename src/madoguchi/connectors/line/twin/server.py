# SPDX-License-Identifier: Apache-2.0
"""Which addresses of the Messaging API does the practice platform answer, and how strictly?"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
from aiohttp import web

from madoguchi.connectors.arrivals.doors import add_doors, as_json
from madoguchi.connectors.line.twin.chat import add_chat
from madoguchi.connectors.line.twin.platform import Platform, Refused

MOST_RECEIVERS: Final = 500
MOST_MESSAGES: Final = 5
USER_ID: Final = re.compile(r"U[0-9a-f]{32}")
Work = Callable[[Platform, dict[str, Any]], None]


def make_app(platform: Platform) -> web.Application:
    """The platform as a web application; several may stand under one server."""
    app = web.Application(client_max_size=4 * 1024 * 1024)
    for endpoint, work in _SENDING.items():
        app.router.add_post(f"/v2/bot/message/{endpoint}", _sending(platform, endpoint, work))
    app.router.add_get("/v2/bot/info", _known(platform, _info))
    app.router.add_post("/v2/bot/user/{user}/linkToken", _known(platform, _link_token))
    app.router.add_get("/v2/bot/richmenu/list", _known(platform, _menus))
    app.router.add_post("/v2/bot/richmenu", _known(platform, _make_menu))
    app.router.add_post("/v2/bot/richmenu/{menu}/content", _known(platform, _nothing))
    app.router.add_post("/v2/bot/user/{user}/richmenu/{menu}", _known(platform, _wear))
    add_chat(app, platform)
    add_doors(app, platform.book)
    return app


def _multicast(platform: Platform, body: dict[str, Any]) -> None:
    to = body.get("to")
    if not isinstance(to, list) or not 0 < len(to) <= MOST_RECEIVERS:
        raise Refused(400, "The property, 'to', in the request body is invalid")
    if len(set(to)) != len(to):
        raise Refused(400, "The property, 'to', has duplicates")
    for place, one in enumerate(to):
        if not USER_ID.fullmatch(str(one)):
            raise Refused(400, f"The property, 'to[{place}]', in the request body is invalid")
    platform.deliver(to, body["messages"])


def _push(platform: Platform, body: dict[str, Any]) -> None:
    if not USER_ID.fullmatch(str(body.get("to"))):
        raise Refused(400, "The property, 'to', in the request body is invalid")
    platform.deliver([body["to"]], body["messages"])


def _narrowcast(platform: Platform, body: dict[str, Any]) -> None:
    platform.check_narrowcast()
    platform.deliver(sorted(platform.friends), body["messages"])


def _broadcast(platform: Platform, body: dict[str, Any]) -> None:
    platform.deliver(sorted(platform.friends), body["messages"])


def _reply(platform: Platform, body: dict[str, Any]) -> None:
    user = platform.reply_tokens.pop(str(body.get("replyToken")), "")
    if not user:
        raise Refused(400, "Invalid reply token")
    platform.deliver([user], body["messages"])


_SENDING: Final[dict[str, Work]] = {
    "multicast": _multicast,
    "push": _push,
    "narrowcast": _narrowcast,
    "broadcast": _broadcast,
    "reply": _reply,
}


def _sending(
    platform: Platform, endpoint: str, work: Work
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        content = await request.read()
        key = request.headers.get("X-Line-Retry-Key", "")
        try:
            _check_token(platform, request)
            platform.check_pace()
            request_id = platform.check_retry_key(endpoint, key, content)
            work(platform, _read(content))
        except Refused as no:
            return as_json({"message": no.words}, status=no.status, headers=no.headers)
        platform.accept(endpoint, key, content, request_id)
        status = 202 if endpoint == "narrowcast" else 200
        names = {"sentMessages": [{"id": request_id}]} if endpoint in {"push", "reply"} else {}
        return as_json(names, status=status, headers={"X-Line-Request-Id": request_id})

    return answer


def _read(content: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(content)
    except ValueError:
        raise Refused(400, "The request body could not be parsed as JSON") from None
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not 0 < len(messages) <= MOST_MESSAGES:
        raise Refused(400, "The property, 'messages', in the request body is invalid")
    if any(one.get("type") == "text" and len(one.get("text", "")) > 5000 for one in messages):
        raise Refused(400, "Length must be between 0 and 5000")
    return dict(body)


def _check_token(platform: Platform, request: web.Request) -> None:
    if request.headers.get("Authorization") != f"Bearer {platform.token}":
        raise Refused(401, "Authentication failed. Confirm that the access token is valid.")


def _known(
    platform: Platform, work: Callable[[Platform, web.Request, Any], Any]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            _check_token(platform, request)
            if "X-Line-Retry-Key" in request.headers:
                raise Refused(400, "The retry key is not supported in this API")
            is_json = request.content_type == "application/json" and request.can_read_body
            body = await request.json() if is_json else None
            return as_json(work(platform, request, body))
        except Refused as no:
            return as_json({"message": no.words}, status=no.status, headers=no.headers)

    return answer


def _info(*_: Any) -> dict[str, Any]:
    return {
        "userId": f"U{'0' * 32}",
        "basicId": "@todai",
        "displayName": "灯台市(練習用)",
        "chatMode": "bot",
        "markAsReadMode": "auto",
    }


def _link_token(platform: Platform, request: web.Request, _: Any) -> dict[str, Any]:
    return {"linkToken": platform.issue_link_token(request.match_info["user"])}


def _menus(platform: Platform, *_: Any) -> dict[str, Any]:
    return {"richmenus": [{"richMenuId": key, **one} for key, one in platform.menus.items()]}


def _make_menu(platform: Platform, _: web.Request, body: Any) -> dict[str, Any]:
    menu_id = f"richmenu-{len(platform.menus):032x}"
    platform.menus[menu_id] = body
    return {"richMenuId": menu_id}


def _wear(platform: Platform, request: web.Request, _: Any) -> dict[str, Any]:
    menu = request.match_info["menu"]
    if menu not in platform.menus:
        raise Refused(404, "richmenu not found")
    platform.worn[request.match_info["user"]] = menu
    return {}


def _nothing(*_: Any) -> dict[str, Any]:
    return {}
