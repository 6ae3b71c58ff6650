# SPDX-License-Identifier: Apache-2.0
"""Attach the files that came with a parcel to a case."""

from collections.abc import Sequence
from datetime import datetime

from madoguchi.engines.cases.commands.index_talk import index_talk
from madoguchi.engines.cases.events import FilesArrived
from madoguchi.engines.cases.models import Case, CaseFile
from madoguchi.kernel.application import SentFile
from madoguchi.kernel.facts import announce


def keep_files(
    case: Case, files: Sequence[SentFile], *, at: datetime, replace: bool = False
) -> int:
    """Attach files, honestly marked 未検査 until a job has examined them; returns how many are new.

    With ``replace`` the earlier files of the same question and item are marked as replaced; they
    stay readable.
    """
    if not files:
        return 0
    known = (
        set(
            CaseFile.objects.filter(file_id__in=[file.id for file in files]).values_list(
                "file_id", flat=True
            )
        )
        if files
        else set()
    )
    new = [file for file in files if file.id not in known]
    if replace:
        for question, item in {(file.question, file.item) for file in new}:
            case.files.filter(question=question, item=item).update(replaced=True)
    rows = [
        CaseFile(
            case=case,
            file_id=file.id,
            question=file.question,
            item=file.item,
            name=file.name,
            type=file.type,
            size=file.size,
            sha256=file.sha256,
            received_at=at,
        )
        for file in new
    ]
    CaseFile.objects.bulk_create(rows)
    index_talk(case, [row.name for row in rows])
    if rows:
        ids = tuple(row.id for row in rows)
        announce(FilesArrived(case_id=case.id, case_file_ids=ids, at=at))
    return len(new)
