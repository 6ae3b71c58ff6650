# SPDX-License-Identifier: Apache-2.0
"""Question types at work: how each is read, checked, shown and filled in again."""

from typing import Any

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.definition.kinds.accounts import BankAccountKind
from madoguchi.kernel.definition.kinds.base import Asking, Fields, Found, Kind, Parts, Read
from madoguchi.kernel.definition.kinds.choices import ChoiceKind, ChoicesKind, YesNoKind
from madoguchi.kernel.definition.kinds.contacts import CorporateNumberKind, EmailKind, PhoneKind
from madoguchi.kernel.definition.kinds.days import DateKind, TimeKind
from madoguchi.kernel.definition.kinds.numbers import MoneyKind, NumberKind
from madoguchi.kernel.definition.kinds.papers import ConsentKind, FileKind
from madoguchi.kernel.definition.kinds.people import (
    HouseholdMemberKind,
    PersonNameKind,
    SignatureKind,
)
from madoguchi.kernel.definition.kinds.places import AddressKind, MapPointKind
from madoguchi.kernel.definition.kinds.tables import TableKind
from madoguchi.kernel.definition.kinds.words import LongTextKind, TextKind
from madoguchi.kernel.definition.questions import AnyQuestion

__all__ = ["KINDS", "Asking", "Fields", "Found", "Kind", "Parts", "Read", "make_kind"]

KINDS: dict[str, type[Kind[Any]]] = {
    "text": TextKind,
    "long_text": LongTextKind,
    "number": NumberKind,
    "money": MoneyKind,
    "yes_no": YesNoKind,
    "choice": ChoiceKind,
    "choices": ChoicesKind,
    "date": DateKind,
    "time": TimeKind,
    "person_name": PersonNameKind,
    "address": AddressKind,
    "phone": PhoneKind,
    "email": EmailKind,
    "bank_account": BankAccountKind,
    "corporate_number": CorporateNumberKind,
    "map_point": MapPointKind,
    "file": FileKind,
    "signature": SignatureKind,
    "consent": ConsentKind,
    "household_member": HouseholdMemberKind,
    "table": TableKind,
}
"""Every type that takes an answer; ``note`` and ``fee`` take none."""


def make_kind(question: AnyQuestion, compiler: Compiler, path: str) -> Kind[Any] | None:
    """The behaviour of a question; None for what takes no answer."""
    kind = KINDS.get(question.type)
    return kind(question, compiler, path) if kind else None
