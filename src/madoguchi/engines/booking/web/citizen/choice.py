# SPDX-License-Identifier: Apache-2.0
"""For whom and what does somebody look at a calendar: place, people, purpose, group, length?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from madoguchi.engines.booking.models import Group, Offer, Space
from madoguchi.engines.booking.queries.groups import list_own_groups
from madoguchi.engines.booking.queries.people import booker_of
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.web.citizen.frame import group_name, pick
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; what is wrong or missing has become the usual."""

    people: int
    purpose: str
    group: Group | None
    groups: tuple[Group, ...]
    space: Space | None
    spaces: tuple[Space, ...]
    minutes: int

    @property
    def group_id(self) -> UUID | None:
        """The group that is booked for."""
        return self.group.id if self.group else None


def read_choice(request: HttpRequest, offer: Offer) -> Choice:
    """What the address or the form says."""
    given: Mapping[str, Any] = request.POST if request.method == "POST" else request.GET
    rules = offer.read_rules()
    groups = _groups(request, offer)
    spaces = tuple(one for one in offer.spaces.all() if one.is_active)
    purposes = sorted(rules.purposes)
    purpose = given.get("purpose", "")
    return Choice(
        people=count_in(given.get("people", ""), rules.people_most) or 1,
        purpose=purpose if purpose in rules.purposes else (purposes[0] if purposes else ""),
        group=_group(given.get("group", ""), groups, only=rules.eligible.groups == "only"),
        groups=groups,
        space=next((one for one in spaces if one.key == given.get("space")), None),
        spaces=spaces,
        minutes=count_in(given.get("minutes", ""), 1440),
    )


def count_in(written: str, most: int) -> int:
    """A typed number; 0 where there is none, at most ``most``."""
    digits = "".join(str(int(one)) for one in str(written)[:12] if one.isdecimal())
    return min(int(digits), most) if digits else 0


def _groups(request: HttpRequest, offer: Offer) -> tuple[Group, ...]:
    actor = actor_on(request)
    if actor.kind != "citizen" or offer.read_rules().eligible.groups == "none":
        return ()
    return tuple(list_own_groups(actor))


def _group(written: str, groups: tuple[Group, ...], *, only: bool) -> Group | None:
    chosen = next((one for one in groups if str(one.id) == written), None)
    return chosen or (groups[0] if only and groups else None)


def class_of(request: HttpRequest, choice: Choice, at: datetime) -> str:
    """The class that decides windows and fees for this reader."""
    actor = actor_on(request)
    if actor.kind != "citizen":
        return GENERAL
    return booker_of(actor.ref, choice.group, on=day_and_minute(at)[0]).fee_class


def choice_fields(offer: Offer, choice: Choice, lang: str) -> dict[str, Any]:
    """The controls above a calendar; a list with one entry is no question."""
    rules = offer.read_rules()
    groups = [(str(one.id), group_name(one)) for one in choice.groups]
    if rules.eligible.groups != "only" and groups:
        groups.insert(0, ("", say("booking.choice.myself", lang)))
    return {
        "spaces": [(one.key, pick(one.title, lang)) for one in choice.spaces],
        "space": choice.space.key if choice.space else "",
        "purposes": [(one, rules.word(one, lang)) for one in sorted(rules.purposes)],
        "purpose": choice.purpose,
        "groups": groups,
        "group": str(choice.group_id or ""),
        "people": choice.people,
        "asks_people": rules.people_most > 1,
        "minutes": choice.minutes or "",
    }
