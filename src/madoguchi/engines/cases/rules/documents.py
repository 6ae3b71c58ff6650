# SPDX-License-Identifier: Apache-2.0
"""How is a letter numbered? (文書番号) 記号 + 第 + 番号 + 号, anew each fiscal year."""

import re
from datetime import date

from madoguchi.kernel.fiscal_years import fiscal_year_of
from madoguchi.kernel.text import normalise

__all__ = ["fiscal_year_of", "format_document_number"]
_NUMBER = re.compile(r"\S{1,20}第[0-9]{1,9}号")


def format_document_number(mark: str, serial: int) -> str:
    """A document number such as 灯子第123号."""
    return f"{mark}第{serial}号"


def read_document_number(words: str) -> str | None:
    """The document number that was typed, in any width and with blanks, or None."""
    written = "".join(normalise(words).split())
    return written if _NUMBER.fullmatch(written) else None


def is_same_year(one: date, other: date) -> bool:
    """Whether two days are numbered in the same book."""
    return fiscal_year_of(one) == fiscal_year_of(other)
