# SPDX-License-Identifier: Apache-2.0
"""How does the practice provider of short messages answer?

By the end of the number: ``…404`` is unknown, ``…410`` has stopped messages, ``…503`` is for later.
``POST /_twin/receipts`` sends a signed receipt ``delivered`` for all that came since the last time.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import orjson
from aiohttp import web

from madoguchi.connectors.arrivals.book import Book
from madoguchi.connectors.arrivals.doors import add_doors, as_json, page
from madoguchi.connectors.sms.receipts import sign_receipts

MOST_MESSAGES: Final = 100
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_TROUBLE: Final = {"404": "unknown_number", "410": "stopped", "503": "later"}


@dataclass
class Exchange:
    """The provider's state; ``receipts`` is where the city wants to be told."""

    token: str
    receipts: str = ""
    secret: str = ""
    book: Book = field(default_factory=lambda: Book("SMS"))
    answered: dict[str, tuple[bytes, Any]] = field(default_factory=dict)
    untold: list[str] = field(default_factory=list)

    def take(self, one: dict[str, Any]) -> dict[str, Any]:
        """Take one message and say what becomes of it."""
        reference, to, text = str(one["reference"]), str(one["to"]), str(one["text"])
        said = _TROUBLE.get(to[-3:], "accepted")
        if not _NUMBER.fullmatch(to):
            said = "unknown_number"
        if said == "accepted":
            self.book.note(reference, to=to, subject="", text=text)
            self.untold.append(reference)
        return {"reference": reference, "status": said, "id": f"m-{reference[:8]}"}


def make_app(exchange: Exchange) -> web.Application:
    """The provider as a web application."""
    app = web.Application(client_max_size=4 * 1024 * 1024)

    async def messages(request: web.Request) -> web.Response:
        if not _is_known(exchange, request):
            return as_json({"error": "token"}, status=401)
        key = request.headers.get("Idempotency-Key", "")
        return _take_all(exchange, key, await request.read())

    async def account(request: web.Request) -> web.Response:
        known = _is_known(exchange, request)
        return as_json({"name": "practice"}, status=200 if known else 401)

    async def receipts(_: web.Request) -> web.Response:
        return as_json({"status": await _tell(exchange)})

    async def front(_: web.Request) -> web.Response:
        return page("SMS(練習用)", exchange.book)

    app.router.add_post("/v1/messages", messages)
    app.router.add_get("/v1/account", account)
    app.router.add_post("/_twin/receipts", receipts)
    app.router.add_get("/", front)
    add_doors(app, exchange.book)
    return app


def _take_all(exchange: Exchange, key: str, body: bytes) -> web.Response:
    """Take the messages of a call once; the same call again gets the same answer."""
    if key in exchange.answered:
        known, answer = exchange.answered[key]
        return as_json(answer) if known == body else as_json({"error": "key"}, status=422)
    try:
        wanted = orjson.loads(body)["messages"]
        if not 0 < len(wanted) <= MOST_MESSAGES or not key:
            return as_json({"error": "count or key"}, status=400)
        answer = {"results": [exchange.take(one) for one in wanted]}
    except (ValueError, KeyError, TypeError):
        return as_json({"error": "body"}, status=400)
    exchange.answered[key] = (body, answer)
    return as_json(answer)


def _is_known(exchange: Exchange, request: web.Request) -> bool:
    return request.headers.get("Authorization") == f"Bearer {exchange.token}"


async def _tell(exchange: Exchange) -> int:
    told, exchange.untold = exchange.untold, []
    body = orjson.dumps({"receipts": [{"reference": one, "status": "delivered"} for one in told]})
    if not exchange.receipts:
        return 0
    headers = {"X-Signature": sign_receipts(body, exchange.secret)}
    async with (
        aiohttp.ClientSession() as session,
        session.post(exchange.receipts, data=body, headers=headers) as answer,
    ):
        return answer.status
