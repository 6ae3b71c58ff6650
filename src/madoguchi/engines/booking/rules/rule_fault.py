# SPDX-License-Identifier: Apache-2.0
"""What does a fault in the rules of an offer say, and where does it lie?"""

from dataclasses import dataclass

from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong, and at which key of the rules."""

    path: str
    message: TextValue


def fault(path: str, ja: str, en: str) -> RuleFault:
    """A fault in words for staff."""
    return RuleFault(path, text(ja, en, ja))
