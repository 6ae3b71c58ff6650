# SPDX-License-Identifier: Apache-2.0
"""How do others show their checkpoints to this zone as a witness? HTTP, or a folder on a medium."""

from base64 import b64decode
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from django.db import close_old_connections

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.notes import VerifierKey
from madoguchi.platform.audit.witness import Verdict, consider

MOST_BYTES = 64 * 1024


def answer(request: str, keys: Sequence[VerifierKey]) -> Verdict:
    """The verdict on an add-checkpoint request (C2SP tlog-witness)."""
    head, found, note = request.partition("\n\n")
    first, *lines = head.split("\n")
    word, _, old = first.partition(" ")
    if not found or word != "old" or not (old.isascii() and old.isdigit()):
        return Verdict(400, "not a request of tlog-witness")
    try:
        proof = [b64decode(line, validate=True) for line in lines]
    except ValueError:
        return Verdict(400, "the proof cannot be read")
    return consider(old=int(old), proof=proof, note=note, keys=keys, at=now())


def answer_folder(folder: Path, keys: Sequence[VerifierKey]) -> int:
    """Answer each ``*.request`` once; returns how many raised an alarm."""
    alarms = 0
    for request in sorted(folder.glob("*.request")):
        ends = {200: request.with_suffix(".cosignature"), 0: request.with_suffix(".refused")}
        if any(path.exists() or path.is_symlink() for path in ends.values()):
            continue
        verdict = answer(request.read_text(encoding="utf-8"), keys)
        words = verdict.body if verdict.status == 200 else f"{verdict.status} {verdict.body}\n"
        # A new file or none: a link that somebody laid into a shared folder is not followed.
        with ends.get(verdict.status, ends[0]).open("x", encoding="utf-8") as file:
            file.write(words)
        alarms += verdict.status == 422
    return alarms


def make_server(host: str, port: int, keys: Sequence[VerifierKey]) -> HTTPServer:
    """``POST /add-checkpoint``, one request after another."""

    class Door(BaseHTTPRequestHandler):
        timeout = 30

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            verdict = Verdict(404, "not here")
            if self.path == "/add-checkpoint" and 0 < length <= MOST_BYTES:
                body = self.rfile.read(length).decode(errors="replace")
                verdict = answer(body, keys)
                close_old_connections()
            words = verdict.body.encode()
            kind = "text/x.tlog.size" if verdict.status == 409 else "text/plain; charset=utf-8"
            self.send_response(verdict.status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_: Any) -> None:
            """Quiet: alarms are in the database and in the log of the process."""

    return HTTPServer((host, port), Door)
