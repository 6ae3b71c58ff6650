# SPDX-License-Identifier: Apache-2.0
"""What does a citizen take along of everything that the city holds? The file of わたしのデータ.

``python -m madoguchi.kernel.my_data docs/schema`` writes its JSON Schema.
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.kernel.own_data import DataReport, ReadingGroup

SCHEMA = "my-data.schema.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MyAccount(_Part):
    """The account on the portal."""

    email: str
    joined_at: datetime
    last_sign_in: datetime | None


class MyValue(_Part):
    """One value that is kept for later forms."""

    fact: str = Field(description="name in the vocabulary (facts.yaml)")
    label: str
    text: str
    value: Any
    type: str
    source: Literal["filed", "edited"]
    on: date = Field(description="the day of the application or of the change")
    procedure: str = ""
    number: str = ""


class MyPerson(_Part):
    """Someone of whom values are kept."""

    kind: Literal["self", "spouse", "child", "member", "business"]
    name: str
    values: tuple[MyValue, ...]


class MyConsent(_Part):
    """An agreement to keep values for a purpose."""

    purpose: str
    label: str
    on: date


class MyApplication(_Part):
    """One application: what the portal keeps of it, and what the office reported."""

    id: UUID
    number: str
    procedure_id: str
    procedure: str
    submitted_at: datetime
    state: str
    waiting: bool = Field(description="a new report was asked for and has not come yet")
    report: DataReport | None = Field(description="None: not asked for yet")


class MyItem(_Part):
    """One thing that is kept, in words."""

    label: str
    text: str
    note: str = Field(default="", description="where it comes from and of when it is")


class MyHolding(_Part):
    """What one part of the city hall keeps of the person besides applications."""

    kind: str = Field(description="a fixed word, such as booking.registration")
    title: str
    purpose: str
    until: str = Field(description="how long it is kept, in words")
    items: tuple[MyItem, ...]
    readings: tuple[ReadingGroup, ...] = ()
    link: str = Field(
        default="", description="the page of the portal where it is shown and changed"
    )
    link_label: str = ""


class MyData(_Part):
    """Everything, as of one instant."""

    version: Literal[1] = 1
    made_at: datetime
    city: str
    account: MyAccount
    profile: tuple[MyPerson, ...] = ()
    consents: tuple[MyConsent, ...] = ()
    drafts: int = Field(description="how many applications are being written")
    applications: tuple[MyApplication, ...] = ()
    holdings: tuple[MyHolding, ...] = ()


Teller = Callable[[str, str, datetime], Sequence[MyHolding]]
_tellers: list[Teller] = []


def tells_own_data(teller: Teller) -> Teller:
    """Let an engine tell what it keeps of an account: (account, language, instant) → holdings."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def list_holdings(account: str, *, lang: str, at: datetime) -> tuple[MyHolding, ...]:
    """What all engines keep of the account, in the order in which they are installed."""
    return tuple(one for tell in _tellers for one in tell(account, lang, at) if one.items)


def json_schema() -> str:
    """The JSON Schema of the file."""
    schema = MyData.model_json_schema() | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "わたしのデータ (my data)",
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1], SCHEMA).write_text(json_schema(), encoding="utf-8")
