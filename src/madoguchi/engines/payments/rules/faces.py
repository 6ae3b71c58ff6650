# SPDX-License-Identifier: Apache-2.0
"""What stands on a slip and on a receipt of the till?"""

from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.kernel.texts import TextValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFace:
    """A slip as it is printed; ``code`` is the 44 digits or empty, ``square`` the QR's content."""

    due_number: str
    title: TextValue
    ordinal: int
    issue: int
    yen: int
    pay_by: date | None
    due_on: date | None
    code: str
    code_written: str
    agency: str
    pay_number: str
    confirmation: str
    category: str
    square: str
    is_superseded: bool
    name: str
    address: str
    postal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TillReceipt:
    """A receipt of the till; yen."""

    till: TextValue
    no: str
    title: TextValue
    due_number: str
    method: str
    yen: int
    tendered_yen: int
    taken_at: datetime
    is_void: bool

    @property
    def change_yen(self) -> int:
        """What was given back."""
        return self.tendered_yen - self.yen
