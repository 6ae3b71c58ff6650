# SPDX-License-Identifier: Apache-2.0
"""What was scanned or typed at the counter: a bar code, a square code, a slip's or a due's number?"""

import re
from typing import Literal

from madoguchi.engines.payments.rules import convenience_slip
from madoguchi.engines.payments.rules.el_number import square_encoder
from madoguchi.engines.payments.rules.numbers import LENGTH as DUE_DIGITS
from madoguchi.engines.payments.rules.slip_numbers import LENGTH as SLIP_DIGITS
from madoguchi.engines.payments.rules.till_refusals import NothingScanned
from madoguchi.kernel.text import normalise, unify_hyphens

Scanned = tuple[Literal["code", "pay_number", "number"], str]
_SYMBOLOGY = re.compile(r"^\](C1|Q3|e0)")
"""What scanners may send before the content (ISO/IEC 15424)."""


def read_scanned(written: str, square: str = "madoguchi-1") -> Scanned:
    """What it is, and its digits.

    Raises:
        NothingScanned: none of the four.
        SlipCodeWrong, ElNumberWrong: a code of ours that does not hold.
    """
    line = _SYMBOLOGY.sub("", normalise(written)).replace("\x1d", "")
    if line.startswith("MADOGUCHI") or "/" in line:
        return "pay_number", square_encoder(square).decode(line).numbers.number
    digits = re.sub(r"[-\s()]", "", unify_hyphens(line))
    if len(digits) == convenience_slip.LENGTH:
        convenience_slip.parse(digits)
        return "code", digits
    if digits.isascii() and digits.isdigit() and len(digits) == SLIP_DIGITS:
        return "pay_number", digits
    if digits.isascii() and digits.isdigit() and len(digits) == DUE_DIGITS:
        return "number", digits
    raise NothingScanned(written=written.strip()[:24])
