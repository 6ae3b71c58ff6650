# SPDX-License-Identifier: Apache-2.0
"""What does the practice platform know? Friends, who blocked, retry keys, tokens, limits."""

import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from madoguchi.connectors.arrivals.book import Book

NARROWCASTS_PER_HOUR: Final = 60
LINK_TOKEN_SECONDS: Final = 600
RETRY_KEY_SECONDS: Final = 24 * 3600
MAY_RETRY: Final = frozenset({"push", "multicast", "narrowcast", "broadcast"})


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """An answer that is a no."""

    status: int
    words: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Platform:
    """The state of one channel; ``token`` opens it, ``secret`` signs what it sends."""

    token: str
    secret: str
    webhook: str = ""
    book: Book = field(default_factory=lambda: Book("LINE"))
    blocked: set[str] = field(default_factory=set)
    friends: set[str] = field(default_factory=set)
    accepted: dict[str, tuple[str, str, str, float]] = field(default_factory=dict)
    link_tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    menus: dict[str, dict[str, Any]] = field(default_factory=dict)
    worn: dict[str, str] = field(default_factory=dict)
    reply_tokens: dict[str, str] = field(default_factory=dict)
    narrowcasts: deque[float] = field(default_factory=deque)
    calls_per_second: int = 2000
    _second: tuple[int, int] = (0, 0)

    def check_pace(self) -> None:
        """Refuse what is more in a second than is allowed.

        Raises:
            Refused: 429.
        """
        second = int(time.time())
        count = self._second[1] + 1 if self._second[0] == second else 1
        self._second = (second, count)
        if count > self.calls_per_second:
            raise Refused(429, "The API rate limit has been exceeded. Try again later.")

    def check_retry_key(self, endpoint: str, key: str, body: bytes) -> str:
        """The id of this request; the key is noted by ``accept`` only.

        Raises:
            Refused: 400 where the endpoint takes no key or it is no UUID; 409 where it was accepted.
        """
        if not key:
            return secrets.token_hex(16)
        if endpoint not in MAY_RETRY:
            raise Refused(400, "The retry key is not supported in this API")
        try:
            UUID(key)
        except ValueError:
            raise Refused(400, "The retry key is invalid") from None
        known = self.accepted.get(key)
        if known is None or known[3] < time.time() - RETRY_KEY_SECONDS:
            return secrets.token_hex(16)
        if known[:2] != (endpoint, sha256(body).hexdigest()):
            self.book.blame("a retry key was used again for another request")
        raise Refused(
            409,
            "The retry key is already accepted",
            {"X-Line-Accepted-Request-Id": known[2]},
        )

    def accept(self, endpoint: str, key: str, body: bytes, request_id: str) -> None:
        """Remember that the request of this key was done."""
        if key:
            self.accepted[key] = (endpoint, sha256(body).hexdigest(), request_id, time.time())

    def check_narrowcast(self) -> None:
        """Refuse the 61st of an hour.

        Raises:
            Refused: 429.
        """
        at = time.time()
        while self.narrowcasts and self.narrowcasts[0] < at - 3600:
            self.narrowcasts.popleft()
        if len(self.narrowcasts) >= NARROWCASTS_PER_HOUR:
            raise Refused(429, "The API rate limit has been exceeded. Try again later.")
        self.narrowcasts.append(at)

    def deliver(self, receivers: list[str], messages: list[dict[str, Any]]) -> None:
        """Bring messages to those who have not blocked the account; nobody is told who has."""
        words = "\n".join(words_of(one) for one in messages)
        mark = sha256(words.encode()).hexdigest()[:12]
        reached = [one for one in receivers if one not in self.blocked]
        if len(reached) > 1:
            self.book.note_many([f"{one} {mark}" for one in reached[1:]], text=words)
        for one in reached[:1]:
            self.book.note(f"{one} {mark}", to=one, subject="", text=words, messages=messages)

    def issue_link_token(self, user_id: str) -> str:
        """A token of ten minutes."""
        token = secrets.token_urlsafe(24)
        self.link_tokens[token] = (user_id, time.time() + LINK_TOKEN_SECONDS)
        return token

    def use_link_token(self, token: str) -> str:
        """Whose token it was; it is used up. Empty where it does not hold."""
        user_id, until = self.link_tokens.pop(token, ("", 0.0))
        return user_id if until > time.time() else ""


def words_of(message: dict[str, Any]) -> str:
    """A message as somebody reads it."""
    if message.get("type") == "text":
        found = str(message["text"])
    else:
        columns = message.get("template", {}).get("columns", [])
        links = [
            f"・{one.get('title', '')} {act.get('uri', '')}"
            for one in columns
            for act in one.get("actions", [])
        ]
        found = "\n".join([str(message.get("altText", "")), *links])
    quick = message.get("quickReply", {}).get("items", [])
    labels = "".join(f"[{one['action']['label']}]" for one in quick)
    return "\n".join(part for part in (found, labels) if part)
