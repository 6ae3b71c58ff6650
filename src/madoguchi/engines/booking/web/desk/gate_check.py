# SPDX-License-Identifier: Apache-2.0
"""May this person come in at a gate that has no line? 入口で、回線なしに予約を確かめる。

python gate_check.py list.json --key <public key in hex> [--log log.json]
Reads one ticket (QR) or booking number per line and writes down who came. Needs Python 3.11 and
``cryptography`` and nothing of Madoguchi. The log is handed in afterwards on the page 入口.
Exit: 0 all read · 1 the list is not genuine · 2 a file cannot be read.
"""

import argparse
import json
import struct
import sys
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BODY = struct.Struct(">B16sIIH")
EARLY = timedelta(minutes=30)


def is_signed(keys: Iterable[str], context: str, message: bytes, signature: bytes) -> bool:
    """Whether one of the keys has signed the message for this use."""
    framed = b"madoguchi/" + context.encode() + b"\0" + message
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, framed)
        except InvalidSignature:
            continue
        return True
    return False


def is_genuine(found: dict[str, Any], key: str) -> bool:
    """Whether the city has signed the list with the key that the gate was given."""
    rest = {name: value for name, value in found.items() if name != "signature"}
    plain = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return is_signed([key], "booking/gate-list", plain, bytes.fromhex(found["signature"]))


class Gate:
    """A list, and who has come so far."""

    def __init__(self, listed: dict[str, Any], log: dict[str, Any] | None = None) -> None:
        self.listed = listed
        self.by_id = {one["id"]: one for one in listed["entries"]}
        self.by_number = {_plain(one["number"]): one for one in listed["entries"]}
        fresh = {"format": "madoguchi-gate-log/1", "list": listed["list"], "entries": []}
        self.log = log or fresh

    def read(self, written: str, at: datetime) -> str:
        """What to say to whoever shows this; who may come in is written down."""
        found = self.by_number.get(_plain(written)) or self._by_ticket(written)
        if isinstance(found, str):
            return found
        if any(one["id"] == found["id"] for one in self.log["entries"]):
            return f"入場済み {found['number']}"
        starts = datetime.fromisoformat(found["starts_at"])
        ends = datetime.fromisoformat(found["ends_at"])
        if at < starts - EARLY:
            return f"まだ早い {found['number']} {_clock(starts)}から"
        if at >= ends:
            return f"終わっています {found['number']} {_clock(ends)}まで"
        self.log["entries"].append({"id": found["id"], "came_at": at.isoformat()})
        return f"どうぞ {found['number']} {found['place']} {found['people']}人 {_clock(ends)}まで"

    def _by_ticket(self, written: str) -> Any:
        plain = written.strip()
        try:
            raw = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
        except ValueError:
            return "読めません。予約番号を入れてください"
        body, signature = raw[: BODY.size], raw[BODY.size :]
        if len(raw) != BODY.size + 64:
            return "この一覧にありません。窓口に電話してください"
        if not is_signed(self.listed["keys"], "booking/ticket", body, signature):
            return "本物のチケットではありません"
        known = self.by_id.get(str(UUID(bytes=BODY.unpack(body)[1])))
        if known is None:
            return "きょうのこの場所の予約ではありません(または取り消されています)"
        if int(datetime.fromisoformat(known["starts_at"]).timestamp()) != BODY.unpack(body)[2]:
            return f"予約が変わっています {known['number']} {_clock_of(known)}"
        return known


def _plain(number: str) -> str:
    return "".join(one for one in number.upper() if one.isalnum())


def _clock(at: datetime) -> str:
    return (at.astimezone(UTC) + timedelta(hours=9)).strftime("%H:%M")


def _clock_of(entry: dict[str, Any]) -> str:
    return f"{_clock(datetime.fromisoformat(entry['starts_at']))}から"


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Read tickets from the keyboard (or a scanner that types) until the end of input."""
    parser = argparse.ArgumentParser(description="入口で予約を確かめる")
    parser.add_argument("list", type=Path)
    parser.add_argument("--key", required=True)
    parser.add_argument("--log", type=Path, default=Path("gate-log.json"))
    asked = parser.parse_args(arguments)
    try:
        listed = json.loads(asked.list.read_text(encoding="utf-8"))
        log = json.loads(asked.log.read_text(encoding="utf-8")) if asked.log.exists() else None
        genuine = is_genuine(listed, asked.key)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        sys.stderr.write(f"読めません: {problem}\n")
        return 2
    if not genuine or (log and log["list"] != listed["list"]):
        sys.stderr.write("この一覧は本物ではないか、ほかの一覧の記録です\n")
        return 1
    gate = Gate(listed, log)
    _say(f"{listed['place']} {listed['day']} {len(listed['entries'])}件。QRか番号をどうぞ")
    for line in sys.stdin:
        if line.strip():
            _say(gate.read(line, datetime.now(UTC)))  # noqa: TID251 - it runs without us
            asked.log.write_text(json.dumps(gate.log, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
