# SPDX-License-Identifier: Apache-2.0
"""Write something down for colleagues."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, hold
from madoguchi.engines.cases.commands.index_talk import index_talk
from madoguchi.engines.cases.models import Note
from madoguchi.engines.cases.policy import check_may_see
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

LONGEST = 5_000


class NothingWritten(Refusal):
    """The text is empty or too long."""

    code: ClassVar[str] = "nothing_written"


def check_words(words: str) -> str:
    """The text without blank ends.

    Raises:
        NothingWritten: empty, or longer than 5,000 characters.
    """
    words = words.strip()
    if not words:
        raise NothingWritten(text("本文を書いてください。", "Write something."))
    if len(words) > LONGEST:
        raise NothingWritten(
            text(
                f"本文は{LONGEST:,}文字までです。いまは{len(words):,}文字です。",
                f"At most {LONGEST:,} characters; now {len(words):,}.",
            )
        )
    return words


@transaction.atomic
def write_note(*, case_id: UUID, words: str, actor: Actor, at: datetime) -> Note:
    """Add a note; everyone who may read the case may write one. Also on ended cases.

    Raises:
        NothingWritten: empty or too long.
    """
    words = check_words(words)
    case = hold(case_id)
    check_may_see(actor, case)
    note = Note.objects.create(
        case=case, text=words, author_ref=actor.ref, author_name=actor.name, written_at=at
    )
    index_talk(case, [words])
    act(case, "note_written", actor=actor, at=at, data={"note": str(note.id)})
    return note
