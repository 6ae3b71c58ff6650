# SPDX-License-Identifier: Apache-2.0
"""How does the practice mail server take letters (RFC 5321), and which receivers does it trouble?

By the beginning of the receiver's address: ``unknown`` is refused (550), ``full`` is put off (452),
``grey`` is put off once (451), ``bounce`` is taken and comes back hard, ``soft`` comes back as a full
box, ``complain`` comes back as a complaint.
"""

import asyncio
import base64
import re
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from madoguchi.connectors.arrivals.book import KEPT, Book
from madoguchi.connectors.mail.twin.returning import put_complaint, put_report

MOST_BYTES: Final = 20 * 1024 * 1024
_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.MULTILINE | re.IGNORECASE)
_REFUSALS: Final = {
    "unknown": "550 5.1.1 no such person here",
    "full": "452 4.2.2 the box is full",
}


class Sink:
    """Takes letters; what comes back goes into the Maildir ``drop``, if there is one."""

    def __init__(self, book: Book, *, drop: Path | None = None) -> None:
        self.book, self.drop = book, drop
        self._grey: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take or refuse a receiver."""
        if self.book.fault.strikes():
            return f"{self.book.fault.status} on order"
        user = address.partition("@")[0]
        for beginning, words in _REFUSALS.items():
            if user.startswith(beginning):
                return words
        if user.startswith("grey") and address not in self._grey:
            self._grey.add(address)
            return "451 4.7.1 please come again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a letter."""
        content = bytes(envelope.content or b"")
        found = _ID.search(content)
        if found is None or not content.isascii():
            self.book.blame("a letter without an id, or not in seven bits")
        key = found[1].decode() if found else "?"
        subject, text = _read(content) if self.book.counts.total() < KEPT else ("", "")
        self.book.note(key, to=envelope.rcpt_tos[0], subject=subject, text=text)
        await asyncio.to_thread(self._return, envelope, content) if self.drop else None
        return "250 2.0.0 taken"

    def _return(self, envelope: Envelope, content: bytes) -> None:
        back, to = envelope.mail_from or "", envelope.rcpt_tos[0]
        if self.drop is None or not back:
            return
        if to.startswith(("bounce", "soft")):
            status = "5.1.1" if to.startswith("bounce") else "5.2.2"
            put_report(self.drop, back=back, to=to, status=status, content=content)
        if to.startswith("complain"):
            put_complaint(self.drop, back=back, content=content)


class SmtpServer:
    """The sink on a port of this machine."""

    def __init__(self, sink: Sink, port: int = 0) -> None:
        self.sink, self.port = sink, port
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self.sink, hostname="twin.example", ident="practice mail", loop=loop,
                data_size_limit=MOST_BYTES, enable_SMTPUTF8=False,
            ),
            "127.0.0.1",
            self.port,
        )  # fmt: skip
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()


def _read(content: bytes) -> tuple[str, str]:
    letter = message_from_bytes(content, policy=default)
    subject = str(letter.get("Subject", ""))
    part = next((one for one in letter.walk() if one.get_content_type() == "text/plain"), None)
    return subject, _words(part) if part is not None else ""


def _words(part: Message) -> str:
    payload = part.get_payload()
    raw = str(payload).encode("ascii", "replace")
    is_base64 = str(part.get("Content-Transfer-Encoding", "")).lower() == "base64"
    return (base64.b64decode(raw) if is_base64 else raw).decode("utf-8", "replace")
