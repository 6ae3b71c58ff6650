# SPDX-License-Identifier: Apache-2.0
"""Does a neighbour's audit log only ever grow? A witness that any city can run.

python witness.py keygen --name witness.example/kita --key witness.key
python witness.py serve  --key witness.key --log <verifier key> --state state.json --port 8600
python witness.py folder --key witness.key --log <verifier key> --state state.json <folder>

Needs Python 3.11 and ``cryptography``, nothing else. It remembers the last checkpoint of each log,
cosigns what provably follows from it (C2SP tlog-witness, tlog-cosignature), refuses all else with a
reason, and raises an alarm where a log contradicts itself: a line in alarms.txt and exit code 1.
In a folder it answers ``<name>.request`` with ``<name>.cosignature`` or ``<name>.refused``.
"""

import argparse
import hashlib
import json
import os
import sys
import threading
import time
from base64 import b64decode, b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_BYTES = 64 * 1024
EMPTY = {"size": 0, "root": "", "note": ""}


class Refusal(Exception):
    """An answer other than a cosignature: HTTP status and words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class Alarm(Refusal):
    """The log contradicts what was signed before."""


class Witness:
    """The key, the logs that it knows, and what it last saw of each."""

    def __init__(self, key_file: Path, logs: list[str], state: Path) -> None:
        self.name, secret = key_file.read_text(encoding="utf-8").split()
        self.private = Ed25519PrivateKey.from_private_bytes(b64decode(secret))
        self.logs = {one.split("+", 2)[0]: b64decode(one.split("+", 2)[2]) for one in logs}
        self.state, self.lock, self.alarmed = state, threading.Lock(), False

    @property
    def verifier_key(self) -> str:
        """What the log's owner needs to check our lines."""
        public = b"\x04" + self.private.public_key().public_bytes_raw()
        return f"{self.name}+{key_id(self.name, public).hex()}+{b64encode(public).decode()}"

    def answer(self, request: str) -> str:
        """The cosignature line for an add-checkpoint request; raises Refusal."""
        head, found, note = request.partition("\n\n")
        lines = head.split("\n")
        words = lines[0].split(" ")
        if not found or words[0] != "old" or len(words) != 2 or not words[1].isdigit():
            raise Refusal(400, "not a request of tlog-witness")
        try:
            proof = [b64decode(line, validate=True) for line in lines[1:]]
            text, signatures, origin, size, root = read_note(note)
        except (ValueError, IndexError):
            raise Refusal(400, "not a signed checkpoint") from None
        if origin not in self.logs:
            raise Refusal(404, "this log is not known here")
        if not is_signed(text, signatures, origin, self.logs[origin]):
            raise Refusal(403, "not signed by the key of this log")
        with self.lock:
            try:
                self._follow(int(words[1]), proof, origin, size, root)
            except Alarm as alarm:
                self._raise_alarm(origin, alarm, note)
                raise
            self._remember(origin, {"size": size, "root": b64encode(root).decode(), "note": note})
        return self._cosign(text)

    def _follow(self, old: int, proof: list[bytes], origin: str, size: int, root: bytes) -> None:
        known = self._known().get(origin, EMPTY)
        before, seen = int(known["size"]), b64decode(known["root"])
        if before and size == before and root != seen:
            raise Alarm(422, "forked: another tree of the same size was signed before")
        if old > size:
            raise Refusal(400, "the old size is larger than the new one")
        if old != before:
            raise Refusal(409, str(before))
        if before and not grows(before, seen, size, root, proof):
            raise Alarm(422, "inconsistent: the log does not contain what was signed before")

    def _known(self) -> dict[str, Any]:
        known: dict[str, Any] = {}
        if self.state.exists():
            known = json.loads(self.state.read_bytes())
        return known

    def _remember(self, origin: str, seen: dict[str, Any]) -> None:
        """Safe on disk before the line is given away."""
        fresh = self.state.with_suffix(".new")
        with open(fresh, "w", encoding="utf-8", opener=_private) as file:
            json.dump(self._known() | {origin: seen}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.state)

    def _raise_alarm(self, origin: str, alarm: Alarm, note: str) -> None:
        self.alarmed = True
        line = json.dumps({"at": time.time(), "log": origin, "why": alarm.words, "shown": note})
        alarms = self.state.with_name("alarms.txt")
        with open(alarms, "a", encoding="utf-8", opener=_private) as file:
            file.write(line + "\n")
        sys.stderr.write(f"警報 / ALARM: {origin}: {alarm.words}\n")

    def _cosign(self, text: str) -> str:
        seconds = int(time.time())
        signature = self.private.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        public = b"\x04" + self.private.public_key().public_bytes_raw()
        raw = key_id(self.name, public) + seconds.to_bytes(8, "big") + signature
        return f"\N{EM DASH} {self.name} {b64encode(raw).decode()}\n"


