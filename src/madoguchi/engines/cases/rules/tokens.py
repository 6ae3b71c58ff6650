# SPDX-License-Identifier: Apache-2.0
"""By which tokens is a case found? Pairs of characters of the fuzzy key of its words."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from madoguchi.kernel.text import bigrams, search_key, search_keys

MOST_TOKENS = 800
MOST_CHARACTERS = 400
FEW_TOKENS = 2


def section_token(section: str) -> str:
    """The token that keeps a search inside the sections of the reader."""
    return f"@{section}"


def month_token(day: date) -> str:
    """The token by which a search looks at the newest cases first."""
    return f"#{day:%Y%m}"


def windows_for(words: Sequence[Sequence[str]], on: date) -> list[list[str]]:
    """Months to be asked before all of them, for words that many cases may hold.

    A family name alone is borne by thousands, of which the newest are wanted: two months are
    looked through first, then a year. Longer words are rare, and asked for everywhere at once.
    """
    if len(words) > 1 or len(words[0]) > FEW_TOKENS:
        return []
    months, day = [], on.replace(day=1)
    for _ in range(12):
        months.append(month_token(day))
        day = (day - timedelta(days=1)).replace(day=1)
    return [months[:2], months]


def index_tokens(words: Iterable[str], *, section: str, received_on: date) -> list[str]:
    """The distinct tokens of a case: pairs of each word's keys, its section, its month."""
    tokens = {section_token(section): None, month_token(received_on): None}
    for word in words:
        for key in search_keys(word[:MOST_CHARACTERS]):
            tokens.update(dict.fromkeys(bigrams(_letters(key))))
    return list(tokens)[:MOST_TOKENS]


def query_tokens(words: str) -> list[list[str]]:
    """The tokens that must all be there, per word that the reader typed."""
    found = [bigrams(_letters(search_key(word))) for word in words.split()[:8]]
    return [tokens[:40] for tokens in found if tokens]


def _letters(key: str) -> str:
    return key.replace("-", "").casefold()
