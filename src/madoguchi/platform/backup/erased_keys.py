# SPDX-License-Identifier: Apache-2.0
"""Which keys of erased subjects must not come back? A restore destroys them again."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from madoguchi.platform.audit.models import SubjectKey
from madoguchi.platform.backup.register import Entry, Kind, remembers

NAME = "audit.key_erased"


def _entries() -> Iterator[Entry]:
    rows = SubjectKey.objects.filter(erased_at__isnull=False).order_by("erased_at")
    for row in rows.iterator():
        yield Entry(NAME, str(row.id), {"erased_at": str(row.erased_at)})


def _apply(entry: Entry, at: datetime) -> bool:
    living = SubjectKey.objects.filter(id=UUID(entry.id), erased_at__isnull=True)
    return bool(living.update(wrapped=b"", erased_at=at))


remembers(Kind(NAME, _entries, _apply))
