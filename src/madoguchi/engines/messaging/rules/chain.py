# SPDX-License-Identifier: Apache-2.0
"""Over which channel does a message go, and over which next?"""

from collections.abc import Collection, Mapping, Sequence

CHANNELS = ("line", "webpush", "email", "sms", "letter")
"""The usual order: the cheapest that people look at first, paper last."""
SILENT = frozenset({"email", "letter", "inbox"})
"""Channels that wake nobody, so that quiet hours do not bind them."""
SHORT = frozenset({"line", "webpush", "sms"})
"""Channels that carry a title and a link and nothing personal."""


def is_chain(chain: Sequence[str]) -> bool:
    """Whether it names known channels, each once, and at least one."""
    return bool(chain) and len(set(chain)) == len(chain) and set(chain) <= set(CHANNELS)


def order_for(chain: Sequence[str], ranks: Mapping[str, int | None]) -> tuple[str, ...]:
    """The channels of a person in order: their own ranks first, then the notice's chain.

    ``ranks``: the channels on which the person can be reached → the rank that they gave.
    """
    own = [one for one in chain if one in ranks]

    def place(channel: str) -> tuple[int, int]:
        rank = ranks[channel]
        return (0, rank) if rank is not None else (1, chain.index(channel))

    return tuple(sorted(own, key=place))


def next_channel(order: Sequence[str], tried: Collection[str]) -> str | None:
    """The first channel that was not tried yet; None where the chain is at its end."""
    return next((one for one in order if one not in tried), None)
