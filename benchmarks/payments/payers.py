# SPDX-License-Identifier: Apache-2.0
"""What do payers do? They press, press again, go to the gateway, pay or not, and come back or not."""

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

from benchmarks.http_client import Client

CSRF = "b" * 32
PATH = "/api/payments/attempts"
PATIENCE, MOST_TRIES = 0.15, 120
PAYS, DECLINES, COMES_BACK, PRESSES_TWICE = 0.93, 0.04, 0.6, 0.1


@dataclass
class Payer:
    """One person at one connection, with dues to pay; ``times`` are seconds of answered POSTs."""

    client: Client
    dues: list[tuple[str, int]]
    seed: int
    times: list[float] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    begun: int = 0

    def pay(self, first: int, last: int | None = None) -> None:
        """One attempt for each due from one place to another, each with a key of its own."""
        chance = random.Random(self.seed + 1_000 * first)
        for place, (number, yen) in list(enumerate(self.dues))[first:last]:
            key = f"bench-{self.seed:04d}-{place:08d}"
            answer = self._begin(number, yen, key)
            if chance.random() < PRESSES_TWICE:
                answer = self._begin(number, yen, key)
            self.begun += 1
            url = str(answer.get("redirect_url", ""))
            what = chance.random()
            if url and what < PAYS + DECLINES:
                press(url, "secure")
                press(url, "pay" if what < PAYS else "decline")
            if chance.random() < COMES_BACK:
                self._come_back(str(answer.get("id", "")))

    def _begin(self, number: str, yen: int, key: str) -> dict[str, object]:
        body = json.dumps({"number": number, "yen": yen, "route": "card"}).encode()
        headers = {"X-CSRFToken": CSRF, "Idempotency-Key": key}
        for _ in range(MOST_TRIES):
            began = time.perf_counter()
            try:
                answer = self.client.request("POST", PATH, body, "application/json", headers)
            except OSError:
                self.client.close()
                self.codes["hung_up"] += 1
                time.sleep(PATIENCE)
                continue
            if answer.status == 201:
                self.times.append(time.perf_counter() - began)
                told: dict[str, object] = json.loads(answer.body)
                return told
            code = str(json.loads(answer.body).get("code"))
            self.codes[code] += 1
            if code not in {"payments.attempt_in_progress", "payments.too_busy"}:
                return {}
            time.sleep(PATIENCE)
        return {}

    def _come_back(self, attempt: str) -> None:
        if not attempt:
            return
        try:
            self.client.get(f"/pay/attempts/{attempt}/")
        except OSError:
            self.client.close()


def press(url: str, do: str) -> None:
    """A button of the gateway's page."""
    parts = urlsplit(url)
    line = HTTPConnection(parts.netloc, timeout=30)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", parts.path, f"do={do}", kind)
        line.getresponse().read()
    finally:
        line.close()
