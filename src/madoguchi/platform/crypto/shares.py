# SPDX-License-Identifier: Apache-2.0
"""How does a secret become words on several sheets, and words the secret again? (SLIP-0039)

Any ``needed`` sheets give it back; fewer say nothing of it. A sheet has 33 words of a list in which
four letters tell a word, and a checksum that finds up to three wrong words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import shamir_mnemonic
from shamir_mnemonic import MnemonicError, rs1024
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

WORDS_PER_SHEET = 33
_PREFIX = 4
_BY_PREFIX = {word[:_PREFIX]: word for word in WORDLIST}
_LABEL = b"shamir_extendable"
_ITERATIONS = 1
"""The secret is random: stretching it adds nothing."""


class SheetWrong(Exception):
    """The words of a sheet cannot be used. ``place`` counts from 1; 0: no single word."""

    def __init__(self, message: str, place: int = 0) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Sheet:
    """One share."""

    number: int
    needed: int
    set_id: int
    words: tuple[str, ...]


def split(secret: bytes, *, shares: int, needed: int) -> tuple[Sheet, ...]:
    """Split a secret of 32 bytes; the sheets are tried out before they are given.

    Raises:
        ValueError: not 2 ≤ needed ≤ shares ≤ 16.
    """
    if not 2 <= needed <= shares <= 16:
        raise ValueError("at least 2 sheets are needed, of at most 16")
    [texts] = shamir_mnemonic.generate_mnemonics(
        1, [(needed, shares)], secret, iteration_exponent=_ITERATIONS
    )
    sheets = tuple(_sheet(text.split()) for text in texts)
    for begin in range(shares):
        chosen = [sheets[(begin + step) % shares] for step in range(needed)]
        if join(sheet.words for sheet in chosen) != secret:
            raise RuntimeError("the sheets do not give the secret back")
    return sheets


def join(sheets: Iterable[Sequence[str]]) -> bytes:
    """The secret from the words of enough different sheets.

    Raises:
        SheetWrong: a word is wrong, sheets are missing, twice or of another set; says which.
    """
    read = {sheet.number: sheet for sheet in (read_sheet(words) for words in sheets)}
    if not read:
        raise SheetWrong("no sheet was given")
    first = next(iter(read.values()))
    if any(sheet.set_id != first.set_id for sheet in read.values()):
        raise SheetWrong("the sheets belong to different recovery keys: compare their set numbers")
    if len(read) < first.needed:
        raise SheetWrong(
            f"{first.needed} different sheets are needed, {len(read)} "
            f"{'was' if len(read) == 1 else 'were'} given"
        )
    chosen = [" ".join(sheet.words) for sheet in read.values()][: first.needed]
    try:
        return bytes(shamir_mnemonic.combine_mnemonics(chosen))
    except MnemonicError as error:
        raise SheetWrong(f"the sheets do not fit together: {error}") from None


def read_sheet(typed: Sequence[str]) -> Sheet:
    """A sheet as typed: any case, numbers before words left out, four letters are enough.

    Raises:
        SheetWrong: says which word is wrong, and what it may have been.
    """
    words = [_known(word, place) for place, word in enumerate(_cleaned(typed), start=1)]
    if len(words) != WORDS_PER_SHEET:
        raise SheetWrong(f"a sheet has {WORDS_PER_SHEET} words, these are {len(words)}")
    try:
        return _sheet(words)
    except MnemonicError:
        raise _guess(words) from None


def _cleaned(typed: Sequence[str]) -> list[str]:
    text = " ".join(typed).lower().replace(",", " ")
    return [word for word in (part.strip(".") for part in text.split()) if not word.isdigit()]


def _known(word: str, place: int) -> str:
    if word in WORDLIST:
        return word
    if len(word) >= _PREFIX and word[:_PREFIX] in _BY_PREFIX:
        return str(_BY_PREFIX[word[:_PREFIX]])
    near = get_close_matches(word, WORDLIST, n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise SheetWrong(f"word {place} “{word}” is not in the word list{hint}", place)


def _guess(words: list[str]) -> SheetWrong:
    """Which single other word would make the checksum right? Said, never put in silently."""
    numbers = [WORDLIST.index(word) for word in words]
    for place, was in enumerate(numbers):
        for other in range(len(WORDLIST)):
            numbers[place] = other
            if other != was and rs1024.verify_checksum(numbers, _LABEL):
                return SheetWrong(
                    f"word {place + 1} “{words[place]}” seems wrong: "
                    f"is it “{WORDLIST[other]}” on the sheet?",
                    place + 1,
                )
        numbers[place] = was
    return SheetWrong("several words are wrong, or stand in the wrong order: compare each one")


def _sheet(words: Sequence[str]) -> Sheet:
    share = Share.from_mnemonic(" ".join(words))
    return Sheet(share.index + 1, share.member_threshold, share.identifier, tuple(words))
