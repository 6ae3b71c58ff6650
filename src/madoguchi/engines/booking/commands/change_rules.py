# SPDX-License-Identifier: Apache-2.0
"""Give an offer other rules from the screen, as a new revision that says who, when and why."""

from collections.abc import Mapping
from datetime import datetime

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.define_offer import define_offer, define_quota
from madoguchi.engines.booking.models import Offer, Quota
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.offers import chains_of, lines_for, lines_of
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.refusals import OfferUnknown, RuleWrong
from madoguchi.engines.booking.rules.rule_checks import Around, faults_of
from madoguchi.engines.booking.rules.rule_fault import RuleFault
from madoguchi.engines.booking.rules.rule_refusals import RulesMoved
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today


@in_one_go
def change_rules(
    *,
    key: str,
    rules: OfferRules,
    capacities: Mapping[str, int],
    version: int,
    why: str,
    actor: Actor,
    at: datetime,
) -> Offer:
    """Save the rules and the capacities of the offer's quotas together, or nothing of it.

    ``version`` is the one that was edited: whoever saved meanwhile is not overwritten.

    Raises:
        OfferUnknown, NotAllowed: no such offer, or not by this person.
        RulesMoved: somebody else has saved since. RuleWrong: the rules can never be meant.
        CapacityBelowSold: more places are taken; nothing was changed.
    """
    offer = Offer.objects.select_for_update().filter(key=key).first()
    if offer is None:
        raise OfferUnknown
    check_may_work(actor, offer.section, MANAGE)
    if offer.version != version:
        raise RulesMoved
    faults = faults_in(offer, rules, at=at)
    if faults:
        raise RuleWrong(why=f"{faults[0].path}:{faults[0].message.ja}")
    quotas = list(offer.quotas.order_by("key"))
    for quota in quotas:
        _resize(quota, capacities.get(quota.key, quota.capacity), offer, actor=actor, at=at)
    return define_offer(
        key=offer.key,
        kind=offer.kind,
        title=offer.title,
        about=offer.about,
        section=offer.section,
        rules=rules,
        spaces=list(offer.spaces.values_list("key", flat=True)),
        quotas=[quota.key for quota in quotas],
        is_open=offer.is_open,
        why=why,
        actor=actor,
        at=at,
    )


def faults_in(offer: Offer, rules: OfferRules, *, at: datetime) -> list[RuleFault]:
    """What is wrong with rules at the places of an offer."""
    spaces = list(offer.spaces.all())
    chains = chains_of(spaces)
    known = lines_of(list(chains.values()), today(at), today(at))
    lines = {space.key: lines_for(chains[space.id], known) for space in spaces}
    return faults_of(
        rules, Around({key: found[0] if found else () for key, found in lines.items()})
    )


def _resize(quota: Quota, capacity: int, offer: Offer, *, actor: Actor, at: datetime) -> None:
    if capacity != quota.capacity:
        define_quota(
            key=quota.key,
            capacity=capacity,
            section=offer.section,
            period=quota.period,
            title=quota.title,
            actor=actor,
            at=at,
        )
