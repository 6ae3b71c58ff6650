# SPDX-License-Identifier: Apache-2.0
"""How is the number of a due made, read and checked? Twelve digits, the last one checks the rest.

Damm's check digit over a totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004): each
wrong digit and each exchange of two neighbours is found, without a letter.
"""

import re
import secrets

from madoguchi.engines.payments.rules.refusals import NumberWrong
from madoguchi.kernel.text import normalise, unify_hyphens

LENGTH = 12
CONFIRMATION = 6
_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    """The digit that makes a row of digits come out at 0."""
    state = 0
    for digit in digits:
        state = int(_TABLE[state][int(digit)])
    return str(state)


def new_number() -> str:
    """A new number of 12 digits; drawn again where it is taken (unique column)."""
    body = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}d}"
    return body + check_digit(body)


def show_number(number: str) -> str:
    """As people read it: ``1234-5678-9012``."""
    return "-".join(number[n : n + 4] for n in range(0, LENGTH, 4))


def parse_number(written: str) -> str:
    """The 12 digits of a number as typed, any width, with or without hyphens and spaces.

    Raises:
        NumberWrong: not 12 digits, or the check digit does not fit.
    """
    digits = re.sub(r"[-\s]", "", unify_hyphens(normalise(written)))
    if not re.fullmatch(f"[0-9]{{{LENGTH}}}", digits) or check_digit(digits) != "0":
        raise NumberWrong(written=written.strip()[:24])
    return digits
