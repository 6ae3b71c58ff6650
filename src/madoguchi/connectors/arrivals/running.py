# SPDX-License-Identifier: Apache-2.0
"""How does a practice provider run: as a program of its own, or in a thread of a test?"""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from typing import Protocol

from aiohttp import web


class Server(Protocol):
    """Something that serves: it begins in the running loop and ends there."""

    async def start(self) -> None:
        """Begin to listen."""

    async def stop(self) -> None:
        """Listen no more."""


class HttpServer:
    """An application over HTTP; with port 0 the one that was found is in ``port`` afterwards."""

    def __init__(self, app: web.Application, port: int = 0, *, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, port
        self._runner = web.AppRunner(app, access_log=None)

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        """Begin to listen."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Listen no more, and end open connections."""
        await self._runner.cleanup()


@contextlib.contextmanager
def in_thread(*servers: Server) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop in which all of them serve until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def do(work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(20)

    try:
        for server in servers:
            do(server.start())
        yield loop
    finally:
        for server in servers:
            do(server.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


def run_for_ever(*servers: Server) -> None:
    """Serve until told to stop."""

    async def work() -> None:
        for server in servers:
            await server.start()
        try:
            await asyncio.Event().wait()
        finally:
            for server in servers:
                await server.stop()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(work())
