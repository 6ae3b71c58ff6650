# SPDX-License-Identifier: Apache-2.0
"""What carries messages in a demonstration and in measurements? All practice providers, one process.

python -m madoguchi.config.demo.message_twins --port 8270 [--home folder] [--portal http://…]

LINE answers at the port, web push at the next, mail at the next (HTTP) and the one after it (SMTP),
short messages at the one after that. ``GET /_twin/figures`` at each tells what arrived.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from madoguchi.connectors.arrivals.book import Book
from madoguchi.connectors.arrivals.running import HttpServer, Server, run_for_ever
from madoguchi.connectors.line.twin.platform import Platform
from madoguchi.connectors.line.twin.server import make_app as line_app
from madoguchi.connectors.mail.twin.server import make_app as mail_app
from madoguchi.connectors.mail.twin.sink import Sink, SmtpServer
from madoguchi.connectors.sms.twin.server import Exchange
from madoguchi.connectors.sms.twin.server import make_app as sms_app
from madoguchi.connectors.webpush.twin.browsers import Browsers
from madoguchi.connectors.webpush.twin.server import make_app as push_app

TOKEN: Final = "practice-token-of-todai"  # noqa: S105 - of twins on this machine
SECRET: Final = "practice-secret-of-todai"  # noqa: S105 - of twins on this machine


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each practice provider listens."""

    line: int

    @property
    def push(self) -> int:
        """The push service."""
        return self.line + 1

    @property
    def mail(self) -> int:
        """The pages of the mail server."""
        return self.line + 2

    @property
    def smtp(self) -> int:
        """The mail server itself."""
        return self.line + 3

    @property
    def sms(self) -> int:
        """The provider of short messages."""
        return self.line + 4


def servers(ports: Ports, *, drop: Path | None, portal: str = "") -> list[Server]:
    """All of them; ``drop`` is the Maildir for mail that comes back."""
    webhook = f"{portal}/line/webhook" if portal else ""
    receipts = f"{portal}/sms/receipts" if portal else ""
    book = Book("E-Mail")
    return [
        HttpServer(line_app(Platform(TOKEN, SECRET, webhook)), ports.line),
        HttpServer(push_app(Browsers()), ports.push),
        HttpServer(mail_app(book), ports.mail),
        SmtpServer(Sink(book, drop=drop), ports.smtp),
        HttpServer(sms_app(Exchange(TOKEN, receipts, SECRET)), ports.sms),
    ]


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="providers of messages for trying")
    parser.add_argument("--port", type=int, default=8270)
    parser.add_argument("--home", type=Path, help="where mail that comes back is put")
    parser.add_argument("--portal", default="", help="the portal's address, to tell it of events")
    asked = parser.parse_args()
    drop = asked.home / "returned-mail" if asked.home else None
    run_for_ever(*servers(Ports(asked.port), drop=drop, portal=asked.portal.rstrip("/")))


if __name__ == "__main__":
    main()
