# SPDX-License-Identifier: Apache-2.0
"""python -m madoguchi.connectors.mail.twin --port 8272 --smtp-port 8273 [--drop maildir]"""

import argparse
from pathlib import Path

from madoguchi.connectors.arrivals.book import Book
from madoguchi.connectors.arrivals.running import HttpServer, run_for_ever
from madoguchi.connectors.mail.twin.server import make_app
from madoguchi.connectors.mail.twin.sink import Sink, SmtpServer


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="a mail server for trying")
    parser.add_argument("--port", type=int, default=8272)
    parser.add_argument("--smtp-port", type=int, default=8273)
    parser.add_argument("--drop", type=Path)
    asked = parser.parse_args()
    book = Book("E-Mail")
    sink = SmtpServer(Sink(book, drop=asked.drop), asked.smtp_port)
    run_for_ever(HttpServer(make_app(book), asked.port), sink)


if __name__ == "__main__":
    main()
