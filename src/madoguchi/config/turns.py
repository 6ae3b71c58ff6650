# SPDX-License-Identifier: Apache-2.0
"""How does a slow sender wait without holding up everybody else?

A web process computes one or two requests at a time: its threads share one interpreter, so more
would only get in each other's way. But a thread that waits for a body, piece by piece, need not keep the turn.
``Turns`` gives it up during each read and takes it back after. So a process has its requests in
work and, beside it, as many slow senders as it has threads to spare.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

PIECE = 64 * 1024
GRACE_SECONDS = 30.0
LEAST_BYTES_PER_SECOND = 1024.0

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class TooSlow(OSError):
    """The sender brings less than a kilobyte a second; the request is given up."""


class Body(Protocol):
    """What a server hands over as ``wsgi.input``."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes; waits for them."""


class Turns:
    """A WSGI application around another: one computes, the others may wait for their senders."""

    def __init__(
        self,
        application: Application,
        *,
        at_once: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._turn = threading.BoundedSemaphore(at_once)
        self._clock = clock

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request; its body is read and its answer is made in turns."""
        if body := environ.get("wsgi.input"):
            environ["wsgi.input"] = PatientBody(body, self._turn, self._clock)
        with self._turn:
            answer = self._application(environ, start_response)
        if isinstance(answer, list | tuple):
            return answer
        return _Pieces(answer, self._turn)


class PatientBody:
    """A request's body that gives the turn to others while it waits."""

    def __init__(self, body: Body, turn: threading.Semaphore, clock: Callable[[], float]) -> None:
        self._body, self._turn, self._clock = body, turn, clock
        self._began = clock()
        self._taken = 0

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, or all that comes.

        Raises:
            TooSlow: after half a minute less than a kilobyte a second has come.
        """
        parts, left = [], size
        while left:
            piece = self._read_one(PIECE if left < 0 else min(left, PIECE))
            if not piece:
                break
            parts.append(piece)
            left -= len(piece) if left > 0 else 0
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """One line; nothing here reads bodies by line, but WSGI asks for it."""
        line = bytearray()
        while (size < 0 or len(line) < size) and (byte := self.read(1)):
            line += byte
            if byte == b"\n":
                break
        return bytes(line)

    def readlines(self, hint: int = -1) -> list[bytes]:  # noqa: ARG002 - WSGI asks for it
        """Every line."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _read_one(self, size: int) -> bytes:
        self._turn.release()
        try:
            piece = self._body.read(size)
        finally:
            self._turn.acquire()
        self._taken += len(piece)
        spent = self._clock() - self._began
        if piece and spent > GRACE_SECONDS and self._taken / spent < LEAST_BYTES_PER_SECOND:
            raise TooSlow("the sender is too slow")
        return piece


class _Pieces:
    """An answer that is made while it is sent: in turns, too."""

    def __init__(self, answer: Iterable[bytes], turn: threading.Semaphore) -> None:
        self._answer, self._turn = answer, turn
        self._pieces = iter(answer)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with self._turn:
            return next(self._pieces)

    def close(self) -> None:
        """The request is over."""
        close = getattr(self._answer, "close", None)
        if close is not None:
            with self._turn:
                close()
