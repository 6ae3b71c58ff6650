# SPDX-License-Identifier: Apache-2.0
"""A controller of doors for trying and testing: it listens, remembers codes, and opens by them.

python -m madoguchi.connectors.doors.twin --port 8260 --secret …
"""

import argparse
import socketserver
from datetime import datetime, timedelta
from typing import Any

from madoguchi.connectors.doors.client import LONGEST_LINE, read_line, write_line
from madoguchi.kernel.clock import now

OLDEST = timedelta(minutes=1)


class DoorTwin(socketserver.ThreadingTCPServer):
    """The controller; ``codes`` holds what opens: (door, booking) → code and time."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, secret: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Line)
        self.secret = secret.encode()
        self.codes: dict[tuple[str, str], tuple[str, datetime, datetime]] = {}
        self.is_stuck = False

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"{host!s}:{port}"

    def opens(self, door: str, code: str, at: datetime) -> bool:
        """Whether somebody who types the code at the door at this instant gets in."""
        return any(
            one == door and known == code and first <= at < last
            for (one, _), (known, first, last) in self.codes.items()
        )

    def answer(self, asked: dict[str, Any] | None) -> str:
        """Do what is asked, and say how it went."""
        if self.is_stuck:
            return "stuck"
        if asked is None or now() - datetime.fromisoformat(asked["sent_at"]) > OLDEST:
            return "not believed"
        place = (str(asked["door"]), str(asked["booking"]))
        if asked["do"] == "withdraw":
            self.codes.pop(place, None)
            return "ok"
        first, last = (datetime.fromisoformat(asked[one]) for one in ("valid_from", "valid_until"))
        self.codes[place] = (str(asked["code"]), first, last)
        return "ok"


class _Line(socketserver.StreamRequestHandler):
    server: DoorTwin

    def handle(self) -> None:
        """One question, one answer."""
        asked = read_line(self.rfile.readline(LONGEST_LINE), self.server.secret)
        said = {"said": self.server.answer(asked)}
        self.wfile.write(write_line(said, self.server.secret))


def main() -> None:
    """Listen until stopped."""
    parser = argparse.ArgumentParser(description="a controller of doors for trying")
    parser.add_argument("--port", type=int, default=8260)
    parser.add_argument("--secret", required=True)
    asked = parser.parse_args()
    with DoorTwin(asked.secret, asked.port) as twin:
        twin.serve_forever()


if __name__ == "__main__":
    main()
