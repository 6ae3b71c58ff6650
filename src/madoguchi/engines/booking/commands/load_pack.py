# SPDX-License-Identifier: Apache-2.0
"""Load the booking part of the packs; the same packs twice change nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from madoguchi.engines.booking.commands.define_offer import define_offer, define_quota
from madoguchi.engines.booking.commands.keep_rooms import free_rooms
from madoguchi.engines.booking.commands.place_space import place_space, set_hours
from madoguchi.engines.booking.commands.plan_round import plan_round
from madoguchi.engines.booking.models import Offer, OpeningException, PackMark, Space
from madoguchi.engines.booking.queries.pack_changes import (
    PackChange,
    all_quotas,
    list_changes,
)
from madoguchi.engines.booking.rules.packed import BookingPack, PackedException, walk
from madoguchi.engines.booking.rules.rule_refusals import PackNotLoaded, RoomsTaken
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.audit.api import record


@transaction.atomic
def load_pack(
    *, pack: BookingPack, actor: Actor, at: datetime, replace: bool = False
) -> list[PackChange]:
    """Make what is new, change what has changed, close what is gone; returns what was done.

    Only what differs from the last load is touched, so that what staff changed on the screen stays.
    ``replace`` overrides rules that staff have changed.

    Raises:
        PackNotLoaded: something cannot be (capacity below what is sold); nothing was changed.
    """
    changes = list_changes(pack, at=at, replace=replace)
    refused = [one for one in changes if one.verb == "refused"]
    if refused:
        raise PackNotLoaded(why=" / ".join(f"{one.key}:{one.words}" for one in refused))
    loading = _Loading(pack, actor, at)
    for one in changes:
        if one.verb in {"new", "changed"}:
            loading.load(one)
        elif one.verb == "gone":
            loading.close(one)
    done = [one for one in changes if one.verb in {"new", "changed", "gone"}]
    if done:
        record(
            action="booking.pack.loaded",
            actor=actor,
            subject="booking:pack",
            at=at,
            detail={"changes": [f"{one.verb} {one.part} {one.key}" for one in done]},
        )
    return changes


class _Loading:
    """Loads one part after another."""

    def __init__(self, pack: BookingPack, actor: Actor, at: datetime) -> None:
        self.by: dict[str, Any] = {"actor": actor, "at": at}
        self.at = at
        self.spaces = {space.key: space for space, _, _ in walk(pack.spaces)}
        self.quotas = {quota.key: quota for quota in all_quotas(pack)}
        self.offers = {offer.key: offer for offer in pack.offers}
        self.rounds = {one.key: one for one in pack.lotteries}

    def load(self, change: PackChange) -> None:
        """Make or change one part, and note what was loaded."""
        before = PackMark.objects.filter(part=change.part, key=change.key).first()
        getattr(self, f"_{change.part}")(change, before.content if before else {})
        PackMark.objects.update_or_create(
            part=change.part,
            key=change.key,
            defaults={"content": change.content, "loaded_at": self.at},
        )

    def close(self, change: PackChange) -> None:
        """Let nobody book any more what is no longer in the packs."""
        if change.part == "offer":
            for offer in Offer.objects.filter(key=change.key):
                Offer.objects.filter(id=offer.id).update(is_open=False)
                free_rooms(offer, at=self.at)
        else:
            Space.objects.filter(key=change.key).update(is_active=False)
        PackMark.objects.filter(part=change.part, key=change.key).delete()

    def _space(self, change: PackChange, _before: Any) -> None:
        space, content = self.spaces[change.key], change.content
        place_space(
            key=space.key,
            title=words_of(space.title),
            section=content["section"],
            parent=content["parent"],
            kind=space.kind,
            capacity=space.capacity,
            more={
                "about": words_of(space.about),
                "address": space.address,
                "latitude": space.latitude,
                "longitude": space.longitude,
                "position": content["position"],
                "is_active": space.is_active,
            },
            **self.by,
        )

    def _hours(self, change: PackChange, before: Mapping[str, Any]) -> None:
        space = self.spaces[change.key]
        set_hours(space=space.key, hours=[line.as_rule() for line in space.hours], **self.by)
        place = Space.objects.get(key=space.key)
        left = {_stamp(one) for one in space.exceptions}
        for old in before.get("exceptions", ()):
            if _stamp(PackedException.model_validate(old)) not in left:
                self._drop(place, PackedException.model_validate(old))
        known = {
            _stamp(PackedException.model_validate(old)) for old in before.get("exceptions", ())
        }
        OpeningException.objects.bulk_create(
            OpeningException(
                space=place,
                from_on=one.from_on,
                until_on=one.until_on or one.from_on,
                opens=one.opens,
                closes=one.closes,
                reason=one.reason,
            )
            for one in space.exceptions
            if _stamp(one) not in known
        )

    def _drop(self, place: Space, one: PackedException) -> None:
        OpeningException.objects.filter(
            space=place, from_on=one.from_on, until_on=one.until_on or one.from_on,
            opens=one.opens, closes=one.closes,
        ).delete()  # fmt: skip

    def _quota(self, change: PackChange, _before: Any) -> None:
        quota = self.quotas[change.key]
        define_quota(
            key=quota.key,
            capacity=quota.capacity,
            section=quota.section,
            period=quota.period,
            title=words_of(quota.title),
            **self.by,
        )

    def _offer(self, change: PackChange, _before: Any) -> None:
        offer = self.offers[change.key]
        own = [offer.own_quota] if offer.places is not None else []
        try:
            define_offer(
                key=offer.key,
                kind=offer.kind,
                title=words_of(offer.title),
                about=words_of(offer.about),
                section=offer.section,
                rules=offer.rules,
                spaces=offer.spaces,
                quotas=[*offer.quotas, *own],
                is_open=offer.is_open,
                source="pack",
                **self.by,
            )
        except RoomsTaken as refusal:
            raise PackNotLoaded(why=refusal.message.ja) from refusal

    def _round(self, change: PackChange, _before: Any) -> None:
        one = self.rounds[change.key]
        plan_round(
            key=one.key,
            title=words_of(one.title),
            offers=one.offers,
            days=(one.from_on, one.until_on),
            opens_at=one.opens_at,
            closes_at=one.closes_at,
            confirm_by=one.confirm_by,
            pay_by=one.pay_by,
            rules=one.rules,
            previous=one.previous or "",
            losers_only=one.losers_only,
            **self.by,
        )


def words_of(value: TextValue | None) -> dict[str, str]:
    """A text as it is kept: the languages that it has."""
    return {} if value is None else value.model_dump(exclude_none=True)


def _stamp(one: PackedException) -> tuple[date, date, int, int]:
    return one.from_on, one.until_on or one.from_on, one.opens, one.closes
