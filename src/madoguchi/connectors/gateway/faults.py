# SPDX-License-Identifier: Apache-2.0
"""What goes wrong at the practice provider, how often, and in which way?"""

import random
import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Faults:
    """Shares between 0 and 1; all 0: nothing goes wrong.

    ``lost_answers``: done, but the line breaks before the answer. ``errors``: not done, 503.
    ``twice``: a report is sent again. ``late``: a report comes after those that followed it.
    ``silent``: a report is never sent.
    """

    lost_answers: float = 0.0
    errors: float = 0.0
    twice: float = 0.0
    late: float = 0.0
    silent: float = 0.0


class Dice:
    """Decides by the shares, the same again for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing secret hangs on it
        self._lock = threading.Lock()

    def falls(self, share: float) -> bool:
        """Whether it happens this time."""
        if share <= 0:
            return False
        with self._lock:
            return self._random.random() < share
