# SPDX-License-Identifier: Apache-2.0
"""What does a citizen take along of everything that the city holds? The file of わたしのデータ.

``python -m madoguchi.kernel.my_data docs/schema`` writes its JSON Schema.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.kernel.own_data import DataReport

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


def json_schema() -> str:
    """The JSON Schema of the file."""
    schema = MyData.model_json_schema() | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "わたしのデータ (my data)",
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1], SCHEMA).write_text(json_schema(), encoding="utf-8")
