# SPDX-License-Identifier: Apache-2.0
"""How are connections to the mail server kept and shared among threads?"""

import contextlib
import smtplib
import ssl
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SECONDS: Final = 30.0
IDLE_SECONDS: Final = 50.0
MOST_PER_LINE: Final = 200
"""Mail servers end a connection after some hundred messages; we end it before they do."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in; ``tls``: ``starttls``, ``tls``, or empty on this machine."""

    host: str
    port: int = 25
    tls: str = ""
    user: str = ""
    password: str = ""
    own_name: str = "localhost"


class Lines:
    """Open connections of one server. A thread takes one, hands letters in, gives it back."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._free: deque[tuple[smtplib.SMTP, float, int]] = deque()

    @contextlib.contextmanager
    def one(self) -> Iterator[smtplib.SMTP]:
        """A connection that has said hello.

        Raises:
            OSError, smtplib.SMTPException: the server does not answer, or does not let us in.
        """
        line, used = self._take()
        before = time.monotonic()
        try:
            yield line
        except BaseException:
            line.close()
            raise
        self._give_back(line, before, used + 1)

    def close(self) -> None:
        """End those that nobody uses."""
        while self._free:
            line, _, _ = self._free.popleft()
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.quit()

    def _take(self) -> tuple[smtplib.SMTP, int]:
        while True:
            try:
                line, since, used = self._free.pop()
            except IndexError:
                return self._open(), 0
            if used < MOST_PER_LINE and time.monotonic() - since < IDLE_SECONDS:
                return line, used
            line.close()

    def _give_back(self, line: smtplib.SMTP, since: float, used: int) -> None:
        if line.sock is not None:
            self._free.append((line, since, used))

    def _open(self) -> smtplib.SMTP:
        at, context = self.server, ssl.create_default_context()
        line: smtplib.SMTP
        if at.tls == "tls":
            line = smtplib.SMTP_SSL(at.host, at.port, at.own_name, timeout=SECONDS, context=context)
        else:
            line = smtplib.SMTP(at.host, at.port, at.own_name, timeout=SECONDS)
        try:
            if at.tls == "starttls":
                line.starttls(context=context)
            line.ehlo_or_helo_if_needed()
            if at.user:
                line.login(at.user, at.password)
        except BaseException:
            line.close()
            raise
        return line
