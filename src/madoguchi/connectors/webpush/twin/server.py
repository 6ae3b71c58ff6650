# SPDX-License-Identifier: Apache-2.0
"""How does the practice push service answer (RFC 8030, 8188, 8291, 8292), and what does it refuse?"""

import time
from typing import Final

import http_ece
import orjson
from aiohttp import web

from madoguchi.connectors.arrivals.doors import add_doors, as_json, page
from madoguchi.connectors.webpush.twin.browsers import Browsers

MOST_BYTES: Final = 4096
LONGEST_TOKEN_SECONDS: Final = 24 * 3600
_URGENCIES: Final = frozenset({"", "very-low", "low", "normal", "high"})


def make_app(browsers: Browsers) -> web.Application:
    """The service as a web application.

    ``POST /_twin/subscriptions`` (JSON ``count``, ``first``) gives subscriptions;
    ``POST /_twin/gone`` (JSON list of numbers) lets browsers go.
    """
    app = web.Application(client_max_size=1024 * 1024)

    async def push(request: web.Request) -> web.Response:
        body = await request.read()
        status = _refusal(browsers, request, len(body))
        if status:
            return web.Response(status=status)
        try:
            message = browsers.open(body)
        except (http_ece.ECEException, ValueError):
            browsers.book.blame("a body that the browser cannot open")
            return web.Response(status=400)
        number = request.match_info["number"]
        browsers.book.note(
            str(message["id"]), to=number, subject=message["title"], text=message["body"],
            link=message["link"], urgency=request.headers.get("Urgency", ""),
        )  # fmt: skip
        return web.Response(status=201, headers={"Location": f"/message/{message['id']}"})

    async def subscriptions(request: web.Request) -> web.Response:
        wanted = orjson.loads(await request.read() or b"{}")
        origin = f"{request.scheme}://{request.host}"
        first, count = int(wanted.get("first", 0)), int(wanted.get("count", 1))
        return as_json(browsers.subscriptions(origin, count, first=first))

    async def gone(request: web.Request) -> web.Response:
        browsers.gone.update(str(one) for one in orjson.loads(await request.read()))
        return as_json({})

    async def front(_: web.Request) -> web.Response:
        return page("ブラウザのプッシュ通知(練習用)", browsers.book)

    app.router.add_post("/push/{number}", push)
    app.router.add_post("/_twin/subscriptions", subscriptions)
    app.router.add_post("/_twin/gone", gone)
    app.router.add_get("/", front)
    add_doors(app, browsers.book)
    return app


def _refusal(browsers: Browsers, request: web.Request, length: int) -> int:
    if request.match_info["number"] in browsers.gone:
        return 410
    claims = browsers.claims_of(request.headers.get("Authorization", ""))
    if not claims:
        return 403
    at = time.time()
    holds = at < float(claims.get("exp", 0)) <= at + LONGEST_TOKEN_SECONDS
    if not holds or claims.get("aud") != f"{request.scheme}://{request.host}":
        return 401
    if length > MOST_BYTES:
        return 413
    return 0 if _is_well_formed(request) else 400


def _is_well_formed(request: web.Request) -> bool:
    headers = request.headers
    return (
        headers.get("TTL", "").isdigit()
        and headers.get("Content-Encoding") == "aes128gcm"
        and headers.get("Urgency", "") in _URGENCIES
        and len(headers.get("Topic", "")) <= 32
    )
