# SPDX-License-Identifier: Apache-2.0
"""How do log lines get to a collector on another host? Syslog over TLS (RFC 5424, RFC 5425).

A line never makes a page wait: it goes into a queue, and a thread of its own sends it. While the
collector is away the queue fills; what no longer fits is dropped, counted, and the count is sent.
"""

import logging
import os
import queue
import socket
import ssl
import threading
import time
from datetime import UTC

from madoguchi.kernel.clock import now as clock_now

_FACILITY = 10
"""authpriv: security messages."""
_SEVERITY = {"CRITICAL": 2, "ERROR": 3, "WARNING": 4, "INFO": 6, "DEBUG": 7}
WAITING = 10_000
AGAIN_SECONDS = 5.0
CONNECT_SECONDS = 10.0
LONGEST = 8 * 1024


class Collector(logging.Handler):
    """Sends each line to ``host:port``; the collector's certificate has to be good."""

    def __init__(
        self, address: str, *, authorities: str = "", again: float = AGAIN_SECONDS
    ) -> None:
        super().__init__()
        host, _, port = address.rpartition(":")
        self._host, self._port, self._again = host.strip("[]"), int(port), again
        self._trust = ssl.create_default_context(cafile=authorities or None)
        self._queue: queue.Queue[bytes] = queue.Queue(WAITING)
        self._dropped, self._pid, self._name = 0, 0, socket.gethostname() or "-"

    def emit(self, record: logging.LogRecord) -> None:
        """Put a line into the queue; start the thread in a process that has none yet."""
        try:
            line = self._frame(record.levelname, record.name, self.format(record))
        except Exception:  # noqa: BLE001 - a line that cannot be written must not stop the work
            self.handleError(record)
            return
        if self._pid != os.getpid():
            self._start()
        try:
            self._queue.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def _start(self) -> None:
        self._pid = os.getpid()
        self._queue = queue.Queue(WAITING)
        threading.Thread(target=self._send_all, name="log-collector", daemon=True).start()

    def _frame(self, level: str, name: str, words: str) -> bytes:
        priority = _FACILITY * 8 + _SEVERITY.get(level, 5)
        at = clock_now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        head = f"<{priority}>1 {at} {self._name} madoguchi {os.getpid()} - - "
        line = f"{head}{name}: {words}".replace("\n", " | ").replace("\r", "").encode()[:LONGEST]
        return str(len(line)).encode() + b" " + line

    def _send_all(self) -> None:
        waiting = self._queue.get()
        while True:
            try:
                with self._connect() as line:
                    while True:
                        if self._dropped:
                            lost, self._dropped = self._dropped, 0
                            line.sendall(self._frame("WARNING", __name__, f"{lost} lines dropped"))
                        line.sendall(waiting)
                        waiting = self._queue.get()
            except OSError:
                time.sleep(self._again)

    def _connect(self) -> ssl.SSLSocket:
        plain = socket.create_connection((self._host, self._port), CONNECT_SECONDS)
        try:
            return self._trust.wrap_socket(plain, server_hostname=self._host)
        except OSError:
            plain.close()
            raise
