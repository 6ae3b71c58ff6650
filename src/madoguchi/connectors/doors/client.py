# SPDX-License-Identifier: Apache-2.0
"""How does one speak with the controller of the doors? A line of JSON there, a line back.

Each line carries ``mac``: HMAC-SHA256 in hex over the other values as canonical JSON, under a secret
that the controller shares. ``sent_at`` lets the controller refuse what is older than a minute.
"""

import hmac
import json
import socket
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from madoguchi.engines.booking.api import DoorAway
from madoguchi.kernel.clock import now

SECONDS: Final = 5.0
LONGEST_LINE: Final = 4096


class DoorLine:
    """The doors behind a controller at ``host:port``."""

    def __init__(self, address: str, secret: str) -> None:
        host, _, port = address.rpartition(":")
        self._place, self._secret = (host.strip("[]"), int(port)), secret.encode()

    def give(
        self, *, door: str, booking: str, code: str, valid_from: datetime, valid_until: datetime
    ) -> None:
        """Let the code open the door in the time.

        Raises:
            DoorAway: no line, no answer, or a no.
        """
        self._ask(
            do="give",
            door=door,
            booking=booking,
            code=code,
            valid_from=valid_from.isoformat(),
            valid_until=valid_until.isoformat(),
        )

    def withdraw(self, *, door: str, booking: str) -> None:
        """The code of the booking opens no more.

        Raises:
            DoorAway: no line, no answer, or a no.
        """
        self._ask(do="withdraw", door=door, booking=booking)

    def _ask(self, **values: str) -> None:
        asked = {**values, "sent_at": now().isoformat()}
        try:
            with closing(socket.create_connection(self._place, SECONDS)) as line:
                line.settimeout(SECONDS)
                line.sendall(write_line(asked, self._secret))
                with line.makefile("rb") as answers:
                    answer = read_line(answers.readline(LONGEST_LINE), self._secret)
        except OSError as problem:
            raise DoorAway(str(problem)) from None
        if answer is None or answer.get("said") != "ok":
            raise DoorAway(str((answer or {}).get("said", "no readable answer"))[:80])


def write_line(values: dict[str, Any], secret: bytes) -> bytes:
    """A line with its seal."""
    return json.dumps({**values, "mac": _mac(values, secret)}).encode() + b"\n"


def read_line(line: bytes, secret: bytes) -> dict[str, Any] | None:
    """The values of a line; None where the seal does not hold."""
    try:
        values = dict(json.loads(line))
        mac = str(values.pop("mac"))
    except (ValueError, KeyError, TypeError):
        return None
    return values if hmac.compare_digest(mac, _mac(values, secret)) else None


def _mac(values: dict[str, Any], secret: bytes) -> str:
    plain = json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(secret, plain, sha256).hexdigest()
