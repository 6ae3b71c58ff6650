# SPDX-License-Identifier: Apache-2.0
"""Which digit ends a number so that a wrong one is found?"""


def modulus_10_weight_3(body: str) -> str:
    """The check digit M10W3: from the right, weights 3, 1, 3, …; what is missing to a full ten."""
    total = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(reversed(body)))
    return str(-total % 10)


def is_digits(written: str, length: int | None = None) -> bool:
    """Whether the text is ASCII digits only, of that length if one is given."""
    fits = length is None or len(written) == length
    return fits and written.isascii() and written.isdigit()
