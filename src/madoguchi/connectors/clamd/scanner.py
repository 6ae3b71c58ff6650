# SPDX-License-Identifier: Apache-2.0
"""How does one ask clamd? The commands VERSION and INSTREAM, null-terminated (clamd(8))."""

import socket
import struct
from contextlib import closing
from typing import Final

from madoguchi.platform.files.ports import ScannerAway, TooLargeToScan, Verdict

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 120.0
_PIECE = 256 * 1024
_LONGEST_ANSWER = 4096
_LIMIT_MARKS = ("size limit exceeded", "Heuristics.Limits.Exceeded")


class Clamd:
    """A ClamAV daemon at a Unix socket (a path) or at ``host:port``."""

    def __init__(self, address: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._address, self._answer_seconds = address, answer_seconds

    def check(self) -> str:
        """Engine and age of the signatures, such as ``ClamAV 1.4.3/27800/Fri Nov 20 2026``.

        Raises:
            ScannerAway: no daemon answers there.
        """
        with closing(self._connect()) as line:
            self._send(line, b"zVERSION\0")
            return self._answer(line)

    def scan(self, content: bytes) -> Verdict:
        """Stream the bytes in length-prefixed pieces; an empty piece ends them.

        Raises:
            ScannerAway: no connection, no answer in time, or one that makes no sense.
            TooLargeToScan: more than the daemon takes.
        """
        version = self.check()
        with closing(self._connect()) as line:
            try:
                self._stream(line, content)
            except ScannerAway:
                # A daemon that has enough says why and hangs up; its words may still be there.
                if self._said_too_large(line):
                    raise TooLargeToScan from None
                raise
            return self._read_verdict(self._answer(line), version)

    def _read_verdict(self, answer: str, version: str) -> Verdict:
        if any(mark in answer for mark in _LIMIT_MARKS):
            raise TooLargeToScan
        words = answer.removeprefix("stream:").strip()
        if words == "OK":
            return Verdict("", version)
        if words.endswith(" FOUND"):
            return Verdict(words.removesuffix(" FOUND"), version)
        raise ScannerAway(answer[:80])

    def _said_too_large(self, line: socket.socket) -> bool:
        try:
            return any(mark in self._answer(line) for mark in _LIMIT_MARKS)
        except ScannerAway:
            return False

    def _connect(self) -> socket.socket:
        line = None
        try:
            if self._address.startswith("/"):
                line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                line.settimeout(CONNECT_SECONDS)
                line.connect(self._address)
            else:
                host, _, port = self._address.rpartition(":")
                line = socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
        except (OSError, ValueError) as problem:
            if line is not None:
                line.close()
            raise ScannerAway(str(problem)) from None
        line.settimeout(self._answer_seconds)
        return line

    def _stream(self, line: socket.socket, content: bytes) -> None:
        self._send(line, b"zINSTREAM\0")
        view = memoryview(content)
        for start in range(0, len(view), _PIECE):
            piece = view[start : start + _PIECE]
            self._send(line, struct.pack("!L", len(piece)))
            self._send(line, piece)
        self._send(line, struct.pack("!L", 0))

    def _send(self, line: socket.socket, words: bytes | memoryview) -> None:
        try:
            line.sendall(words)
        except OSError as problem:
            raise ScannerAway(str(problem)) from None

    def _answer(self, line: socket.socket) -> str:
        answer = bytearray()
        try:
            while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
                piece = line.recv(1024)
                if not piece:
                    break
                answer += piece
        except OSError as problem:
            raise ScannerAway(str(problem)) from None
        words = bytes(answer).rstrip(b"\0\n").decode("utf-8", "replace")
        if not words:
            raise ScannerAway("no answer")
        return words
