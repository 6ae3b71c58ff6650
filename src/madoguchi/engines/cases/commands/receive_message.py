# SPDX-License-Identifier: Apache-2.0
"""Take in a message that the applicant sent from the portal."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.applicant import who_sent
from madoguchi.engines.cases.commands.index_talk import index_talk
from madoguchi.engines.cases.commands.keep_files import keep_files
from madoguchi.engines.cases.commands.receive_correction import find_case_id
from madoguchi.engines.cases.events import MessageWritten
from madoguchi.engines.cases.models import Message
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import CitizenMessage
from madoguchi.kernel.facts import announce


@transaction.atomic
def receive_message(*, message: CitizenMessage, at: datetime, actor: Actor = SYSTEM) -> Message:
    """Keep the message with its files; also for an ended case. Idempotent by message id.

    Raises:
        UnknownSubmission: no case was opened from this submission yet.
    """
    case = hold(find_case_id(message.submission_id))
    known = Message.objects.filter(id=message.message_id).first()
    if known is not None:
        return known
    kept = Message.objects.create(
        id=message.message_id,
        case=case,
        from_applicant=True,
        text=message.text,
        author_ref=case.content.applicant_ref,
        author_name=case.applicant_name[:80],
        written_at=message.sent_at,
    )
    index_talk(case, [message.text])
    files = keep_files(case, message.files, at=at)
    act(
        case,
        "message_received",
        actor=who_sent(case, actor),
        at=at,
        data={"message": str(kept.id), "files": files},
        message_count=case.message_count + 1,
        file_count=case.file_count + files,
    )
    announce(MessageWritten(case=header(case), at=at, from_applicant=True))
    return kept
