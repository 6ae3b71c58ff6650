# SPDX-License-Identifier: Apache-2.0
"""What carries messages in a demonstration and in measurements? All practice providers, one process.

python -m madoguchi.config.demo.message_twins --port 8270 [--home folder] [--portal http://…]

LINE answers at the port, web push at the next, mail at the next (HTTP) and the one after it (SMTP),
short messages and letters at the two after that. ``GET /_twin/figures`` at each tells what arrived.
"""

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from madoguchi.config.demo.processes import Zone
from madoguchi.connectors.arrivals.book import Book
from madoguchi.connectors.arrivals.running import HttpServer, Server, run_for_ever
from madoguchi.connectors.letters.twin.server import make_app as letters_app
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
DROP: Final = "returned-mail"


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

    @property
    def letters(self) -> int:
        """The count of letters that wait for the printer."""
        return self.line + 5


def servers(
    ports: Ports, *, drop: Path | None, letters: Path | None = None, portal: str = ""
) -> list[Server]:
    """All of them; ``drop``: the Maildir for what comes back; ``letters``: the print queue."""
    webhook = f"{portal}/line/webhook" if portal else ""
    receipts = f"{portal}/sms/receipts" if portal else ""
    book = Book("E-Mail")
    return [
        HttpServer(line_app(Platform(TOKEN, SECRET, webhook)), ports.line),
        HttpServer(push_app(Browsers()), ports.push),
        HttpServer(mail_app(book), ports.mail),
        SmtpServer(Sink(book, drop=drop), ports.smtp),
        HttpServer(sms_app(Exchange(TOKEN, receipts, SECRET)), ports.sms),
        *([HttpServer(letters_app(letters), ports.letters)] if letters else []),
    ]


def message_environment(ports: Ports, home: Path) -> dict[str, str]:
    """What the portal must know of them; ``home`` is the portal's."""
    line = f"http://127.0.0.1:{ports.line}"
    return {
        "MADOGUCHI_LINE_TOKEN": TOKEN,
        "MADOGUCHI_LINE_SECRET": SECRET,
        "MADOGUCHI_LINE_PLATFORM": line,
        "MADOGUCHI_LINE_DIALOG": f"{line}/dialog/bot/accountLink",
        "MADOGUCHI_WEBPUSH_CONTACT": "mailto:push@todai.example",
        "MADOGUCHI_WEBPUSH_LOCAL": "1",
        "MADOGUCHI_MAIL_HOST": "127.0.0.1",
        "MADOGUCHI_MAIL_PORT": str(ports.smtp),
        "MADOGUCHI_MAIL_SENDER": "notice@todai.example",
        "MADOGUCHI_MAIL_SENDER_NAME": "灯台市",
        "MADOGUCHI_MAIL_RETURNED": str(home / DROP),
        "MADOGUCHI_SMS_PROVIDER": f"http://127.0.0.1:{ports.sms}",
        "MADOGUCHI_SMS_TOKEN": TOKEN,
        "MADOGUCHI_SMS_SECRET": SECRET,
        "MADOGUCHI_LETTERS": "1",
    }


def describe_channels(ports: Ports) -> list[str]:
    """What the person at the terminal reads of them."""
    named = {
        "LINE": ports.line,
        "push": ports.push,
        "mail": ports.mail,
        "SMS": ports.sms,
        "post": ports.letters,
    }
    pages = ", ".join(f"{name} http://127.0.0.1:{port}/" for name, port in named.items())
    return [f"  what notices bring to people: {pages}"]


def start_message_twins(portal: Zone, ports: Ports, *, log: Path) -> subprocess.Popen[bytes]:
    """Start them all as one process that tells the portal of events."""
    words = ("--port", str(ports.line), "--home", str(portal.home))
    address = f"http://127.0.0.1:{portal.portal_port}"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", __name__, *words, "--portal", address],
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="providers of messages for trying")
    parser.add_argument("--port", type=int, default=8270)
    parser.add_argument("--home", type=Path, help="the portal's home, for mail that comes back")
    parser.add_argument("--portal", default="", help="the portal's address, to tell it of events")
    asked = parser.parse_args()
    drop = asked.home / DROP if asked.home else None
    letters = asked.home / "letters" if asked.home else None
    portal = asked.portal.rstrip("/")
    run_for_ever(*servers(Ports(asked.port), drop=drop, letters=letters, portal=portal))


if __name__ == "__main__":
    main()