def key_id(name: str, typed: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]


def read_note(note: str) -> tuple[str, list[str], str, int, bytes]:
    """Text, signature lines, origin, size and root; raises ValueError, IndexError."""
    text, found, tail = note.rpartition("\n\n")
    origin, size, coded = text.split("\n")[:3]
    root = b64decode(coded, validate=True)
    if not found or len(root) != 32 or str(int(size)) != size or int(size) < 0:
        raise ValueError("not a checkpoint")
    return text + "\n", tail.splitlines(), origin, int(size), root


def is_signed(text: str, lines: list[str], origin: str, typed: bytes) -> bool:
    """Whether the log has signed."""
    for line in lines:
        words = line.split(" ")
        try:
            raw = b64decode(words[-1], validate=True)
            if words[1:2] == [origin] and raw[:4] == key_id(origin, typed):
                Ed25519PublicKey.from_public_bytes(typed[1:]).verify(raw[4:], text.encode())
                return True
        except (ValueError, InvalidSignature):
            continue
    return False


def node(left: bytes, right: bytes) -> bytes:
    """An interior node of RFC 9162."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grows(old: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]) -> bool:
    """Whether the larger tree begins with the smaller (RFC 9162, 2.1.4.2)."""
    if old == size:
        return old_root == root and not proof
    if not 0 < old < size or not proof:
        return False
    steps = [old_root, *proof] if old & (old - 1) == 0 else proof
    number, last = old - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            older, newer = node(step, older), node(step, newer)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            newer = node(newer, step)
        number, last = number >> 1, last >> 1
    return last == 0 and (older, newer) == (old_root, root)


def make_server(witness: Witness, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """POST /add-checkpoint as tlog-witness says; GET / shows the verifier key."""

    class Door(BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            self._say(200, f"{witness.verifier_key}\n")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/add-checkpoint" or not 0 < length <= MOST_BYTES:
                self._say(404 if self.path != "/add-checkpoint" else 413, "no\n")
                return
            try:
                body = self.rfile.read(length).decode()
                self._say(200, witness.answer(body))
            except UnicodeDecodeError:
                self._say(400, "not a text\n")
            except Refusal as refusal:
                self._say(refusal.status, f"{refusal.words}\n")

        def _say(self, status: int, words: str) -> None:
            kind = "text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(words.encode())))
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, *_: Any) -> None:
            """Quiet: what matters is in the state and in alarms.txt."""

    return ThreadingHTTPServer((host, port), Door)


def answer_folder(witness: Witness, folder: Path) -> int:
    """Answer every request that has no answer yet; returns how many were cosigned."""
    signed = 0
    for request in sorted(folder.glob("*.request")):
        done = [request.with_suffix(end) for end in (".cosignature", ".refused")]
        if any(path.exists() or path.is_symlink() for path in done):
            continue
        try:
            _put(done[0], witness.answer(request.read_text("utf-8")))
            signed += 1
        except Refusal as refusal:
            _put(done[1], f"{refusal.status} {refusal.words}\n")
    return signed


def _put(path: Path, words: str) -> None:
    """A new file or none: a link that somebody laid into a shared folder is not followed."""
    with path.open("x", encoding="utf-8") as file:
        file.write(words)


def check_own(folder: Path) -> None:
    """What a witness remembers is worth as much as its folder: only the owner may write there."""
    if folder.stat().st_mode & 0o022:
        raise SystemExit(f"{folder}: others may write there. Run: chmod go-w {folder}")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def make_key(name: str, path: Path) -> None:
    """A fresh key in a file that only its owner reads."""
    secret = b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{name} {secret}\n")


def main(arguments: list[str] | None = None) -> int:
    """Make a key, answer a folder once, or serve."""
    parser = argparse.ArgumentParser(description="A witness for the audit log of a neighbour")
    parser.add_argument("action", choices=["keygen", "serve", "folder"])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--name", help="the name of this witness, such as witness.example/kita")
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--log", action="append", default=[], help="verifier key of a log")
    parser.add_argument("--state", type=Path, default=Path("witness-state.json"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8600)
    options = parser.parse_intermixed_args(arguments)
    if options.action == "keygen":
        make_key(options.name or "witness", options.key)
    else:
        check_own(options.state.resolve().parent)
    witness = Witness(options.key, options.log, options.state)
    sys.stdout.write(f"{witness.verifier_key}\n")
    sys.stdout.flush()
    if options.action == "folder":
        answer_folder(witness, options.folder)
    elif options.action == "serve":
        with make_server(witness, options.port, options.host) as server:
            server.serve_forever()
    return 1 if witness.alarmed else 0


if __name__ == "__main__":
    sys.exit(main())
