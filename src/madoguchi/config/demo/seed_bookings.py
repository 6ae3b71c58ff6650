# SPDX-License-Identifier: Apache-2.0
"""Who has booked what when the demo opens? Three months: used, stayed away, to come, waiting."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from madoguchi.config.demo.booking_people import Booking, Crowd
from madoguchi.engines.booking import api as booking
from madoguchi.engines.booking.pack import BookingPack, leaves_by_space
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import to_local, today
from madoguchi.kernel.refusal import Refusal

BACK, AHEAD = timedelta(days=45), timedelta(days=46)
CALLERS = 0.35
QUIET = {"lending"}
"""Offers that nobody has booked yet."""
NO_SHOWS = 12
Busy = dict[str, list[tuple[datetime, datetime]]]
ANSWERS = {
    "address": ("港町二丁目4番8号", "松ヶ丘一丁目12番3号 汐風ハイツ201", "浜町三丁目1番15号"),
    "items": ("2人がけソファ1点(幅140cm)", "たんす1点(高さ120cm)、いす2点", "自転車1台"),
    "allergy": ("なし", "えび・かに", "なし"),
    "grade": ("小学1年", "小学2年", "小学3年"),
    "note": ("", "", "卵アレルギーがあります"),
    "about": ("", "相続について", ""),
}
"""What people of the demo answer to the questions of an offer."""


@dataclass
class Filling:
    """Books the months full, the same way for the same seed."""

    pack: BookingPack
    crowd: Crowd
    chance: random.Random
    at: datetime
    made: list[booking.TakenOver] = field(default_factory=list)
    busy: Busy = field(default_factory=lambda: defaultdict(list))

    def fill(self) -> list[booking.TakenOver]:
        """Bookings of every offer; the month that is drawn by lot stays open."""
        self.leaves = leaves_by_space(self.pack)
        self._keep_rooms()
        first, last = today(self.at) - BACK, today(self.at) + AHEAD
        for offer in booking.list_offers():
            rules = offer.read_rules()
            if offer.key in QUIET:
                continue
            if rules.times.kind == "sessions":
                self._course(offer, rules)
                continue
            until = min(last, self._drawn_from()) if rules.lottery else last
            for free in booking.list_free([offer], first=first, last=until, at=self.at):
                for day in free.days.listed():
                    self._day(offer, rules, free, day)
        return self.made

    def _keep_rooms(self) -> None:
        """Rooms are for their courses first."""
        for offer in booking.list_offers():
            for session in getattr(offer.read_rules().times, "sessions", ()):
                for leaf in (leaf for key in session.rooms for leaf in self.leaves[key]):
                    self.busy[leaf].append((session.starts_at, session.ends_at))

    def _drawn_from(self) -> date:
        """The last day before the month of the lottery that is drawn already."""
        month = today(self.at).replace(day=1) + timedelta(days=62)
        return month.replace(day=1) - timedelta(days=1)

    def _day(self, offer: Any, rules: Any, free: Any, day: date) -> None:
        slots = free.slots(day)
        if free.space is None:
            for slot in slots:
                self._desk(offer, rules, slot, slot.left or 0)
            return
        step = 3 if rules.times.kind == "free" else 1
        for slot in slots[:: step + (self.chance.random() < 0.3)]:
            long = min((slot.ends_at - slot.starts_at) / timedelta(hours=3), 1.0)
            if self.chance.random() < _wish(slot.starts_at, offer.kind) * (0.35 + 0.65 * long):
                self._place(offer, rules, free.space, slot)

    def _desk(self, offer: Any, rules: Any, slot: Any, places: int) -> None:
        """A counter, a check-up, a truck: some of its places."""
        full = 0.55 if offer.kind in {"checkup", "pickup"} else 0.13
        near = max(0.25, 1 - max((slot.starts_at - self.at).days, 0) / 40)
        wanted = sum(self.chance.random() < full * near for _ in range(places))
        while wanted > 0:
            people = min(wanted, self.chance.choice((1, 1, 2)) if rules.people_most > 1 else 1)
            if offer.kind == "checkup":
                people = 1
            self._add(offer, "", slot.starts_at, slot.ends_at, people)
            wanted -= people

    def _place(self, offer: Any, rules: Any, place: Any, slot: Any) -> None:
        space = place.key
        ends_at = slot.ends_at
        if rules.times.kind == "free":
            ends_at += timedelta(minutes=rules.times.step * self.chance.randint(0, 2))
            if to_local(ends_at).date() != to_local(slot.starts_at).date():
                return
        blocks = (
            slot.starts_at - timedelta(minutes=rules.buffer_before),
            ends_at + timedelta(minutes=rules.buffer_after),
        )
        leaves = self.leaves[space]
        if any(a < blocks[1] and blocks[0] < b for leaf in leaves for a, b in self.busy[leaf]):
            return
        for leaf in leaves:
            self.busy[leaf].append(blocks)
        most = min(rules.people_most, place.capacity, 24)
        self._add(offer, space, slot.starts_at, ends_at, self.chance.randint(min(2, most), most))

    def _course(self, offer: Any, rules: Any) -> None:
        """Courses fill by half or more; the first for parents and children is full."""
        quota = next(iter(offer.quotas.all()))
        share = 1.0 if offer.key == "robot-parent-child" else self.chance.uniform(0.4, 0.9)
        sessions = rules.times.sessions
        left = int(quota.capacity * share)
        while left > 0:
            people = min(left, 2 if rules.people_most > 1 else 1)
            self._add(offer, "", sessions[0].starts_at, sessions[-1].ends_at, people)
            left -= people

    def _add(self, offer: Any, space: str, starts_at: datetime, ends_at: datetime, n: int) -> None:
        who = self._who(offer)
        ago = timedelta(days=self.chance.randint(1, 25), minutes=self.chance.randint(0, 600))
        made_at = min(starts_at - ago, self.at - timedelta(minutes=self.chance.randint(30, 9000)))
        rules = offer.read_rules()
        self.made.append(
            booking.TakenOver(
                offer=offer.key,
                space=space,
                starts_at=starts_at,
                ends_at=ends_at,
                made_at=made_at,
                state=self._state(ends_at),
                people=n,
                purpose=self.chance.choice(sorted(rules.purposes)) if rules.purposes else "",
                person_ref="" if self._calls(who) else who.ref,
                group_id=who.group_id,
                user_class=who.user_class,
                contact={**who.contact, **_answers(rules, who.name)},
                channel="phone" if self._calls(who) else "web",
                is_paid=ends_at < self.at or self.chance.random() < 0.4,
            )
        )

    def _who(self, offer: Any) -> Booking:
        groups = offer.read_rules().eligible.groups
        if groups == "only" or (
            offer.kind == "facility" and groups == "allowed" and self.chance.random() < 0.45
        ):
            return self.chance.choice(self.crowd.groups)
        return self.chance.choice(self.crowd.known)

    def _calls(self, who: Booking) -> bool:
        """Every third person telephones; who does so is decided by the name, so it stays."""
        return who.group_id is None and sum(map(ord, who.name)) % 100 < CALLERS * 100

    def _state(self, ends_at: datetime) -> Any:
        luck = self.chance.random()
        if ends_at > self.at:
            return "cancelled" if luck < 0.04 else "confirmed"
        return "used" if luck < 0.93 else ("cancelled" if luck < 0.97 else "no_show")


def _wish(starts_at: datetime, kind: str) -> float:
    """How much a time is wanted: evenings and weekends most."""
    local = to_local(starts_at)
    weekend, evening = local.weekday() >= 5, local.hour >= 17
    base = 0.30 + 0.25 * weekend + 0.18 * evening
    return base * (0.45 if local.hour < 9 else 1) * (1 if kind == "facility" else 0.6)


def stay_away(made: list[Any], *, at: datetime) -> int:
    """Some of those who did not come, written down as staff do, with their penalty points."""
    past = [one for one in made if one.state == "used" and one.ends_at < at][-NO_SHOWS * 9 :: 9]
    for one in past:
        booking.attend(
            reservation_id=one.id, came=False, actor=SYSTEM, at=one.ends_at + timedelta(hours=1)
        )
    return len(past)


def seed_own(crowd: Crowd, *, at: datetime) -> Iterator[str]:
    """What the residents of the cast have booked themselves, and what they wait for."""
    for actor, offer, days, people in (
        (crowd.akari, "ground-tennis", 6, 2),
        (crowd.akari, "matsugaoka-rooms", 12, 8),
        (crowd.akari, "counter-child", 9, 1),
        (crowd.funaki, "counter-moving", 4, 1),
        (crowd.funaki, "shiomidai-music", 10, 3),
    ):
        if actor is not None and _book(actor, offer, days, people, at=at):
            yield offer
    _fill_up("robot-parent-child", at=at)
    if crowd.akari is not None and _wait(crowd.akari, "robot-parent-child", 2, at=at):
        yield "robot-parent-child"
    for one in crowd.known[:3]:
        if _wait(one.actor, "robot-parent-child", 2, at=at):
            yield "robot-parent-child"


def _book(actor: Any, key: str, days: int, people: int, *, at: datetime) -> bool:
    """The first free time from a day on."""
    offer, first = booking.get_offer(key), today(at) + timedelta(days=days)
    rules = offer.read_rules()
    for free in booking.list_free([offer], first=first, last=first + timedelta(days=9), at=at):
        for day in free.days.listed():
            slot = next((one for one in free.slots(day) if one.is_free and one.is_bookable), None)
            if slot is not None:
                wanted = booking.Wanted(
                    offer=key, space=free.space.key if free.space else "", people=people,
                    starts_at=slot.starts_at, ends_at=slot.ends_at, straight=True,
                    purpose=min(rules.purposes, default=""), idempotency_key=f"demo-{key}",
                )  # fmt: skip
                booking.hold(wanted=wanted, actor=actor, at=at - timedelta(hours=days))
                return True
    return False


def _fill_up(key: str, *, at: datetime) -> None:
    """Take the places that cancellations have left: one waits only for what is full."""
    sessions = booking.get_offer(key).read_rules().times.sessions  # type: ignore[union-attr]
    wanted = booking.Wanted(
        offer=key, starts_at=sessions[0].starts_at, ends_at=sessions[-1].ends_at,
        straight=True, channel="phone", contact={"name": "電話の方", "phone": "0000-24-0000"},
    )  # fmt: skip
    with suppress(Refusal):
        while True:
            booking.hold(wanted=wanted, actor=SYSTEM, at=at - timedelta(days=1))


def _wait(actor: Any, key: str, people: int, *, at: datetime) -> bool:
    sessions = booking.get_offer(key).read_rules().times.sessions  # type: ignore[union-attr]
    wanted = booking.Wanted(
        offer=key, starts_at=sessions[0].starts_at, ends_at=sessions[-1].ends_at, people=people
    )
    booking.join_waiting(wanted=wanted, actor=actor, at=at - timedelta(days=1))
    return True


def _answers(rules: Any, name: str) -> dict[str, str]:
    """The same person answers the same each time."""
    turn = sum(map(ord, name))
    known = {ask.key: ANSWERS.get(ask.key, ("なし",)) for ask in rules.asks}
    given = {key: some[turn % len(some)] for key, some in known.items()}
    return {f"ask-{key}": answer for key, answer in given.items() if answer}
