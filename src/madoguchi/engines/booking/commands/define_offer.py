# SPDX-License-Identifier: Apache-2.0
"""Set up what can be booked under which rules, and the quotas that are counted in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from pydantic import ValidationError

from madoguchi.engines.booking.commands.keep_rooms import keep_rooms
from madoguchi.engines.booking.models import Offer, OfferRevision, Quota, QuotaCount, Space
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.refusals import CapacityBelowSold, RuleWrong, SpaceUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


def read_rules(rules: Mapping[str, Any] | OfferRules) -> OfferRules:
    """The rules if they make sense.

    Raises:
        RuleWrong: with the place and the reason.
    """
    if isinstance(rules, OfferRules):
        return rules
    try:
        return OfferRules.model_validate(dict(rules))
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        words = str(first["msg"]).removeprefix("Value error, ")
        raise RuleWrong(why=f"{place}:{words}" if place else words) from problem


@transaction.atomic
def define_offer(
    *,
    key: str,
    kind: str,
    title: Mapping[str, str],
    section: str,
    rules: Mapping[str, Any] | OfferRules,
    actor: Actor,
    at: datetime,
    spaces: Sequence[str] = (),
    quotas: Sequence[str] = (),
    about: Mapping[str, str] | None = None,
    is_open: bool = True,
    source: str = "desk",
    why: str = "",
) -> Offer:
    """Make an offer or give it new rules as a new revision; bookings that stand keep theirs.

    Raises:
        NotAllowed: not staff who manage the section.
        RuleWrong: the rules contradict themselves, or nothing limits the offer.
        SpaceUnknown: one of the spaces does not exist.
    """
    check_may_work(actor, section, MANAGE)
    read = read_rules(rules)
    places, counted = _find(spaces, quotas)
    offer = Offer.objects.select_for_update().filter(key=key).first() or Offer(key=key, version=0)
    offer.kind, offer.title, offer.section = kind, dict(title), section
    offer.rules, offer.about, offer.is_open = (
        read.model_dump(mode="json"),
        dict(about or {}),
        is_open,
    )
    offer.version += 1
    offer.changed_at = at
    offer.save()
    offer.spaces.set(places)
    offer.quotas.set(counted)
    keep_revision(offer, source=source, why=why, actor=actor, at=at)
    keep_rooms(offer, actor=actor, at=at)
    record(
        action="booking.offer.defined",
        actor=actor,
        subject=offer.ref,
        at=at,
        detail={"version": offer.version, "rules": _for_log(offer.rules), "is_open": is_open},
    )
    return offer


def _for_log(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules as a leaf of the log can hold them: names by lines, for keys may be in Japanese."""
    words = [{"key": key, **told} for key, told in sorted(rules["words"].items())]
    return {**rules, "words": words}


def keep_revision(offer: Offer, *, source: str, why: str, actor: Actor, at: datetime) -> None:
    """Keep the rules of this version, for the bookings that are made under them."""
    OfferRevision.objects.create(
        offer=offer,
        version=offer.version,
        rules=offer.rules,
        source=source,
        why=why,
        made_by_ref=actor.ref,
        made_by_name=actor.name,
        made_at=at,
    )


def _find(spaces: Sequence[str], quotas: Sequence[str]) -> tuple[list[Space], list[Quota]]:
    """What limits the offer; something must."""
    places = list(Space.objects.filter(key__in=spaces))
    counted = list(Quota.objects.filter(key__in=quotas))
    if len(places) != len(set(spaces)):
        raise SpaceUnknown
    if len(counted) != len(set(quotas)):
        raise RuleWrong(why="定員枠が見つかりません")
    if not places and not counted:
        raise RuleWrong(why="場所か定員枠の少なくとも一つを選んでください")
    return places, counted


@transaction.atomic
def define_quota(
    *,
    key: str,
    capacity: int,
    section: str,
    actor: Actor,
    at: datetime,
    period: str = "slot",
    title: Mapping[str, str] | None = None,
) -> Quota:
    """Make a quota or change its number of places, also for periods that have begun to fill.

    Raises:
        NotAllowed: not staff who manage the section.
        CapacityBelowSold: more places are taken in some period; nothing is changed.
    """
    check_may_work(actor, section, MANAGE)
    quota = Quota.objects.select_for_update().filter(key=key).first() or Quota(key=key)
    counts = QuotaCount.objects.filter(quota_id=quota.id)
    list(counts.select_for_update().order_by("id").values_list("id"))
    fullest = counts.aggregate(most=Max("taken"))["most"] or 0
    if fullest > capacity:
        row = counts.order_by("-taken").first()
        bucket = row.bucket if row is not None else ""
        raise CapacityBelowSold(bucket=bucket or "全体", taken=fullest, capacity=capacity)
    if quota.counts.exists() and quota.period != period:
        raise RuleWrong(why="予約が入った定員枠は、数える期間を変えられません")
    quota.capacity, quota.period, quota.title = capacity, period, dict(title or {})
    quota.save()
    counts.update(capacity=capacity)
    Offer.objects.filter(quotas=quota).update(version=F("version") + 1)
    record(
        action="booking.quota.defined",
        actor=actor,
        subject=f"booking:quota:{key}",
        at=at,
        detail={"capacity": capacity, "period": period},
    )
    return quota
