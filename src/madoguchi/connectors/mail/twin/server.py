# SPDX-License-Identifier: Apache-2.0
"""Where is seen what arrived in the practice mail server?"""

from aiohttp import web

from madoguchi.connectors.arrivals.book import Book
from madoguchi.connectors.arrivals.doors import add_doors, page


def make_app(book: Book) -> web.Application:
    """The pages beside the SMTP port."""
    app = web.Application()

    async def front(_: web.Request) -> web.Response:
        return page("メール(練習用)", book)

    app.router.add_get("/", front)
    add_doors(app, book)
    return app
