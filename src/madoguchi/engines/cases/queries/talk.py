# SPDX-License-Identifier: Apache-2.0
"""By which tokens are messages, notes and names of files found? Blind ones: the index reads nobody.

Unlike the words of an application these are free text, so their pairs of characters are put
through a key of the zone before they are stored. Single characters are not looked for.
"""

import hmac
from collections.abc import Iterator
from hashlib import sha256

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.rules.tokens import (
    MOST_CHARACTERS,
    index_tokens,
    month_token,
    query_tokens,
    section_token,
)
from madoguchi.platform.crypto.fields import blind_index

_PURPOSE = "cases.talk"
_BYTES = 8


def talk_tokens(case: Case, text: str) -> list[str]:
    """The tokens of one text about a case, with its section and month in clear."""
    own = [section_token(case.section), month_token(case.received_on)]
    made = index_tokens(_pieces(text), section=case.section, received_on=case.received_on)
    key = _key()
    return [*own, *(_blind(key, one) for one in made if one not in own and len(one) > 1)]


def talk_query(words: str) -> list[list[str]]:
    """The tokens that one text must hold, per word of two characters or more."""
    key = _key()
    found = [[one for one in tokens if len(one) > 1] for tokens in query_tokens(words)]
    return [[_blind(key, one) for one in tokens] for tokens in found if tokens]


def _key() -> bytes:
    return blind_index(_PURPOSE, "tokens")


def _blind(key: bytes, token: str) -> str:
    return hmac.digest(key, token.encode(), sha256)[:_BYTES].hex()


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that are indexed whole; they overlap, so that no pair is lost."""
    for line in text.splitlines():
        for first in range(0, len(line), MOST_CHARACTERS - 1):
            yield line[first : first + MOST_CHARACTERS]
