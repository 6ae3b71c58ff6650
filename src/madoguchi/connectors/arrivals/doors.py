# SPDX-License-Identifier: Apache-2.0
"""How are a practice provider's arrivals read, and its faults switched, over HTTP?

``GET /_twin/figures[?counts=1]``, ``GET /_twin/last``, ``POST /_twin/fault`` (JSON as in
``book.Fault``), ``POST /_twin/forget``. They stand beside the provider's own addresses.
"""

import asyncio
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any

import orjson
from aiohttp import web

from madoguchi.connectors.arrivals.book import Book

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_doors(app: web.Application, book: Book) -> None:
    """Add the addresses of the book, and let its faults strike every other one."""

    async def figures(request: web.Request) -> web.Response:
        return as_json(book.figures(with_counts="counts" in request.query))

    async def last(_: web.Request) -> web.Response:
        return as_json(list(book.last))

    async def fault(request: web.Request) -> web.Response:
        book.switch(orjson.loads(await request.read() or b"{}"))
        return as_json({})

    async def forget(_: web.Request) -> web.Response:
        book.forget()
        return as_json({})

    app.router.add_get("/_twin/figures", figures)
    app.router.add_get("/_twin/last", last)
    app.router.add_post("/_twin/fault", fault)
    app.router.add_post("/_twin/forget", forget)
    app.middlewares.append(_striking(book))


def as_json(
    value: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """An answer in JSON."""
    body = orjson.dumps(value)
    return web.Response(
        body=body, status=status, content_type="application/json", headers=headers or {}
    )


def page(title: str, book: Book, *, more: str = "") -> web.Response:
    """A plain page of what arrived last; ``more`` is HTML that stands above the list."""
    rows = "".join(
        f"<li><b>{escape(str(one['to'])[:60])}</b> {escape(one['subject'])}"
        f"<pre>{escape(one['text'])}</pre></li>"
        for one in book.last
    )
    figures = book.figures()
    body = (
        '<!doctype html><html lang="ja"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1>"
        f"<p>届いた数: {figures['total']} / 重複: {figures['doubled']}</p>{more}"
        f"<ol>{rows or '<li>まだ何も届いていません。</li>'}</ol></html>"
    )
    return web.Response(text=body, content_type="text/html")


def _striking(book: Book) -> Any:
    @web.middleware
    async def strike(request: web.Request, handler: Handler) -> web.StreamResponse:
        own = request.path == "/" or request.path.startswith("/_twin/")
        if own or not book.fault.strikes():
            return await handler(request)
        fault = book.fault
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.after:
            await handler(request)
        if fault.lose:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        waits = {"Retry-After": f"{fault.retry_after_s:g}"} if fault.retry_after_s else {}
        return as_json({"message": "on order"}, status=fault.status, headers=waits)

    return strike
