# SPDX-License-Identifier: Apache-2.0
"""How do deliveries go out by a provider of short messages, and what does its answer mean?

The protocol is ours, small, and easily put in front of any provider (README): ``POST /v1/messages``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import httpx

from madoguchi.connectors.sms.lengths import count_parts, fits
from madoguchi.engines.messaging.ports import Outgoing, Sent

NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
SECONDS: Final = httpx.Timeout(20.0, connect=5.0)
_OUTCOMES: Final[Mapping[str, Any]] = {
    "accepted": "accepted",
    "delivered": "delivered",
    "unknown_number": "permanent",
    "stopped": "blocked",
    "later": "temporary",
}
OPERATOR_S_MISTAKE: Final = frozenset({401, 403, 404})


class SmsAway(Exception):
    """The provider does not answer, or does not know us."""


class SmsProvider:
    """One provider; a second with another ``key`` shares the work and takes over."""

    channel = "sms"
    batch = 100
    same_text = False

    def __init__(
        self,
        base: str,
        token: str,
        *,
        key: str = "sms",
        sender: str = "",
        per_second: float | None = None,
    ) -> None:
        self.key, self.per_second, self._sender = key, per_second, sender
        self._line = httpx.Client(
            base_url=base.rstrip("/"),
            headers={"Authorization": f"Bearer {token}"},
            timeout=SECONDS,
            trust_env=False,
        )

    def send(self, batch: Sequence[Outgoing], *, retry_key: UUID) -> Sequence[Sent]:
        """Hand all over in one call; under the same key the provider answers as the first time."""
        fit, done = [], []
        for one in batch:
            wrong = _why_not(one)
            if wrong:
                done.append(Sent(one.delivery_id, "permanent", detail=wrong))
            else:
                fit.append(one)
        return [*done, *(self._hand_over(fit, retry_key) if fit else ())]

    def check(self) -> None:
        """Whether the provider knows our token.

        Raises:
            SmsAway: it does not, or does not answer.
        """
        try:
            answer = self._line.get("/v1/account")
        except httpx.HTTPError as away:
            raise SmsAway(type(away).__name__) from None
        if answer.status_code != 200:
            raise SmsAway(str(answer.status_code))

    def close(self) -> None:
        """End the connections."""
        self._line.close()

    def _hand_over(self, batch: Sequence[Outgoing], retry_key: UUID) -> list[Sent]:
        wanted = {
            "from": self._sender,
            "messages": [
                {"reference": str(one.delivery_id), "to": one.address, "text": text_of(one)}
                for one in batch
            ],
        }
        try:
            answer = self._line.post(
                "/v1/messages", json=wanted, headers={"Idempotency-Key": str(retry_key)}
            )
        except httpx.HTTPError as away:
            return _all(batch, f"no answer {type(away).__name__}", None)
        if answer.status_code != 200:
            waits = answer.headers.get("Retry-After", "")
            return _all(batch, str(answer.status_code), float(waits) if waits.isdigit() else None)
        return _read(batch, answer)


def text_of(one: Outgoing) -> str:
    """The words and the link, in one line each."""
    return "\n".join(part for part in (one.text or one.subject, one.link) if part)


def _why_not(one: Outgoing) -> str:
    if not NUMBER.fullmatch(one.address):
        return "not a telephone number in E.164"
    text = text_of(one)
    return "" if fits(text) else f"too long: {count_parts(text)} parts"


def _all(batch: Sequence[Outgoing], detail: str, waits: float | None) -> list[Sent]:
    return [Sent(one.delivery_id, "temporary", "", detail, waits) for one in batch]


def _read(batch: Sequence[Outgoing], answer: httpx.Response) -> list[Sent]:
    try:
        results = {str(one["reference"]): one for one in answer.json()["results"]}
    except (ValueError, KeyError, TypeError):
        return _all(batch, "an answer that cannot be read", None)
    done = []
    for one in batch:
        found = results.get(str(one.delivery_id), {})
        said = str(found.get("status", "no word"))
        outcome = _OUTCOMES.get(said, "temporary")
        detail = "" if outcome == "accepted" else said[:40]
        done.append(Sent(one.delivery_id, outcome, str(found.get("id", ""))[:80], detail))
    return done
