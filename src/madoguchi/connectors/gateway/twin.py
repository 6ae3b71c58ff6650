# SPDX-License-Identifier: Apache-2.0
"""A payment provider for trying and testing: a server of its own with its own truth.

python -m madoguchi.connectors.gateway.twin --port 8012 --secret … --file twin.sqlite3 --webhook …
"""

import argparse
import json
import queue
import threading
import time
from dataclasses import fields
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx

from madoguchi.connectors.gateway.faults import Dice, Faults
from madoguchi.connectors.gateway.pages import done_page, pay_page, secure_page
from madoguchi.connectors.gateway.signing import sign
from madoguchi.connectors.gateway.truth import Said, Truth, as_json
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id

LONGEST = 64 * 1024
LATE_SECONDS = 0.4


class GatewayTwin(ThreadingHTTPServer):
    """The provider; ``truth`` is what it knows, ``faults`` what it does wrong."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self, secret: str, file: Path | str = ":memory:", *, port: int = 0, webhook: str = "",
        faults: Faults | None = None, seed: int = 1,
    ) -> None:  # fmt: skip
        super().__init__(("127.0.0.1", port), _Line)
        self.secret, self.webhook = secret, webhook
        self.truth, self.faults, self.dice = Truth(file), faults or Faults(), Dice(seed)
        self._waiting: queue.Queue[tuple[float, bytes] | None] = queue.Queue()
        self._teller = threading.Thread(target=self._tell_all, daemon=True)
        self._teller.start()

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_close(self) -> None:
        """Stop telling, and let go of port and file."""
        self._waiting.put(None)
        self._teller.join(5)
        super().server_close()
        self.truth.close()

    def report(self, kind: str, reference: str) -> None:
        """Queue a report, sealed when it is sent; by the faults twice, late or not at all."""
        if not self.webhook or self.dice.falls(self.faults.silent):
            return
        told = {"id": f"ev_{new_id().hex}", "kind": kind, "reference": reference}
        body = json.dumps(told).encode()
        wait = LATE_SECONDS if self.dice.falls(self.faults.late) else 0.0
        self._waiting.put((time.monotonic() + wait, body))
        if self.dice.falls(self.faults.twice):
            self._waiting.put((time.monotonic() + wait, body))

    def _tell_all(self) -> None:
        with httpx.Client(timeout=5.0, trust_env=False) as line:
            while (one := self._waiting.get()) is not None:
                due, body = one
                if due > time.monotonic():
                    self._waiting.put(one)
                    time.sleep(0.005)
                    continue
                self._tell(line, body)

    def _tell(self, line: httpx.Client, body: bytes) -> None:
        seal = {"X-Gateway-Signature": sign(body, self.secret, at=now())}
        try:
            line.post(
                self.webhook, content=body, headers={**seal, "Content-Type": "application/json"}
            )
        except httpx.HTTPError:
            return


class _Line(BaseHTTPRequestHandler):
    server: GatewayTwin
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Ready, a payment, the payer's page, a settlement file, the truth."""
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts[0] == "page":
            self._page(parts)
            return
        if not self._is_ours():
            return
        self._answer_safely(parts, {})

    def do_POST(self) -> None:
        """Whatever changes something."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts[0] == "page":
            self._press(parts, {key: one[0] for key, one in parse_qs(body.decode()).items()})
            return
        if not self._is_ours():
            return
        if self.server.dice.falls(self.server.faults.errors):
            self._send(503, b'{"error": "try_later"}')
            return
        self._answer_safely(parts, json.loads(body or b"{}"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
        """Say nothing."""

    def _is_ours(self) -> bool:
        if self.headers.get("Authorization") == f"Bearer {self.server.secret}":
            return True
        self._send(401, b'{"error": "not_believed"}')
        return False

    def _answer_safely(self, parts: list[str], asked: dict[str, Any]) -> None:
        try:
            body = self._answer(parts, asked)
        except Said as no:
            known = 404 if str(no) == "unknown_reference" else 422
            self._send(known, json.dumps({"error": str(no)}).encode())
            return
        except (KeyError, ValueError, TypeError, IndexError):
            self._send(400, b'{"error": "unreadable"}')
            return
        if self.command == "POST" and self.server.dice.falls(self.server.faults.lost_answers):
            self.close_connection = True
            return
        self._send(200, body)

    def _answer(self, parts: list[str], asked: dict[str, Any]) -> bytes:
        server, at = self.server, now()
        if parts[0] == "payments":
            return as_json(self._payment(parts[1:], asked), server.base)
        if parts[0] == "settlements":
            return server.truth.settlement(date.fromisoformat(parts[1][:10])).encode()
        if parts[0] == "truth":
            return json.dumps(server.truth.sums()).encode()
        if parts[0] == "faults":
            names = {one.name for one in fields(Faults)}
            server.faults = Faults(**{key: float(asked[key]) for key in asked if key in names})
            return b"{}"
        if parts[0] == "ready":
            return json.dumps({"at": at.isoformat()}).encode()
        raise Said("unknown_reference")

    def _payment(self, rest: list[str], asked: dict[str, Any]) -> dict[str, Any]:
        truth, at = self.server.truth, now()
        if not rest:
            return truth.begin(asked, at=at)
        reference = rest[0]
        if len(rest) == 1:
            return truth.find(reference, at=at)
        before = truth.find(reference, at=at)["state"]
        match rest[1]:
            case "capture":
                found = truth.capture(reference, int(asked["yen"]), at=at)
            case "cancel":
                found = truth.cancel(reference, at=at)
            case "refunds":
                found = truth.refund(reference, str(asked["refund"]), int(asked["yen"]), at=at)
            case _:
                raise Said("unknown_reference")
        if found["state"] != before or rest[1] == "refunds":
            self.server.report(f"payment.{found['state']}", reference)
        return found

    def _page(self, parts: list[str]) -> None:
        try:
            found = self.server.truth.find(parts[1], at=now())
        except (Said, IndexError):
            self._send(404, done_page("", "このお支払いは見つかりません。"), "text/html")
            return
        shown = secure_page(found) if parts[2:] == ["secure"] else pay_page(found)
        if found["state"] != "created":
            shown = done_page(found["return_url"], "このお支払いの受付は終わりました。")
        self._send(200, shown, "text/html")

    def _press(self, parts: list[str], typed: dict[str, str]) -> None:
        do = typed.get("do", "")
        try:
            if do == "secure":
                self._redirect(f"/page/{parts[1]}/secure")
                return
            found = self.server.truth.answer_page(parts[1], do=do, at=now())
        except (Said, IndexError):
            self._send(404, done_page("", "このお支払いは見つかりません。"), "text/html")
            return
        self.server.report(f"payment.{found['state']}", found["reference"])
        self._redirect(found["return_url"])

    def _redirect(self, address: str) -> None:
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if kind == "text/html":
            self.send_header(
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"
            )
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Listen until stopped."""
    parser = argparse.ArgumentParser(description="a payment provider for trying")
    parser.add_argument("--port", type=int, default=8012)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--file", default=":memory:")
    parser.add_argument("--webhook", default="")
    parser.add_argument("--faults", default="{}", help="shares as JSON")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    faults = Faults(**json.loads(asked.faults))
    twin = GatewayTwin(
        asked.secret, asked.file, port=asked.port, webhook=asked.webhook, faults=faults,
        seed=asked.seed,
    )  # fmt: skip
    with twin:
        twin.serve_forever()


if __name__ == "__main__":
    main()
