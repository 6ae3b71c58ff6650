# SPDX-License-Identifier: Apache-2.0
"""How do deliveries become letters that wait for the printer?"""

from collections.abc import Sequence
from uuid import UUID

from madoguchi.connectors.letters.block import PostalBlock, read_block
from madoguchi.connectors.letters.drawing import Letterhead, draw_letters
from madoguchi.connectors.letters.queue import PrintQueue
from madoguchi.engines.messaging.ports import Outgoing, Sent
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal


class LetterProvider:
    """A batch becomes one PDF in the print queue, sorted by postcode, under its retry key once."""

    channel = "letter"
    batch = 100
    same_text = False

    def __init__(
        self, queue: PrintQueue, head: Letterhead, *, key: str = "letters",
        per_second: float | None = None,
    ) -> None:  # fmt: skip
        self.key, self.per_second = key, per_second
        self._queue, self._head = queue, head

    def send(self, batch: Sequence[Outgoing], *, retry_key: UUID) -> Sequence[Sent]:
        """Draw and queue those whose address can be delivered to; the others are refused in words."""
        fit: list[tuple[Outgoing, PostalBlock]] = []
        wrong = []
        for one in batch:
            try:
                fit.append((one, read_block(one.address)))
            except Refusal as no:
                wrong.append(Sent(one.delivery_id, "permanent", detail=no.message.ja))
        fit.sort(key=lambda pair: (pair[1].postcode, pair[1].lines))
        if fit and self._queue.find(retry_key) is None:
            at = now()
            pdf = draw_letters(fit, self._head, at=at)
            self._queue.put(retry_key, pdf, [one.delivery_id for one, _ in fit], at=at)
        return [*(Sent(one.delivery_id, "accepted", retry_key.hex) for one, _ in fit), *wrong]

    def check(self) -> None:
        """Whether the queue can be read.

        Raises:
            OSError: it cannot.
        """
        self._queue.waiting()
