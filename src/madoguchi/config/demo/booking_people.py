# SPDX-License-Identifier: Apache-2.0
"""Who books in the demonstration city? Residents with accounts, groups, and people who telephone."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

from madoguchi.config.demo.people import AKARI, FUNAKI, Resident, make_resident
from madoguchi.engines.booking.api import Member, register_group, register_patron
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.clock import today
from madoguchi.platform.identity.api import User, actor_for

GROUPS = (
    ("港町女声コーラス", "nonprofit", "learning"),
    ("灯台バドミントンクラブ", "sports-club", "sports"),
    ("しおさい少年野球団", "youth", "sports"),
    ("浜風フットサル", "general", "sports"),
    ("灯川グラウンドゴルフの会", "nonprofit", "sports"),
    ("灯台高校吹奏楽部", "school", "learning"),
    ("手話サークル かもめ", "nonprofit", "learning"),
    ("灯台車いすバスケットボールチーム", "disability", "sports"),
    ("朝凪子ども会", "youth", "learning"),
    ("汐見台フォトクラブ", "nonprofit", "learning"),
    ("岬ソフトボール同好会", "general", "sports"),
    ("灯台ジュニアバスケットボール", "youth", "sports"),
)
KNOWN = 60


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody who books: as a person, or for a group."""

    ref: str
    name: str
    phone: str
    user_class: str = "general"
    group_id: UUID | None = None

    @property
    def actor(self) -> Actor:
        """The person as the one who acts."""
        return Actor(kind="citizen", ref=self.ref, name="")

    @property
    def contact(self) -> dict[str, str]:
        """Name and telephone, as they are sealed with a booking."""
        return {"name": self.name, "phone": self.phone}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody who books."""

    known: tuple[Booking, ...]
    groups: tuple[Booking, ...]
    akari: Actor | None
    funaki: Actor | None


def make_crowd(chance: random.Random, *, at: datetime) -> Crowd:
    """Register residents and groups some months ago; the same seed gives the same people."""
    since = at - timedelta(days=120)
    known = tuple(_known(n, chance, at=since) for n in range(KNOWN))
    groups = tuple(_group(n, known, chance, at=since) for n in range(len(GROUPS)))
    return Crowd(known, groups, _own(AKARI, at=since), _own(FUNAKI, at=since))


def _known(n: int, chance: random.Random, *, at: datetime) -> Booking:
    one = make_resident(chance, on=today(at), youngest=18)
    ref = f"identity:{uuid5(NAMESPACE_DNS, f'todai-{n}')}"
    _register(ref, one, at=at)
    return Booking(ref, f"{one.family} {one.given}", one.phone)


def _register(ref: str, one: Resident, *, at: datetime) -> None:
    register_patron(
        party_ref=ref,
        section="learning",
        is_resident=True,
        proved_by="card",
        personal={
            "name": f"{one.family} {one.given}",
            "kana": f"{one.family_kana} {one.given_kana}",
            "birth_on": one.birth.isoformat(),
            "phone": one.phone,
            "address": f"{one.town}{one.block}",
        },
        actor=SYSTEM,
        at=at,
    )


def _own(one: Resident, *, at: datetime) -> Actor | None:
    """The account of a resident of the cast, registered for booking."""
    user = User.objects.filter(email=one.email).first()
    if user is None:
        return None
    actor = actor_for(user)
    _register(actor.ref, one, at=at)
    return actor


def _group(n: int, known: tuple[Booking, ...], chance: random.Random, *, at: datetime) -> Booking:
    name, user_class, section = GROUPS[n]
    leader = known[n]
    members = [_member(chance, at=at) for _ in range(chance.randint(11, 19))]
    first = Member(
        name=leader.name, birth_on=date(1980, 1 + n % 12, 1 + n), phone=leader.phone,
        is_resident=True, account_ref=leader.ref, may_book=True,
    )  # fmt: skip
    group = register_group(
        members=[first, *_unlike(members)],
        personal={"name": name, "phone": leader.phone, "address": f"灯台市港町{n + 1}番地"},
        section=section,
        user_class=user_class,
        actor=SYSTEM,
        at=at,
    )
    return Booking(leader.ref, name, leader.phone, user_class, group.id)


def _member(chance: random.Random, *, at: datetime) -> Member:
    one = make_resident(chance, on=today(at), youngest=10)
    return Member(
        name=f"{one.family} {one.given}", birth_on=one.birth, phone=one.phone,
        address=f"{one.town}{one.block}", is_resident=chance.random() < 0.85,
    )  # fmt: skip


def _unlike(members: list[Member]) -> list[Member]:
    """Nobody twice."""
    return list({(one.name, one.birth_on): one for one in members}.values())
