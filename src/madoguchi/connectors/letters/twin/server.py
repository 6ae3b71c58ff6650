# SPDX-License-Identifier: Apache-2.0
"""What lies in the queue's folder? It is counted by the manifests; the letters cannot be read here."""

import json
from pathlib import Path

from aiohttp import web

from madoguchi.connectors.arrivals.book import Book
from madoguchi.connectors.arrivals.doors import as_json, page


def make_app(folder: Path) -> web.Application:
    """``GET /_twin/figures[?counts=1]`` and a page, from the manifests in the folder."""
    app = web.Application()

    async def figures(request: web.Request) -> web.Response:
        return as_json(count_folder(folder).figures(with_counts="counts" in request.query))

    async def front(_: web.Request) -> web.Response:
        return page("郵便(印刷待ち)", count_folder(folder))

    app.router.add_get("/_twin/figures", figures)
    app.router.add_get("/", front)
    return app


def count_folder(folder: Path) -> Book:
    """Each delivery once for every manifest that names it."""
    book = Book("Letters")
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_bytes())
        for one in told["deliveries"]:
            book.note(one, to=told["batch"][-8:], subject=told["state"], text=one)
    return book
