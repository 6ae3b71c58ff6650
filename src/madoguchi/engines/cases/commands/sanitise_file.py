# SPDX-License-Identifier: Apache-2.0
"""Make a safe copy of a file that came with a case (無害化), and say what was left out of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.models import CaseFile
from madoguchi.engines.cases.policy import NO_SUCH_CASE
from madoguchi.engines.cases.queries.file_level import level_for
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.audit import api as audit
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.ports import Scan, scan
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.files.refusals import FileDamaged, FileGone, UploadRefused
from madoguchi.platform.files.sanitising.results import Level, Outcome
from madoguchi.platform.files.sanitising.sanitise import sanitise
from madoguchi.platform.files.storing import claim, receive_stream

DONE = frozenset({"safe", "infected", "unopenable"})
_UNCLAIMED = timedelta(hours=1)
"""A copy that nobody claims – another worker was faster, the process died – is swept after this."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found out about a file, before it is written down."""

    state: str
    scan: Scan
    outcome: Outcome
    copy: FileRef | None = None
    reason: str = ""


def sanitise_file(*, case_file_id: UUID, actor: Actor, at: datetime) -> CaseFile:
    """Look for viruses, rebuild the file in a cage, keep the copy, write down how it went.

    The original is decrypted in memory and stays where it is. The work is done outside of any
    transaction; of two workers on one file one writes. A file that has been through stays as it is.

    Raises:
        NotFound: the file went with its case.
    """
    file = _begin(case_file_id)
    if file.state in DONE:
        return file
    return _finish(file.id, examine(file, at=at), actor=actor, at=at)


@transaction.atomic
def _begin(case_file_id: UUID) -> CaseFile:
    file = hold_file(case_file_id)
    if file.state == "unchecked":
        file.state = "checking"
        file.save(update_fields=["state"])
    return file


def hold_file(case_file_id: UUID) -> CaseFile:
    """The file, locked until the end of the transaction.

    Raises:
        NotFound: there is none.
    """
    file = (
        CaseFile.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(id=case_file_id)
        .first()
    )
    if file is None:
        raise NotFound(NO_SUCH_CASE)
    return file


def examine(file: CaseFile, *, at: datetime) -> Examined:
    """What can be found out about a file, and its safe copy where there can be one."""
    nothing = Outcome(None)
    try:
        content = b"".join(open_file(file.file_id))
    except (FileGone, FileDamaged) as problem:
        return Examined("unopenable", Scan("unscanned", ""), nothing, reason=problem.code)
    scanned = scan(content)
    if scanned.state == "infected":
        return Examined("infected", scanned, nothing, reason="virus")
    outcome = sanitise(content, file.name, level=level_for(file))
    if outcome.level is None:
        return Examined("unopenable", scanned, outcome, reason=outcome.reason)
    try:
        copy = receive_stream(
            [outcome.content],
            name=safe_name(file.name, outcome.ending, outcome.level),
            purpose="cases.safe_copy",
            owner=f"{file.ref}:new",
            at=at,
            held_until=at + _UNCLAIMED,
        )
    except UploadRefused:
        return Examined("unopenable", scanned, Outcome(None), reason="not_inert")
    return Examined("safe", scanned, outcome, copy, reason=outcome.reason)


def safe_name(name: str, ending: str, level: Level) -> str:
    """``住民票.pdf`` becomes ``住民票-無害化.pdf``: nobody takes one for the other."""
    mark = "文字のみ" if level == "text" else "無害化"
    return f"{PurePosixPath(name).stem[:90]}-{mark}.{ending}"


@transaction.atomic
def _finish(case_file_id: UUID, found: Examined, *, actor: Actor, at: datetime) -> CaseFile:
    file = hold_file(case_file_id)
    if file.state != "checking":
        return file
    file.state, file.reason = found.state, found.reason
    file.scan, file.scan_note, file.checked_at = found.scan.state, found.scan.note, at
    if found.copy is not None and found.outcome.level is not None:
        claim([found.copy], owner=file.case.ref)
        file.level, file.removed = found.outcome.level, found.outcome.removed
        file.safe_file_id, file.safe_name = found.copy.id, found.copy.name
        file.safe_type, file.safe_size = found.copy.type, found.copy.size
        file.pages = found.outcome.pages
    file.save()
    audit.record(
        action="cases.file_sanitised",
        actor=actor,
        subject=file.case.ref,
        at=at,
        detail={
            "number": file.case.number,
            "file": str(file.id),
            "state": file.state,
            "level": file.level,
            "removed": file.removed,
            "reason": file.reason,
            "scan": file.scan,
        },
    )
    return file
