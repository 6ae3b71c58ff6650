# SPDX-License-Identifier: Apache-2.0
"""Open the original of a file, as it was sent, against a written reason."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.sanitise_file import hold_file
from madoguchi.engines.cases.models import CaseFile
from madoguchi.engines.cases.policy import OPEN_ORIGINAL, check_may_work
from madoguchi.engines.cases.rules.original import check_reason
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Conflict, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit import api as audit


class NotConfirmed(Refusal):
    """The second question was not answered."""

    code: ClassVar[str] = "original_not_confirmed"

    def __init__(self) -> None:
        super().__init__(
            text(
                "「危険を承知して開く」に印がついていません。",
                "You have not ticked that you know the danger.",
            ),
            next_step=text(
                "注意を読んで印をつけるか、事案に戻ってください。理由は残っています。",
                "Read the warning and tick it, or go back to the case. Your reason is kept.",
            ),
        )


class OriginalInfected(Conflict):
    """A virus was found in the file: nobody opens it here."""

    code: ClassVar[str] = "original_infected"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この書類からはウイルスが見つかったため、原本は開けません。隔離したままにしています。",
                "A virus was found in this file. It stays in quarantine and cannot be opened.",
            ),
            next_step=text(
                "本人に電話などで知らせ、補正で別のファイルを送ってもらってください。",
                "Tell the applicant, and ask for another file with a correction.",
            ),
        )


@transaction.atomic
def open_original(
    *, case_file_id: UUID, reason: str, confirmed: bool, actor: Actor, at: datetime
) -> CaseFile:
    """Write down who opens the original and why; only then may its bytes be handed out.

    Raises:
        ReasonMissing, NotConfirmed, OriginalInfected: see there.
        NotFound, NotAllowed: not this person's case, or a role without ``files.open_original``.
    """
    file = hold_file(case_file_id)
    check_may_work(actor, file.case, OPEN_ORIGINAL, on=today(at))
    if file.state == "infected":
        raise OriginalInfected
    words = check_reason(reason)
    if not confirmed:
        raise NotConfirmed
    audit.record(
        action="cases.original_opened",
        actor=actor,
        subject=file.case.ref,
        at=at,
        detail={
            "number": file.case.number,
            "file": str(file.id),
            "sha256": file.sha256,
            "state": file.state,
            "scan": file.scan,
        },
        purpose=words,
    )
    return file
