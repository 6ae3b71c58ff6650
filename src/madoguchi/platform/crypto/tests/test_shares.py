# SPDX-License-Identifier: Apache-2.0
"""Do enough sheets give the secret back, and is a wrong one named?"""

from itertools import combinations

import pytest

from madoguchi.platform.crypto.age_text import (
    identity_text,
    read_identity,
    read_recipient,
    recipient_text,
)
from madoguchi.platform.crypto.recovery import identity_of, new_secret
from madoguchi.platform.crypto.shares import SheetWrong, join, read_sheet, split

SECRET = bytes(range(32))
SHEETS = split(SECRET, shares=5, needed=3)


def test_any_three_of_five_sheets_give_the_secret_back() -> None:
    for chosen in combinations(SHEETS, 3):
        assert join(sheet.words for sheet in chosen) == SECRET


def test_two_sheets_are_too_few_also_when_one_comes_twice() -> None:
    with pytest.raises(SheetWrong, match="3 different sheets are needed, 2 were given"):
        join([SHEETS[0].words, SHEETS[1].words, SHEETS[0].words])


def test_sheets_are_read_as_people_type_them() -> None:
    words = SHEETS[2].words
    typed = [f"{place}. {word[:4].upper()}" for place, word in enumerate(words, start=1)]
    assert read_sheet(typed) == SHEETS[2]


@pytest.mark.parametrize("place", [1, 2, 12, 33])
def test_a_wrong_word_is_named(place: int) -> None:
    words = list(SHEETS[0].words)
    right = words[place - 1]
    words[place - 1] = "zero" if right != "zero" else "wolf"
    with pytest.raises(SheetWrong, match=f"word {place} .*{right}") as wrong:
        read_sheet(words)
    assert wrong.value.place == place
    words[place - 1] = "xylophon"
    with pytest.raises(SheetWrong, match=f"word {place} “xylophon” is not in the word list"):
        read_sheet(words)


def test_words_in_the_wrong_order_or_number_are_refused() -> None:
    words = list(SHEETS[0].words)
    with pytest.raises(SheetWrong, match="33 words, these are 32"):
        read_sheet(words[1:])
    with pytest.raises(SheetWrong, match="wrong order"):
        read_sheet(list(reversed(words)))


def test_sheets_of_different_keys_do_not_mix() -> None:
    other = split(new_secret(), shares=5, needed=3)
    if other[0].set_id == SHEETS[0].set_id:
        pytest.skip("one in 32,768")
    with pytest.raises(SheetWrong, match="different recovery keys"):
        join([SHEETS[0].words, SHEETS[1].words, other[2].words])


@pytest.mark.parametrize(("shares", "needed"), [(5, 1), (2, 3), (17, 3)])
def test_a_split_without_sense_is_refused(shares: int, needed: int) -> None:
    with pytest.raises(ValueError, match="sheets"):
        split(SECRET, shares=shares, needed=needed)


def test_keys_are_read_back_from_the_text_of_the_age_tools() -> None:
    import pyrage

    theirs = pyrage.x25519.Identity.generate()
    assert recipient_text(read_identity(str(theirs)).public_key()) == str(theirs.to_public())
    ours = identity_of(new_secret())
    assert identity_text(read_identity(f"# made\n{identity_text(ours)}\n")) == identity_text(ours)
    text = recipient_text(ours.public_key())
    assert read_recipient(text).public_bytes_raw() == ours.public_key().public_bytes_raw()
    for wrong in (text[:-1], text[:10] + ("q" if text[10] != "q" else "p") + text[11:], "age1", ""):
        with pytest.raises(ValueError, match="key"):
            read_recipient(wrong)
