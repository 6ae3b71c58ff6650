# SPDX-License-Identifier: Apache-2.0
"""How does one speak with the payment provider? JSON over HTTP, each call named by our reference.

A call that got no answer, or one of 5xx, may have been done: it is ``GatewayAway`` and the caller
asks ``find``. A 4xx was not done and will not be: ``GatewayRefused``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import httpx
import orjson

from madoguchi.connectors.gateway.signing import holds
from madoguchi.engines.payments.api import GatewayAway, GatewayPayment, GatewayRefused
from madoguchi.kernel.clock import now

SECONDS: Final = 8.0
LARGEST_FILE: Final = 64 * 1024 * 1024


class GatewayClient:
    """The provider at an address such as ``http://127.0.0.1:8012``."""

    name = "gateway"

    def __init__(self, address: str, secret: str, *, seconds: float = SECONDS) -> None:
        self._secret = secret
        self._line = httpx.Client(
            base_url=address.rstrip("/"),
            timeout=seconds,
            headers={"Authorization": f"Bearer {secret}"},
            trust_env=False,
        )

    def authorise(
        self, *, reference: str, yen: int, route: str, return_url: str, seconds: int
    ) -> GatewayPayment:
        """Begin a payment; twice is once."""
        asked = {
            "reference": reference, "yen": yen, "route": route, "return_url": return_url,
            "seconds": seconds,
        }  # fmt: skip
        return _payment(self._ask("POST", "/payments", asked))

    def capture(self, *, reference: str, yen: int) -> GatewayPayment:
        """Take what was authorised."""
        return _payment(self._ask("POST", f"/payments/{reference}/capture", {"yen": yen}))

    def cancel(self, *, reference: str) -> GatewayPayment:
        """Let go of what was not captured."""
        return _payment(self._ask("POST", f"/payments/{reference}/cancel", {}))

    def refund(self, *, reference: str, refund: str, yen: int) -> GatewayPayment:
        """Pay back; the same ``refund`` twice is once."""
        asked = {"refund": refund, "yen": yen}
        return _payment(self._ask("POST", f"/payments/{reference}/refunds", asked))

    def find(self, *, reference: str) -> GatewayPayment | None:
        """How it stands; None where it is not known."""
        try:
            return _payment(self._ask("GET", f"/payments/{reference}"))
        except GatewayRefused as no:
            if no.code == "unknown_reference":
                return None
            raise

    def settlement(self, *, on: date) -> bytes:
        """The settlement file of a day."""
        found = self._send("GET", f"/settlements/{on.isoformat()}.csv").content
        if len(found) > LARGEST_FILE:
            raise GatewayRefused("file_too_large")
        return found

    def read_event(self, body: bytes, signature: str) -> Mapping[str, str] | None:
        """What a report is about; None where its seal does not hold or it cannot be read."""
        if not holds(body, signature, self._secret, at=now()):
            return None
        try:
            told = orjson.loads(body)
            return {key: str(told[key])[:80] for key in ("id", "kind", "reference")}
        except (ValueError, KeyError, TypeError):
            return None

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()

    def check(self) -> str:
        """What is wrong with the line; empty where the provider answers."""
        try:
            self._ask("GET", "/ready")
        except (GatewayAway, GatewayRefused) as problem:
            return str(problem) or type(problem).__name__
        return ""

    def _ask(self, verb: str, path: str, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = self._send(verb, path, asked)
        try:
            found = orjson.loads(answer.content)
        except ValueError:
            raise GatewayAway("no readable answer") from None
        if not isinstance(found, dict):
            raise GatewayAway("no readable answer")
        return found

    def _send(self, verb: str, path: str, asked: Mapping[str, Any] | None = None) -> httpx.Response:
        body = orjson.dumps(dict(asked)) if asked is not None else None
        try:
            answer = self._line.request(verb, path, content=body)
        except httpx.HTTPError as problem:
            raise GatewayAway(type(problem).__name__) from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise GatewayAway(str(answer.status_code))
        if answer.status_code >= 400:
            raise GatewayRefused(_code(answer))
        return answer


def _code(answer: httpx.Response) -> str:
    try:
        return str(orjson.loads(answer.content)["error"])[:60]
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)


def _payment(found: Mapping[str, Any]) -> GatewayPayment:
    try:
        return GatewayPayment(
            gateway_ref=str(found["id"]),
            reference=str(found["reference"]),
            state=found["state"],
            yen=int(found["yen"]),
            captured_yen=int(found.get("captured_yen", 0)),
            refunded_yen=int(found.get("refunded_yen", 0)),
            redirect_url=str(found.get("redirect_url", "")),
            failure=str(found.get("failure", ""))[:60],
            refunds={str(k): int(v) for k, v in dict(found.get("refunds", {})).items()},
        )
    except (KeyError, TypeError, ValueError):
        raise GatewayAway("no readable answer") from None
