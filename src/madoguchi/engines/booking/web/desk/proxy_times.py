# SPDX-License-Identifier: Apache-2.0
"""How are near free times shown to a clerk, with what they cost, and which was chosen?"""

from collections.abc import Sequence
from typing import Any

from madoguchi.engines.booking.queries.proxy import NearTime
from madoguchi.engines.booking.rules.fees import Use, calculate_fee
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.slots import claim_time
from madoguchi.engines.booking.web.desk.frame import span_words
from madoguchi.kernel.refusal import Refusal


def time_of(key: str, near: Sequence[NearTime]) -> NearTime | None:
    """The time of a form's value, among those that were found now."""
    return next((one for one in near if one.key == key), None)


def show_times(
    near: Sequence[NearTime], chosen: str, people: int, lang: str
) -> list[dict[str, Any]]:
    """Each with a key from 1 to 9; the nearest is chosen unless another was."""
    waits = chosen.startswith("wait:")
    kept = chosen if waits or time_of(chosen, near) else (near[0].key if near else "")
    return [
        {
            "value": one.key,
            "digit": number,
            "span": span_words(one.slot.starts_at, one.slot.ends_at, lang),
            "place": one.place.title(lang),
            "left": one.slot.left,
            "yen": _yen(one, people),
            "chosen": one.key == kept,
        }
        for number, one in enumerate(near, 1)
    ]


def _yen(one: NearTime, people: int) -> int | None:
    """The price of general users; None where it depends on more than is known here."""
    rules, slot = one.place.offer.read_rules(), one.slot
    try:
        claimed = claim_time(rules, slot.starts_at, slot.ends_at, None)
    except Refusal:
        return None
    space = one.place.space.key if one.place.space else ""
    use = Use(space, GENERAL, "", slot.starts_at, slot.ends_at, claimed.slots, people)
    return calculate_fee(rules, use).full_yen


def show_full(full: Sequence[NearTime], chosen: str, lang: str) -> list[dict[str, Any]]:
    """Times that others have; whoever chooses one waits for it."""
    return [
        {
            "value": f"wait:{one.key}",
            "span": span_words(one.slot.starts_at, one.slot.ends_at, lang),
            "place": one.place.title(lang),
            "chosen": chosen == f"wait:{one.key}",
        }
        for one in full
    ]
