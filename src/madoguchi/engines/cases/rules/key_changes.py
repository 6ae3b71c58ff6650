# SPDX-License-Identifier: Apache-2.0
"""When may the office believe that a new key belongs to the applicant?"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from madoguchi.kernel.refusal import Conflict, Refusal
from madoguchi.kernel.texts import text

RECENT = timedelta(days=365)
"""So long after its end a case is still sealed again: as long as the portal keeps notes."""
LONGEST_REASON = 1_000
METHODS = ("phone", "counter", "card", "letter")
CardResult = Literal["", "same", "unknown", "other", "invalid"]


class KeyChangeSettledAlready(Conflict):
    """Somebody has judged this item, or a still newer key has taken its place."""

    code: ClassVar[str] = "key_change.settled"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この鍵の再発行は、もう済んでいるか、さらに新しい鍵に替わりました。",
                "This request was settled already, or a newer key has taken its place.",
            ),
            next_step=text(
                "一覧に戻り、いま待っているものを見てください。",
                "Go back to the list and look at what waits now.",
            ),
        )


class KeyChangeIncomplete(Refusal):
    """How the person was identified was not said."""

    code: ClassVar[str] = "key_change.incomplete"


class CardDoesNotProve(Refusal):
    """The card was chosen as the way, but no card of this applicant has proved the key."""

    code: ClassVar[str] = "key_change.card_does_not_prove"


def check_judgement(method: str, reason: str, card: str, *, confirm: bool) -> None:
    """Refuse a judgement that nobody could retrace later.

    Raises:
        KeyChangeIncomplete: no way chosen, no words, or too many of them.
        CardDoesNotProve: see there.
    """
    if method not in METHODS:
        raise KeyChangeIncomplete(
            text("どうやって本人を確かめたかを選んでください。", "Choose how you made sure.")
        )
    if not reason.strip():
        raise KeyChangeIncomplete(
            text(
                "確かめた内容を書いてください(かけた番号、見た書類など)。",
                "Write what you checked (the number you called, the document you saw).",
            )
        )
    if len(reason) > LONGEST_REASON:
        raise KeyChangeIncomplete(
            text(f"{LONGEST_REASON:,}文字までで書いてください。", "Please write less.")
        )
    if confirm and method == "card" and card != "same":
        raise CardDoesNotProve(
            text(
                "申請した人のカードによる証明は届いていません。",
                "No proof by the applicant's own card has arrived.",
            ),
            next_step=text(
                "電話か窓口で確かめて、その方法を選んでください。",
                "Make sure by telephone or at the counter, and choose that.",
            ),
        )


def compare_subjects(subject: str, known: Collection[str]) -> CardResult:
    """What a valid card says about the applicant: the provider's name for the person decides."""
    told = {one for one in known if one}
    if not told:
        return "unknown"
    return "same" if told == {subject} else "other"


def oldest_end(at: datetime) -> datetime:
    """Cases that ended before this stay as they are."""
    return at - RECENT
