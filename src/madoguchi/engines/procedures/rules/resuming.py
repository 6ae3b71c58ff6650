# SPDX-License-Identifier: Apache-2.0
"""What does a resume number look like? Short enough to be written on paper, with a check character."""

import secrets

from madoguchi.kernel.ids import ALPHABET, check_character
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import text

_LENGTH = 8
_FORGIVEN = str.maketrans("OIL", "011")


class ResumeNumberUnreadable(Refusal):
    """The text is no resume number of this product."""

    code = "resume_number.unreadable"


def new_resume_number() -> str:
    """A new number such as ``4K7M-0273-6``; it opens nothing without its code."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return _group(body + check_character(body))


def parse_resume_number(written: str) -> str:
    """The canonical form of a resume number as typed: any width, case, hyphens.

    Raises:
        ResumeNumberUnreadable: not a number that we ever gave.
    """
    plain = unify_hyphens(normalise(written)).replace("-", "").replace(" ", "")
    plain = plain.upper().translate(_FORGIVEN)
    known = len(plain) == _LENGTH + 1 and set(plain) <= set(ALPHABET)
    if not known or check_character(plain[:-1]) != plain[-1]:
        raise ResumeNumberUnreadable(
            text(
                f"再開番号「{written.strip()[:20]}」が見つかりません。控えの番号(例: 4K7M-0273-6)を確かめてください。",
                f"There is no resume number “{written.strip()[:20]}”. Please check it, such as 4K7M-0273-6.",
                f"番号「{written.strip()[:20]}」が ありません。もういちど 見てください。",
            )
        )
    return _group(plain)


def _group(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:8]}-{plain[8]}"
