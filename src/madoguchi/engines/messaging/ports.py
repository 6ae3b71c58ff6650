# SPDX-License-Identifier: Apache-2.0
"""What does messaging expect of others: who carries messages, who takes part, who is to be spared?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

Outcome = Literal["accepted", "delivered", "temporary", "permanent", "blocked"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address, opened just for the call.

    ``address``: a LINE user id, an e-mail address, a number in E.164, the JSON of a push
    subscription, or a postal block of lines. ``delivery_id`` is the key by which a provider knows
    the same message again. ``link`` is an absolute address of the portal. ``attachments``: name,
    media type, bytes.
    """

    delivery_id: UUID
    address: str
    subject: str
    text: str
    html: str = ""
    link: str = ""
    language: str = "ja"
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[tuple[str, str, bytes]] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message.

    ``temporary``: try again (after ``retry_after_s`` seconds, where the provider says so);
    ``permanent``: this address will never take it; ``blocked``: the person does not want it there.
    """

    delivery_id: UUID
    outcome: Outcome
    reference: str = ""
    detail: str = ""
    retry_after_s: float | None = None


class Provider(Protocol):
    """Carries messages over one channel (line, webpush, email, sms, letter)."""

    key: str
    channel: str
    batch: int
    """The most messages of one call."""
    same_text: bool
    """True: all messages of a call share one text and one link (multicast)."""
    per_second: float | None
    """The most messages of a second; None where there is no limit."""

    def send(self, batch: Sequence[Outgoing], *, retry_key: UUID) -> Sequence[Sent]:
        """Hand a batch over; the same key again means the same batch again.

        An exception means that the fate of the whole batch is not known: it is sent again with
        the same key.
        """

    def check(self) -> None:
        """Find out whether the provider would take messages now; raises where not."""


class Participants(Protocol):
    """Knows who takes part in something, such as ``"booking:offer:swimming"``."""

    def __call__(self, ref: str) -> Collection[str] | None:
        """The party references; None where the reference is not of its kind."""


class SafeAddressing(Protocol):
    """Spares people who must not be found (住民基本台帳事務における支援措置)."""

    def spared(self) -> Collection[str]:
        """References of people to whom nothing is sent outside their own inbox."""

    def address(self, *, party_ref: str, channel: str, address: str) -> str | None:
        """The address to be used instead; None: it is not sent over this channel."""


_providers: dict[str, Provider] = {}
_participants: list[Participants] = []
_safe: list[SafeAddressing] = []


def use_provider(provider: Provider) -> None:
    """Let messages go out by a provider; a second one of the same channel shares the work."""
    _providers[provider.key] = provider


def drop_provider(key: str) -> None:
    """Use a provider no more."""
    _providers.pop(key, None)


def providers(channel: str = "") -> tuple[Provider, ...]:
    """Those in use, of one channel or of all."""
    return tuple(one for one in _providers.values() if channel in {"", one.channel})


def find_provider(key: str) -> Provider | None:
    """The provider with this key."""
    return _providers.get(key)


def use_participants(finder: Participants) -> None:
    """Let notices be written to those who take part in something."""
    if finder not in _participants:
        _participants.append(finder)


def participants_of(ref: str) -> Collection[str]:
    """Who takes part; nobody where no one knows the reference."""
    for find in _participants:
        found = find(ref)
        if found is not None:
            return found
    return ()


def use_safe_addressing(one: SafeAddressing) -> None:
    """Ask before each resolving and each sending who is to be spared."""
    _safe[:] = [one]


def safe_addressing() -> SafeAddressing | None:
    """Who is asked; None where the city spares nobody here."""
    return _safe[0] if _safe else None
