# SPDX-License-Identifier: Apache-2.0
"""Which facility or offer is a page of the desk about, and what else could be chosen?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from madoguchi.engines.booking.models import Offer, Space
from madoguchi.engines.booking.queries.by_offer import list_placeless
from madoguchi.engines.booking.queries.staff_view import roots_of, visible_spaces
from madoguchi.engines.booking.web.desk.frame import space_choices, title_of, who
from madoguchi.kernel.clock import today
from madoguchi.platform.screens.wording import say

EVERY, OFFERS, OFFER = "all", "offers", "offer:"
"""Values of the field ``facility`` beside the keys of places: everything, every offer without
places, and one of them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen: a facility, an offer without places, all such offers, or everything."""

    value: str
    title: str
    space: Space | None = None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen on a page and what was; ``chosen`` is None where there is nothing."""

    spaces: Sequence[Space]
    offers: Sequence[Offer]
    options: Sequence[tuple[str, str]]
    chosen: Chosen | None

    @property
    def value(self) -> str:
        """What the field shows."""
        return self.chosen.value if self.chosen else ""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.chosen.title if self.chosen else ""


def read_choice(
    request: HttpRequest, *, every: bool = False, together: bool = False, single: bool = True
) -> Choice:
    """The choice of the address; two queries.

    ``every``: everything of the sections can be chosen too, and is where nothing was. ``together``:
    the offers without places can be chosen as one. ``single``: each of them can.
    """
    actor, at, lang = who(request)
    spaces = visible_spaces(actor)
    offers = list_placeless(actor, on=today(at))
    found: list[Chosen] = []
    if every:
        found.append(Chosen(EVERY, say("booking.desk.choose_every", lang)))
    names = space_choices(roots_of(spaces), lang)
    roots = {one.key: one for one in roots_of(spaces)}
    found += [Chosen(key, title, space=roots[key]) for key, title in names]
    if together and offers:
        found.append(Chosen(OFFERS, say("booking.desk.choose_offers", lang)))
    if single:
        found += [
            Chosen(f"{OFFER}{one.key}", title_of(one.title, lang), offer=one) for one in offers
        ]
    asked = request.GET.get("facility", "")
    chosen = next((one for one in found if one.value == asked), next(iter(found), None))
    return Choice(spaces, offers, [(one.value, one.title) for one in found], chosen)
