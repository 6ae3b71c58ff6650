# SPDX-License-Identifier: Apache-2.0
"""Look for viruses in a file that was not examined for them when it came."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.sanitise_file import hold_file
from madoguchi.engines.cases.models import CaseFile
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit import api as audit
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.ports import Scan, scan
from madoguchi.platform.files.refusals import FileDamaged, FileGone
from madoguchi.platform.files.storing import forget


def scan_again(*, case_file_id: UUID, actor: Actor, at: datetime) -> CaseFile:
    """Scan the original; a virus shuts the file away, and its safe copy with it.

    Raises:
        NotFound: the file went with its case.
    """
    with transaction.atomic():
        file = hold_file(case_file_id)
    try:
        found = scan(b"".join(open_file(file.file_id)))
    except (FileGone, FileDamaged):
        return file
    return _write(case_file_id, found, actor=actor, at=at)


@transaction.atomic
def _write(case_file_id: UUID, found: Scan, *, actor: Actor, at: datetime) -> CaseFile:
    file = hold_file(case_file_id)
    if file.scan != "unscanned" or file.state not in {"safe", "unopenable"}:
        return file
    file.scan, file.scan_note = found.state, found.note
    if found.state == "infected":
        if file.safe_file_id is not None:
            forget([file.safe_file_id])
        file.state, file.level, file.reason = "infected", "none", "virus"
        file.safe_file_id, file.safe_name, file.safe_type = None, "", ""
        file.safe_size, file.pages = 0, 0
    file.save()
    if found.state != "unscanned":
        audit.record(
            action="cases.file_scanned",
            actor=actor,
            subject=file.case.ref,
            at=at,
            detail={"number": file.case.number, "file": str(file.id), "scan": file.scan},
        )
    return file
