# SPDX-License-Identifier: Apache-2.0
"""Which files belong to nobody any more?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction

from madoguchi.platform.files.disk import files_root
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.storing import forget

GRACE = timedelta(days=1)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed."""

    expired: int
    orphans: int
    parts: int


def sweep(*, at: datetime, grace: timedelta = GRACE) -> Swept:
    """Remove files whose time is over, content without a row, and parts of broken uploads.

    Content younger than ``grace`` is left alone: its row may be about to be committed.
    """
    before = at - grace
    return Swept(
        expired=_remove_expired(at),
        orphans=_remove_orphans(before),
        parts=_remove_parts(before),
    )


def _remove_expired(at: datetime) -> int:
    total = 0
    while True:
        with transaction.atomic():
            expired = StoredFile.objects.filter(held_until__lte=at).values_list("id", flat=True)
            ids = list(expired[:_BATCH])
            total += forget(ids)
        if len(ids) < _BATCH:
            return total


def _remove_orphans(before: datetime) -> int:
    total = 0
    found = _older(files_root().glob("??/??/*.age"), before)
    while some := list(islice(found, _BATCH)):
        ids = {UUID(path.stem): path for path in some}
        known = set(StoredFile.objects.filter(id__in=ids).values_list("id", flat=True))
        for file_id, path in ids.items():
            if file_id not in known:
                path.unlink(missing_ok=True)
                total += 1
    return total


def _remove_parts(before: datetime) -> int:
    total = 0
    for path in _older((files_root() / "incoming").glob("*.part"), before):
        path.unlink(missing_ok=True)
        total += 1
    return total


def _older(paths: Iterator[Path], before: datetime) -> Iterator[Path]:
    for path in paths:
        try:
            changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        except FileNotFoundError:
            continue
        if changed < before:
            yield path
