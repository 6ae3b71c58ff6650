# SPDX-License-Identifier: Apache-2.0
"""What does the city hold of a person, and who read it? The report that only they can open.

Source: 個人情報の保護に関する法律 (disclosure on request); here it is given without asking a form.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DataRequest(_Part):
    """A citizen asks what the office holds (parcel ``application.data_requested``)."""

    request_id: UUID
    submission_id: UUID
    requested_at: datetime


class HeldValue(_Part):
    """One value, in the words of the question, with where it came from and since when."""

    group: str
    label: str
    text: str
    source: str
    at: datetime
    step: str = ""
    question: str = ""
    item: int | None = None
    type: str = ""
    value: Any = None
    """As it is kept, so that a form for its correction can start from it."""
    note: str = ""


class HeldFile(_Part):
    """A file that the office holds."""

    name: str
    size: int
    at: datetime


class Reading(_Part):
    """Somebody of the city read it; named by section and post, not by person."""

    at: datetime
    section: str
    post: str
    purpose: str
    what: str
    name: str = ""
    """Of the member of staff; only where the city has decided to tell it."""


SeenAs = Literal["review", "letter", "file", "original", "system", "list", "export"]
"""What a reading was: the case itself, a letter, a safe copy, an original, by another system, a line
of a list, a row of a table that was taken out."""


class ReadingGroup(_Part):
    """The same kind of reading by the same people for the same purpose, counted."""

    section: str
    post: str
    name: str = ""
    seen_as: SeenAs
    purpose: str
    count: int
    first_at: datetime
    last_at: datetime


class AmendmentState(_Part):
    """What became of a request for correction (訂正請求) or of a consent that was withdrawn."""

    request_id: UUID
    kind: Literal["amend", "withdraw_consent"] = "amend"
    label: str
    wanted: str
    asked_at: datetime
    outcome: Literal["open", "granted", "refused"] = "open"
    answer: str = ""
    answered_at: datetime | None = None


RecordKind = Literal[
    "decision", "letter", "message_in", "message_out", "correction", "proof", "check", "notes",
    "opinions",
]  # fmt: skip
"""What else is kept with an application: what was decided and sent, said in both directions, asked to
be put right; how the person was identified and what checks found; and, by their number alone, what
staff wrote for one another."""


class HeldRecord(_Part):
    """Something that came about while the application was handled."""

    kind: RecordKind
    at: datetime | None = None
    key: str = ""
    """A fixed word: the outcome, the level of a proof, the result of a check."""
    title: str = ""
    text: str = ""
    """As it stands in the record: reasons, the words of a message."""
    count: int = 1


class DataReport(_Part):
    """Everything that the office holds of one application, and who read it."""

    made_at: datetime
    purpose: str
    law: tuple[str, ...]
    section: str
    received_at: datetime
    consent: str
    kept_until: date | None
    values: tuple[HeldValue, ...]
    files: tuple[HeldFile, ...]
    readings: tuple[Reading, ...]
    more_readings: bool = False
    groups: tuple[ReadingGroup, ...] = ()
    lists_since: datetime | None = None
    """From when on lists were searched; None where the report is of before they were."""
    amendments: tuple[AmendmentState, ...] = ()
    records: tuple[HeldRecord, ...] = ()


class AmendmentRequest(_Part):
    """A citizen asks to have a value put right, or withdraws a consent
    (parcel ``application.amendment_requested``)."""

    request_id: UUID
    submission_id: UUID
    asked_at: datetime
    kind: Literal["amend", "withdraw_consent"] = "amend"
    step: str
    question: str
    item: int | None = None
    former: str
    """What the citizen saw, in words."""
    wanted: str
    """What it should be, in words."""
    value: Any = None
    """The same as it would be kept."""
    reason: str = ""
