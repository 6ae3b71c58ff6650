# SPDX-License-Identifier: Apache-2.0
"""How do deliveries reach push services: many at once, over connections that are kept?"""

import asyncio
import base64
import socket
import threading
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from madoguchi.connectors.webpush.sealing import payload_of, seal
from madoguchi.connectors.webpush.signing import Signer
from madoguchi.connectors.webpush.subscription import (
    SubscriptionUnusable,
    is_public,
    read_subscription,
)
from madoguchi.engines.messaging.ports import Outgoing, Sent

AT_ONCE: Final = 32
SECONDS: Final = aiohttp.ClientTimeout(total=20, connect=5)
LIVES_SECONDS: Final = 3 * 24 * 3600
LIVES_URGENT_SECONDS: Final = 6 * 3600
GONE: Final = frozenset({404, 410})
NEVER: Final = frozenset({400, 403, 413})
"""400 and 403: keys or subscription do not fit ours; 413: larger than the service takes."""


class PushProvider:
    """RFC 8030 with VAPID; ``allow_local`` only where the push service is the twin."""

    channel = "webpush"
    batch = 100
    same_text = False

    def __init__(
        self,
        signer: Signer,
        *,
        key: str = "webpush",
        per_second: float | None = None,
        allow_local: bool = False,
    ) -> None:
        self.key, self.per_second = key, per_second
        self._signer, self._allow_local = signer, allow_local
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session: aiohttp.ClientSession | None = None

    def send(
        self,
        batch: Sequence[Outgoing],
        *,
        retry_key: UUID,  # noqa: ARG002 - the delivery's id is the key here
    ) -> Sequence[Sent]:
        """Call the push service of each; every delivery has its own outcome.

        A second call with the same delivery replaces the first in the browser: its ``tag`` is the
        delivery's id, and ``Topic`` replaces what still waits at the service.
        """
        return asyncio.run_coroutine_threadsafe(self._send_all(batch), self._running()).result()

    def check(self) -> None:
        """Whether tokens can be made.

        Raises:
            VapidException: the contact is no address, or the key is none.
        """
        self._signer.authorization("https://push.example")

    def close(self) -> None:
        """End the connections and the thread."""
        loop, session, self._loop, self._session = self._loop, self._session, None, None
        if loop is None:
            return
        if session is not None:
            asyncio.run_coroutine_threadsafe(session.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)

    async def _send_all(self, batch: Sequence[Outgoing]) -> list[Sent]:
        if self._session is None:
            resolver = None if self._allow_local else PublicResolver()
            line = aiohttp.TCPConnector(
                limit=4 * AT_ONCE, limit_per_host=AT_ONCE, resolver=resolver
            )
            self._session = aiohttp.ClientSession(
                connector=line, timeout=SECONDS, cookie_jar=aiohttp.DummyCookieJar()
            )
        return await asyncio.gather(*(self._send(self._session, one) for one in batch))

    async def _send(self, session: aiohttp.ClientSession, one: Outgoing) -> Sent:
        try:
            to = read_subscription(one.address, allow_local=self._allow_local)
        except SubscriptionUnusable as no:
            return Sent(one.delivery_id, "permanent", detail=str(no))
        headers = headers_of(one) | {"Authorization": self._signer.authorization(to.origin)}
        body = seal(payload_of(one), to)
        try:
            async with session.post(
                to.endpoint, data=body, headers=headers, allow_redirects=False
            ) as answer:
                return read_answer(one.delivery_id, answer.status, answer.headers)
        except (aiohttp.ClientError, TimeoutError, OSError) as away:
            return Sent(one.delivery_id, "temporary", detail=f"no answer {type(away).__name__}")

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                work = threading.Thread(target=_run, args=(self._loop,), name=self.key, daemon=True)
                work.start()
            return self._loop


class PublicResolver(AbstractResolver):
    """Names that lead into our own network lead nowhere: a browser chose the host, not we."""

    def __init__(self) -> None:
        self._inner: ThreadedResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a name.

        Raises:
            OSError: it has none.
        """
        self._inner = self._inner or ThreadedResolver()
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if is_public(ip_address(one["host"].split("%")[0]))]
        if not public:
            raise OSError("the host of the push service has no public address")
        return public

    async def close(self) -> None:
        """Nothing is held."""


def headers_of(one: Outgoing) -> dict[str, str]:
    """What the service must know: how long to keep it, how urgent it is, what it replaces."""
    lives = LIVES_URGENT_SECONDS if one.urgent else LIVES_SECONDS
    topic = base64.urlsafe_b64encode(one.delivery_id.bytes).rstrip(b"=").decode()
    return {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": one.headers.get("TTL", str(lives)),
        "Urgency": "high" if one.urgent else "normal",
        "Topic": topic,
    }


def read_answer(delivery_id: UUID, status: int, headers: Any) -> Sent:
    """What the service's answer means (RFC 8030, 5 and 8.4)."""
    if 200 <= status < 300:
        return Sent(delivery_id, "accepted")
    if status in GONE:
        return Sent(delivery_id, "blocked", detail=str(status))
    if status in NEVER:
        return Sent(delivery_id, "permanent", detail=str(status))
    waits = str(headers.get("Retry-After", ""))
    return Sent(
        delivery_id,
        "temporary",
        detail=str(status),
        retry_after_s=float(waits) if waits.isdigit() else None,
    )


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
