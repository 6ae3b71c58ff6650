# SPDX-License-Identifier: Apache-2.0
"""How does a benchmark speak HTTP without the client being what is measured?

A keep-alive HTTP/1.1 client on a plain socket with TCP_NODELAY and TCP_QUICKACK: without the
latter the kernel may hold an acknowledgement back for 40 ms and hide everything.
"""

import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(slots=True)
class Answer:
    """One answer: status, headers (lower-case names), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path."""
        return re.sub(r"^https?://[^/]+", "", self.headers.get("location", ""))

    @property
    def csrf(self) -> str:
        """The form's CSRF token."""
        found = _CSRF.search(self.body)
        return found.group(1).decode() if found else ""


@dataclass
class Client:
    """One person at one browser: a connection and its cookies."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _buffer: bytes = b""

    def get(self, path: str) -> Answer:
        """GET a path."""
        return self.request("GET", path)

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> Answer:
        """POST a form; the CSRF cookie's partner must be among the fields."""
        body = urlencode(fields).encode("ascii")
        return self.request("POST", path, body, "application/x-www-form-urlencoded")

    def post_file(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """POST a form with one text file in the field ``name``."""
        mark = "----madoguchi-bench-8f2c41"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="paper.txt"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        ).encode()
        body = b"".join([*parts, head, content, f"\r\n--{mark}--\r\n".encode()])
        return self.request("POST", path, body, f"multipart/form-data; boundary={mark}")

    def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request and read its answer; reconnects once if the server has hung up."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        if kind:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        data = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body
        for again in (True, False):
            try:
                self._connected().sendall(data)
                return self._read()
            except (ConnectionError, BrokenPipeError):
                self.close()
                if not again:
                    raise
        raise ConnectionError("not reached")

    def close(self) -> None:
        """Hang up."""
        if self._socket:
            self._socket.close()
        self._socket, self._buffer = None, b""

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection((self.host, self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _more(self) -> None:
        assert self._socket is not None
        if hasattr(socket, "TCP_QUICKACK"):
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the server hung up")
        self._buffer += data

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            self._more()
        head, _, self._buffer = self._buffer.partition(mark)
        return head

    def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._more()
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _read(self) -> Answer:
        first, *rest = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in rest:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                self._remember(value)
            headers[name] = value
        if headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self._take(int(headers.get("content-length", "0")))
        return Answer(int(first.split(" ", 2)[1]), headers, body)

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._until(b"\r\n"), 16):
            parts.append(self._take(size))
            self._take(2)
        self._until(b"\r\n")
        return b"".join(parts)

    def _remember(self, header: str) -> None:
        name, _, value = header.split(";", 1)[0].partition("=")
        if "max-age=0" in header.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
