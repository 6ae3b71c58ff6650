# SPDX-License-Identifier: Apache-2.0
"""What did somebody answer to the questions of an offer (品目、収集する場所、アレルギー)?"""

from collections.abc import Callable, Mapping, Sequence

from madoguchi.engines.booking.rules.offer import Ask
from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.text import normalise, to_halfwidth_digits
from madoguchi.kernel.texts import text

_FILL_IN = text(
    "入れてから、もう一度押してください。ほかの内容は消えていません。",
    "Please fill it in and press again. Nothing else was lost.",
    "入れてから、もういちど おしてください。",
)


class AnswerRefused(BookingRefusal):
    """Something is wrong with the answer to a question of the offer."""

    what_next = _FILL_IN

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        names = {"title": "ja", "title_en": "en", "title_easy": "easy"}
        super().__init__(
            most=ask.most, **{name: ask.title.pick(lang) for name, lang in names.items()}
        )


class AnswerMissing(AnswerRefused):
    """A question that must be answered is not."""

    code = "booking.answer_missing"
    sentence = text(
        "「{title}」がまだ入っていません。",
        "“{title_en}” is still missing.",
        "「{title_easy}」が まだ 入って いません。",
    )


class AnswerTooLong(AnswerRefused):
    """An answer has more signs than are kept."""

    code = "booking.answer_too_long"
    sentence = text(
        "「{title}」は{most}文字までで入れてください。",
        "“{title_en}” may have {most} signs at most.",
        "「{title_easy}」は {most}文字までに してください。",
    )


class AnswerNoNumber(AnswerRefused):
    """A number was asked for and something else, or too high a number, was given."""

    code = "booking.answer_no_number"
    sentence = text(
        "「{title}」は、0から{most}までの数字で入れてください。",
        "“{title_en}” must be a number from 0 to {most}.",
        "「{title_easy}」は、0から {most}までの すうじで 入れてください。",
    )


def name_of(ask: Ask) -> str:
    """Under which name an answer is typed and kept beside name and telephone."""
    return f"ask-{ask.key}"


def read_answers(asks: Sequence[Ask], given: Callable[[str], str]) -> dict[str, str]:
    """The answers as they are kept; ``given`` finds what was typed under a name. Never refuses."""
    return {name_of(ask): _tidy(ask, given(name_of(ask))) for ask in asks}


def _tidy(ask: Ask, typed: str) -> str:
    if ask.kind == "number":
        return to_halfwidth_digits(normalise(typed)).strip()[:20]
    return normalise(typed.replace("\r\n", "\n")).strip()[: ask.most + 1]


def list_faults(asks: Sequence[Ask], kept: Mapping[str, str]) -> list[AnswerRefused]:
    """What is wrong with the answers, in the order of the questions."""
    return [fault for ask in asks if (fault := _fault(ask, kept.get(name_of(ask), "")))]


def _fault(ask: Ask, answer: str) -> AnswerRefused | None:
    if not answer:
        return AnswerMissing(ask) if ask.required else None
    if ask.kind == "number":
        fits = answer.isascii() and answer.isdigit() and int(answer) <= ask.most
        return None if fits else AnswerNoNumber(ask)
    return AnswerTooLong(ask) if len(answer) > ask.most else None


def check_answers(asks: Sequence[Ask], kept: Mapping[str, str]) -> None:
    """Let no booking stand without the answers that the work needs.

    Raises:
        AnswerMissing, AnswerTooLong, AnswerNoNumber: the first that is wrong.
    """
    for fault in list_faults(asks, kept):
        raise fault
