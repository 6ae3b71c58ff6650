# SPDX-License-Identifier: Apache-2.0
"""What arrived at a practice provider, how often, and what goes wrong there on order?"""

import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from typing import Any, Final

KEPT: Final = 200
THOUSANDTH: Final = 1000


@dataclass
class Fault:
    """What the provider does wrong until it is told otherwise.

    ``calls`` counts down to none (−1: for ever). ``status`` is the HTTP or SMTP answer;
    ``after`` lets the call do its work first, so that only the answer is wrong; ``lose`` hangs up
    instead of answering. Each may be limited to one call in ``every``.
    """

    calls: int = 0
    status: int = 503
    after: bool = False
    lose: bool = False
    every: int = 1
    delay_s: float = 0.0
    retry_after_s: float = 0.0
    _seen: int = 0

    def strikes(self) -> bool:
        """Whether this call is hit; counts it."""
        if not self.calls:
            return False
        self._seen += 1
        if self._seen % max(self.every, 1):
            return False
        if self.calls > 0:
            self.calls -= 1
        return True


@dataclass
class Wave:
    """Messages of one wording: how many, and when the first, the thousandth and the last came."""

    words: str
    count: int = 0
    first_at: float = 0.0
    thousandth_at: float = 0.0
    last_at: float = 0.0


@dataclass
class Book:
    """All that arrived. Times are seconds since 1970, as ``time.time`` gives them."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    waves: dict[str, Wave] = field(default_factory=dict)
    last: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))
    fault: Fault = field(default_factory=Fault)
    misused: list[str] = field(default_factory=list)

    def note(self, key: str, *, to: str, subject: str, text: str, **more: Any) -> None:
        """Write down one message; ``key`` is what makes a second one a duplicate."""
        at = time.time()
        self.counts[key] += 1
        wave = self._wave(subject, text)
        wave.count += 1
        wave.first_at = wave.first_at or at
        wave.last_at = at
        if wave.count == THOUSANDTH:
            wave.thousandth_at = at
        self.last.appendleft({"at": at, "to": to, "subject": subject, "text": text, **more})

    def note_many(self, keys: list[str], *, text: str) -> None:
        """Write down one message that went to many; only the first of them is kept to be shown."""
        at = time.time()
        self.counts.update(keys)
        wave = self._wave("", text)
        before, wave.count = wave.count, wave.count + len(keys)
        wave.first_at = wave.first_at or at
        wave.last_at = at
        if before < THOUSANDTH <= wave.count:
            wave.thousandth_at = at

    def blame(self, words: str) -> None:
        """Remember a call that breaks the provider's rules, for the tests and the page."""
        self.misused = [*self.misused[-KEPT:], words]

    def figures(self, *, with_counts: bool = False) -> dict[str, Any]:
        """What arrived, in numbers; ``doubled`` counts what came again."""
        total = sum(self.counts.values())
        found: dict[str, Any] = {
            "name": self.name,
            "total": total,
            "distinct": len(self.counts),
            "doubled": total - len(self.counts),
            "waves": [asdict(one) for one in self.waves.values()],
            "misused": self.misused,
        }
        return found | {"counts": self.counts} if with_counts else found

    def switch(self, wanted: dict[str, Any]) -> None:
        """Set the fault; names as in ``Fault``. Nothing in it: all is well again."""
        known = {one.name for one in fields(Fault)}
        self.fault = Fault(**{name: value for name, value in wanted.items() if name in known})

    def forget(self) -> None:
        """Begin again."""
        self.counts.clear()
        self.waves.clear()
        self.last.clear()
        self.misused = []

    def _wave(self, subject: str, text: str) -> Wave:
        digest = sha256(f"{subject}\n{text}".encode()).hexdigest()[:16]
        if digest not in self.waves and len(self.waves) >= KEPT:
            digest = "others"
        return self.waves.setdefault(digest, Wave((subject or text)[:60]))
