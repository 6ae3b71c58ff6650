# SPDX-License-Identifier: Apache-2.0
"""Which key guards the personal values of one subject, and how is it destroyed?"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.platform.audit.models import SubjectKey
from madoguchi.platform.crypto import envelope, fields

_PURPOSE = "audit.subject-key"


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A subject key together with its row."""

    row: SubjectKey
    secret: bytes


def keys_for_writing(subjects: Mapping[str, datetime]) -> dict[str, OpenKey]:
    """The living key of each subject, made where there is none (``subject -> now``)."""
    rows = _living(subjects)
    missing = [
        SubjectKey(subject=subject, wrapped=_wrap(subject, os.urandom(32)), created_at=at)
        for subject, at in subjects.items()
        if subject not in rows
    ]
    if missing:
        # Two writers may meet at a new subject: the first key counts for both.
        SubjectKey.objects.bulk_create(missing, ignore_conflicts=True)
        rows = _living(subjects)
    return {subject: open_key(row) for subject, row in rows.items()}


def open_key(row: SubjectKey) -> OpenKey:
    """Unwrap a living key."""
    secret = fields.decrypt(_PURPOSE, bytes(row.wrapped), aad=row.subject.encode())
    return OpenKey(row, secret)


def seal_values(key: OpenKey, leaf_id: UUID, salted: bytes) -> bytes:
    """Encrypt ``salt ‖ canonical values`` of one leaf."""
    return envelope.encrypt_with(key.secret, salted, aad=leaf_id.bytes)


def open_values(key: OpenKey, leaf_id: UUID, sealed: bytes) -> bytes:
    """The reverse of ``seal_values``."""
    return envelope.decrypt_with(key.secret, sealed, aad=leaf_id.bytes)


def destroy(subject: str, at: datetime) -> int:
    """Overwrite the living key of a subject; returns how many keys were destroyed (0 or 1)."""
    return SubjectKey.objects.filter(subject=subject, erased_at=None).update(
        wrapped=b"", erased_at=at
    )


def _living(subjects: Mapping[str, datetime]) -> dict[str, SubjectKey]:
    rows = SubjectKey.objects.filter(subject__in=list(subjects), erased_at=None)
    return {row.subject: row for row in rows}


def _wrap(subject: str, secret: bytes) -> bytes:
    return fields.encrypt(_PURPOSE, secret, aad=subject.encode())
