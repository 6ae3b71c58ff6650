# SPDX-License-Identifier: Apache-2.0
"""What does the city hold of a person, and who read it? The report that only they can open.

Source: 個人情報の保護に関する法律 (disclosure on request); here it is given without asking a form.
"""

from datetime import date, datetime
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
