# SPDX-License-Identifier: Apache-2.0
"""What stands in for clamd in tests and demonstrations? A server with its protocol and one virus."""

import argparse
import contextlib
import signal
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION: Final = "ClamAV 1.4.3/27800/Fri Nov 20 08:00:00 2026"
STREAM_MAX_LENGTH: Final = 100 * 1024 * 1024
_LONGEST_COMMAND = 1024


class _Line(socketserver.StreamRequestHandler):
    """One connection: one command, as without IDSESSION."""

    def handle(self) -> None:
        """Answer a command that begins with z (ends in NUL), n (ends in a line) or neither."""
        first = self.rfile.read(1)
        end = {b"z": b"\0", b"n": b"\n"}.get(first, b"\n")
        command = self._read_command(end, b"" if first in {b"z", b"n"} else first)
        twin = cast(_Twin, self.server)
        if command == b"INSTREAM":
            answer = self._instream(twin.most_bytes)
        else:
            answer = {b"PING": "PONG", b"VERSION": VERSION}.get(command, "UNKNOWN COMMAND")
        with contextlib.suppress(OSError):
            self.wfile.write(answer.encode() + (b"\0" if end == b"\0" else b"\n"))

    def _read_command(self, end: bytes, begun: bytes) -> bytes:
        command = bytearray(begun)
        while len(command) < _LONGEST_COMMAND:
            one = self.rfile.read(1)
            if not one or one == end:
                break
            command += one
        return bytes(command).strip()

    def _instream(self, most: int) -> str:
        """Pieces with their length before them until an empty one; hangs up when it is too much."""
        content = bytearray()
        while True:
            head = self.rfile.read(4)
            if len(head) < 4:
                return "INSTREAM: Can't read the stream. ERROR"
            length = struct.unpack("!L", head)[0]
            if not length:
                break
            if len(content) + length > most:
                return "INSTREAM size limit exceeded. ERROR"
            content += self.rfile.read(length)
        return "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"


class _Twin(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    most_bytes = STREAM_MAX_LENGTH


class _UnixTwin(_Twin):
    address_family = socket.AF_UNIX


@contextlib.contextmanager
def running(address: str = "127.0.0.1:0", *, most_bytes: int = STREAM_MAX_LENGTH) -> Iterator[str]:
    """A twin at work in a thread; gives the address at which it can be asked."""
    server = make(address)
    server.most_bytes = most_bytes
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        if address.startswith("/"):
            yield address
        else:
            yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        if address.startswith("/"):
            Path(address).unlink(missing_ok=True)


def make(address: str) -> _Twin:
    """A twin bound to a Unix socket (a path) or to ``host:port``."""
    if address.startswith("/"):
        return _UnixTwin(cast("tuple[str, int]", address), _Line)
    host, _, port = address.rpartition(":")
    return _Twin((host, int(port)), _Line)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=3310)
    server = make(f"127.0.0.1:{parser.parse_args().port}")
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
