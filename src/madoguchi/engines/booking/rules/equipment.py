# SPDX-License-Identifier: Apache-2.0
"""How much equipment may one booking take, and what is said where there is none left?"""

from collections.abc import Iterable, Mapping

from madoguchi.engines.booking.rules.offer import Extra, OfferRules
from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.texts import text


class ExtraRefused(BookingRefusal):
    """The equipment cannot be had as wished."""

    what_next = text(
        "数を減らすか、設備を使わずに予約してください。別の時間なら空いていることもあります。",
        "Take fewer, or book without it. At another time it may be free.",
        "かずを へらすか、つかわないで よやくして ください。",
    )

    def __init__(self, extra: Extra, most: int) -> None:
        names = {"title": "ja", "title_en": "en", "title_easy": "easy"}
        super().__init__(
            most=most, **{name: extra.title.pick(lang) for name, lang in names.items()}
        )


class TooManyExtras(ExtraRefused):
    """More pieces than one booking may have."""

    code = "booking.extra_too_many"
    sentence = text(
        "「{title}」は、1回の予約で{most}個までです。",
        "One booking may have {most} of “{title_en}” at most.",
        "「{title_easy}」は {most}こまで つかえます。",
    )


class ExtraTaken(ExtraRefused):
    """Others have the equipment at this time."""

    code = "booking.extra_taken"
    status = 409
    sentence = text(
        "「{title}」は、この時間はほかの予約で使われています(残り{most})。",
        "“{title_en}” is in use by others at this time ({most} left).",
        "「{title_easy}」は この 時間は ありません(のこり {most})。",
    )


def most_of(extra: Extra) -> int:
    """How many pieces one booking can have at most."""
    return min(extra.most, len(extra.units)) if extra.units else extra.most


def check_extras(rules: OfferRules, wanted: Iterable[tuple[str, int]]) -> None:
    """Whether nobody takes more than there may be.

    Raises:
        TooManyExtras: with how many there may be.
    """
    known = {extra.key: extra for extra in rules.extras}
    for key, count in wanted:
        if key in known and count > most_of(known[key]):
            raise TooManyExtras(known[key], most_of(known[key]))


def counted(rules: OfferRules, wanted: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Of which equipment pieces are taken, and how many; what there is always enough of is left out."""
    known = {extra.key for extra in rules.extras if extra.units}
    return {str(key): int(count) for key, count in wanted if key in known and count}
