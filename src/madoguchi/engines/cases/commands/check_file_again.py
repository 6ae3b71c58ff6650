# SPDX-License-Identifier: Apache-2.0
"""Have a file examined once more: it could not be opened, or something has been repaired since."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.sanitise_file import hold_file
from madoguchi.engines.cases.events import FilesArrived
from madoguchi.engines.cases.models import CaseFile
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text
from madoguchi.platform.audit import api as audit


class NothingToCheckAgain(Conflict):
    """The file is being examined, has its safe copy, or holds a virus."""

    code: ClassVar[str] = "nothing_to_check_again"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この書類は、いまは検査しなおせません。検査中か、もう済んでいます。",
                "This file cannot be examined again now: it is being examined, or has been.",
            ),
            next_step=text(
                "事案の画面で、書類の状態を確かめてください。",
                "Look at the state of the file on the page of the case.",
            ),
        )


@transaction.atomic
def check_file_again(*, case_file_id: UUID, actor: Actor, at: datetime) -> CaseFile:
    """Put a file that cannot be opened, or never got its turn, back into the queue.

    Raises:
        NothingToCheckAgain: see there.
        NotFound, NotAllowed: not this person's case.
    """
    file = hold_file(case_file_id)
    check_may_work(actor, file.case, on=today(at))
    if file.state not in {"unopenable", "unchecked"}:
        raise NothingToCheckAgain
    file.state, file.reason, file.removed = "unchecked", "", {}
    file.save(update_fields=["state", "reason", "removed"])
    audit.record(
        action="cases.file_check_asked",
        actor=actor,
        subject=file.case.ref,
        at=at,
        detail={"number": file.case.number, "file": str(file.id)},
    )
    announce(FilesArrived(case_id=file.case_id, case_file_ids=(file.id,), at=at))
    return file
