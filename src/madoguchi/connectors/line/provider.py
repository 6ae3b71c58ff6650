# SPDX-License-Identifier: Apache-2.0
"""How do deliveries of one wording go out by LINE, and how is the answer read?"""

import re
from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

from madoguchi.connectors.line.client import MOST_RECEIVERS, LineAnswer, LineClient
from madoguchi.engines.messaging.ports import Outgoing, Sent

USER_ID: Final = re.compile(r"U[0-9a-f]{32}")
LONGEST_TEXT: Final = 5000
SETTLED: Final = frozenset({400, 413, 415})
"""Answers that the same call will always get."""


class LineProvider:
    """Multicast to at most 500 at once. A second call under the same retry key reaches nobody twice.

    LINE accepts what goes to somebody who has blocked the account; that is heard from its webhook.
    """

    channel = "line"
    batch = MOST_RECEIVERS
    same_text = True

    def __init__(
        self, client: LineClient, *, key: str = "line", per_second: float | None = None
    ) -> None:
        self.key, self.per_second, self._client = key, per_second, client

    def send(self, batch: Sequence[Outgoing], *, retry_key: UUID) -> Sequence[Sent]:
        """Send to all addresses that can be one of LINE's; the others are refused one by one.

        Raises:
            ValueError: more than 500, or not all with the same words.
        """
        words = {text_of(one) for one in batch}
        if len(batch) > MOST_RECEIVERS or len(words) != 1:
            raise ValueError("a multicast is one text to at most 500")
        fit = [one for one in batch if USER_ID.fullmatch(one.address)]
        wrong = [
            Sent(one.delivery_id, "permanent", detail="not a user id of LINE")
            for one in batch
            if not USER_ID.fullmatch(one.address)
        ]
        if not fit:
            return wrong
        receivers = [one.address for one in fit]
        answer = self._client.multicast(receivers, words.pop(), retry_key=retry_key)
        return [*(_read(one.delivery_id, answer) for one in fit), *wrong]

    def check(self) -> None:
        """Whether the platform knows our token.

        Raises:
            LineAway: it does not, or does not answer.
        """
        self._client.check()


def text_of(one: Outgoing) -> str:
    """The words of the message: subject, text, and the link on a line of its own."""
    lines = [part for part in (one.subject, one.text) if part]
    room = LONGEST_TEXT - len(one.link) - 2
    return "\n\n".join(part for part in ("\n".join(lines)[:room], one.link) if part)


def _read(delivery_id: UUID, answer: LineAnswer) -> Sent:
    if answer.is_accepted:
        return Sent(delivery_id, "accepted", answer.request_id)
    outcome: Literal["permanent", "temporary"] = (
        "permanent" if answer.status in SETTLED else "temporary"
    )
    detail = f"{answer.status or 'no answer'} {answer.words}".strip()
    return Sent(delivery_id, outcome, answer.request_id, detail, answer.retry_after_s)
