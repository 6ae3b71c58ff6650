# SPDX-License-Identifier: Apache-2.0
"""What would loading a pack change, and what stands in its way?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from madoguchi.engines.booking.models import (
    Claim,
    LotteryRound,
    Offer,
    OfferRevision,
    PackMark,
    Quota,
    QuotaCount,
    Space,
)
from madoguchi.engines.booking.queries.effects import count_misfits
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.packed import BookingPack, PackedOffer, PackedQuota, walk
from madoguchi.engines.booking.rules.refusals import CapacityBelowSold, SpaceInUse

Verb = Literal["new", "changed", "same", "gone", "kept", "refused"]
PLACE = ("title", "about", "kind", "capacity", "address", "latitude", "longitude", "is_active")


@dataclass(frozen=True, slots=True)
class PackChange:
    """What happens to one part of a pack; ``words`` say what people will notice."""

    verb: Verb
    part: str
    key: str
    words: str = ""
    content: Any = None

    def __str__(self) -> str:
        return " ".join(filter(None, (_VERBS[self.verb], _PARTS[self.part], self.key, self.words)))


_VERBS = {
    "new": "追加", "changed": "変更", "same": "同じ", "gone": "終了", "kept": "維持",
    "refused": "できません",
}  # fmt: skip
_PARTS = {"space": "場所", "hours": "開館時間", "quota": "定員枠", "offer": "受付", "round": "抽選"}


def list_changes(pack: BookingPack, *, at: datetime, replace: bool = False) -> list[PackChange]:
    """Part by part what loading would do, wholes before parts; ``replace`` overrides staff."""
    marks = {(one.part, one.key): one.content for one in PackMark.objects.all()}
    found = [
        *_spaces(pack, marks, at=at),
        *_quotas(pack, marks),
        *_offers(pack, marks, at=at, replace=replace),
        *_rounds(pack, marks, at=at),
    ]
    listed = {(one.part, one.key) for one in found}
    gone = [
        PackChange("gone", part, key, _GONE.get(part, ""))
        for part, key in sorted(marks.keys() - listed)
        if part in _GONE
    ]
    return [*found, *gone]


_GONE = {
    "offer": "新しい予約を止めます。入っている予約は残ります。",
    "space": "使用しない場所にします。入っている予約は残ります。",
}


def plain(value: Any) -> Any:
    """A pack's part as JSON that is the same each time: sets become sorted lists."""
    if isinstance(value, BaseModel):
        names = sorted(type(value).model_fields)
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in sorted(value.items())}
    if isinstance(value, frozenset | set):
        return sorted(plain(one) for one in value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _verb(marks: dict[tuple[str, str], Any], part: str, key: str, content: Any) -> Verb:
    known = marks.get((part, key))
    if known is None:
        return "new"
    return "same" if known == content else "changed"


def _spaces(
    pack: BookingPack, marks: dict[tuple[str, str], Any], *, at: datetime
) -> Iterator[PackChange]:
    for n, (space, parent, section) in enumerate(walk(pack.spaces)):
        content = {name: plain(getattr(space, name)) for name in PLACE}
        content |= {"section": section, "parent": parent, "position": n}
        verb = _verb(marks, "space", space.key, content)
        why = _in_use(parent, at=at) if verb == "new" and parent else ""
        yield PackChange("refused" if why else verb, "space", space.key, why, content)
        hours = {"hours": plain(space.hours), "exceptions": plain(space.exceptions)}
        if any(hours.values()) or ("hours", space.key) in marks:
            yield PackChange(_verb(marks, "hours", space.key, hours), "hours", space.key, "", hours)


def _in_use(parent: str, *, at: datetime) -> str:
    above = Space.objects.filter(key=parent, is_leaf=True).first()
    if above is None:
        return ""
    live = Claim.objects.filter(leaf=above, live=True, ends_at__gt=at).count()
    return str(SpaceInUse(count=live).message.ja) if live else ""


def all_quotas(pack: BookingPack) -> list[PackedQuota]:
    """The quotas of a pack, with those that offers make for themselves."""
    own = [
        PackedQuota(
            key=offer.own_quota, title=offer.title, section=offer.section,
            capacity=offer.places, period=offer.places_per,
        )
        for offer in pack.offers
        if offer.places is not None
    ]  # fmt: skip
    return [*pack.quotas, *own]


def _quotas(pack: BookingPack, marks: dict[tuple[str, str], Any]) -> Iterator[PackChange]:
    for quota in all_quotas(pack):
        content = plain(quota)
        verb = _verb(marks, "quota", quota.key, content)
        why = _below_sold(quota) if verb != "same" else ""
        yield PackChange("refused" if why else verb, "quota", quota.key, why, content)


def _below_sold(quota: PackedQuota) -> str:
    row = QuotaCount.objects.filter(quota__key=quota.key).order_by("-taken").first()
    if row is not None and row.taken > quota.capacity:
        refusal = CapacityBelowSold(
            bucket=row.bucket or "全体", taken=row.taken, capacity=quota.capacity
        )
        return str(refusal.message.ja)
    known = Quota.objects.filter(key=quota.key).first()
    if row is not None and known is not None and known.period != quota.period:
        return "予約が入った定員枠は、数える期間を変えられません。"
    return ""


def _offers(
    pack: BookingPack, marks: dict[tuple[str, str], Any], *, at: datetime, replace: bool
) -> Iterator[PackChange]:
    known = {one.key: one for one in Offer.objects.all()}
    latest = {
        one.offer_id: one.source for one in OfferRevision.objects.order_by("version").only(
            "offer_id", "source"
        )
    }  # fmt: skip
    for packed in pack.offers:
        content = plain(packed)
        verb = _verb(marks, "offer", packed.key, content)
        offer = known.get(packed.key)
        if offer is None or verb == "same":
            yield PackChange(verb if offer else "new", "offer", packed.key, "", content)
        elif latest.get(offer.id) == "desk" and not replace:
            words = "画面で直した決まりがあるため、変えません(--replaceで置き換えます)。"
            yield PackChange("kept", "offer", packed.key, words, content)
        else:
            yield PackChange("changed", "offer", packed.key, _effect(offer, packed, at=at), content)


def _effect(offer: Offer, packed: PackedOffer, *, at: datetime) -> str:
    if packed.rules == _rules(offer):
        return ""
    unfit = count_misfits(offer, packed.rules, at=at)
    return f"新しい決まりに合わない予約{unfit}件は、前の決まりのまま残ります。" if unfit else ""


def _rules(offer: Offer) -> OfferRules:
    return offer.read_rules()


def _rounds(
    pack: BookingPack, marks: dict[tuple[str, str], Any], *, at: datetime
) -> Iterator[PackChange]:
    known = set(LotteryRound.objects.values_list("key", flat=True))
    for one in pack.lotteries:
        content = plain(one)
        verb = _verb(marks, "round", one.key, content)
        if one.key in known:
            words = "公開した抽選は変えられません。" if verb == "changed" else ""
            yield PackChange("kept" if words else "same", "round", one.key, words, content)
        elif one.closes_at <= at:
            words = "受付の終わりが過ぎているため、作りません。"
            yield PackChange("kept", "round", one.key, words, content)
        else:
            yield PackChange("new", "round", one.key, "", content)
