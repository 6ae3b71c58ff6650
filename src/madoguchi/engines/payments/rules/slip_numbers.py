# SPDX-License-Identifier: Apache-2.0
"""How does a slip's number name its due and its issue?

納付番号: 12 digits of the due, 3 of the issue, a check digit (modulus 10 weight 3). The free field of
the bar code is this number and five zeros.
"""

from madoguchi.engines.payments.rules.check_digits import is_digits, modulus_10_weight_3

DUE_DIGITS, ISSUE_DIGITS, FREE_DIGITS = 12, 3, 21
LENGTH = DUE_DIGITS + ISSUE_DIGITS + 1


def pay_number(due_number: str, issue: int) -> str:
    """The 16 digits.

    Raises:
        ValueError: the due's number or the issue does not fit.
    """
    if not is_digits(due_number, DUE_DIGITS) or not 1 <= issue < 10**ISSUE_DIGITS:
        raise ValueError(f"no slip number for issue {issue}")
    body = f"{due_number}{issue:0{ISSUE_DIGITS}}"
    return body + modulus_10_weight_3(body)


def free_field(number: str) -> str:
    """The 21 digits of the bar code that the biller may use."""
    return number.ljust(FREE_DIGITS, "0")


def is_pay_number(digits: str) -> bool:
    """Whether the digits could be a number that we gave."""
    return is_digits(digits, LENGTH) and modulus_10_weight_3(digits[:-1]) == digits[-1]
