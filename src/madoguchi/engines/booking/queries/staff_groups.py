# SPDX-License-Identifier: Apache-2.0
"""Which groups wait for the counter, and which classes can a group have?"""

from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.engines.booking.models import Group, Offer
from madoguchi.engines.booking.rules.offer import OfferRules, lines_of
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.registering import PROVISIONAL, is_provisional
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.clock import today

STILL_SHOWN = timedelta(days=60)
"""So long a provisional group that ran out is still listed: its people may come late."""


def list_provisional(*, at: datetime) -> list[Group]:
    """The groups that nobody at the counter has seen, the first to run out first."""
    on = today(at)
    rows = Group.objects.filter(
        closed_at=None, valid_until__gte=on - STILL_SHOWN, valid_until__lte=on + PROVISIONAL
    )
    return [one for one in rows.order_by("valid_until", "number") if waits(one)]


def waits(group: Group) -> bool:
    """Whether a group is registered provisionally."""
    return is_provisional(day_and_minute(group.registered_at)[0], group.valid_until)


def get_group(group_id: UUID) -> Group:
    """One group.

    Raises:
        ReservationUnknown: there is none, or it is closed.
    """
    found = Group.objects.filter(id=group_id, closed_at=None).first()
    if found is None:
        raise ReservationUnknown
    return found


def list_classes() -> dict[str, OfferRules | None]:
    """Each class that some offer speaks of, with the rules that may name it; 一般 first."""
    found: dict[str, OfferRules | None] = {GENERAL: None}
    for offer in Offer.objects.all():
        rules = offer.read_rules()
        for key in sorted(_classes_in(rules)):
            if found.get(key) is None and (key != GENERAL or key in rules.words):
                found[key] = rules
    return found


def _classes_in(rules: OfferRules) -> set[str]:
    spoken = [line.user_classes for line in lines_of(rules)]
    spoken += [one.user_classes for one in rules.priority]
    spoken += [rules.eligible.user_classes, rules.eligible.group_classes]
    return set().union(*spoken)
