# SPDX-License-Identifier: Apache-2.0
"""Write to the applicant."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.index_talk import index_talk
from madoguchi.engines.cases.commands.write_note import check_words
from madoguchi.engines.cases.events import MessageWritten
from madoguchi.engines.cases.models import Message
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce


@transaction.atomic
def send_message(*, case_id: UUID, words: str, actor: Actor, at: datetime) -> Message:
    """Send a message that only the applicant can read.

    Raises:
        NothingWritten: empty or longer than 5,000 characters.
    """
    words = check_words(words)
    case = hold(case_id)
    check_may_work(actor, case, on=today(at))
    message = Message.objects.create(
        case=case,
        from_applicant=False,
        text=words,
        author_ref=actor.ref,
        author_name=actor.name,
        written_at=at,
    )
    index_talk(case, [words])
    act(
        case,
        "message_sent",
        actor=actor,
        at=at,
        data={"message": str(message.id)},
        message_count=case.message_count + 1,
    )
    note = wording.write_note(case, "message", wording.MESSAGE, words, at=at)
    announce(MessageWritten(case=header(case), at=at, note=note, from_applicant=False))
    return message
