# SPDX-License-Identifier: Apache-2.0
"""Who does what at which moment? Everything is fixed before the first request is sent.

Arrivals are those of an open system: a Poisson stream that does not wait for answers. The clerks
come to their desks evenly over ``arrive`` seconds; the stream has its full rate from the start.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

KINDS = {"inbox": 50, "open": 25, "search": 15, "act": 10}
ACTS = {"take": 30, "note": 30, "review": 20, "decide": 20}
PAUSE = 8.0
"""Seconds that a clerk leaves at least between two actions of the plan."""
_INBOX = {
    "": 30, "?tab=mine": 28, "?tab=unassigned": 12, "?tab=soon": 8, "?tab=overdue": 8,
    "?tab=waiting": 4, "?tab=arrived": 3, "?page=2": 3, "?state=reviewing": 2, "?procedure={}": 2,
}  # fmt: skip
_SEARCH = {"name": 40, "family": 10, "kana": 10, "phone": 12, "number": 15, "place": 8, "form": 5}


@dataclass(frozen=True, slots=True)
class Seat:
    """A clerk as the plan needs them."""

    number: int
    login: str
    section: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a clerk does."""

    at: float
    seat: Seat
    kind: str
    path: str
    fields: tuple[tuple[str, str], ...] | None = None
    holds: str = ""


@dataclass
class Targets:
    """The cases of one section that nobody has acted on yet; each is acted on once."""

    known: Mapping[str, Any]
    used: dict[str, int] = field(default_factory=dict)

    def take(self, name: str) -> str | None:
        """The next number of a pile; None where it is used up."""
        place = self.used.get(name, 0)
        self.used[name] = place + 1
        pile: Sequence[str] = self.known[name]
        return pile[place] if place < len(pile) else None


class Planner:
    """Draws the plan of one run; the same seed draws the same."""

    def __init__(
        self, seats: Sequence[Seat], targets: Mapping[str, Any], *, seed: int = 20_261_121
    ) -> None:
        self.chance = random.Random(seed)
        self.seats = list(seats)
        self.chance.shuffle(self.seats)
        self.targets = {section: Targets(known) for section, known in targets.items()}
        self.free_at: dict[int, float] = {}

    def plan(self, *, rate: float, seconds: float, arrive: float) -> list[Step]:
        """Every step of a run, in the order of time."""
        steps, at, seated = [], 0.0, 0
        while (at := at + self.chance.expovariate(rate)) < seconds:
            present = min(len(self.seats), int(len(self.seats) * at / max(arrive, 0.01)) + 1)
            (kind,) = self.chance.choices(list(KINDS), list(KINDS.values()))
            if seated < present:
                seat, seated = self.seats[seated], seated + 1
            else:
                seat = self._free_seat(present, at)
            self.free_at[seat.number] = at + PAUSE
            steps.append(self._step(kind, at, seat, present))
        return steps

    def _free_seat(self, present: int, at: float, *, decides: bool = False) -> Seat:
        """Someone who is there and not in the middle of something."""
        for _ in range(200):
            seat = self.seats[self.chance.randrange(present)]
            if self.free_at.get(seat.number, 0.0) <= at and (seat.decides or not decides):
                return seat
        return seat

    def _step(self, kind: str, at: float, seat: Seat, present: int) -> Step:
        if kind == "act":
            return self._act(at, seat, present)
        make: dict[str, Callable[[float, Seat], Step]] = {
            "inbox": self._inbox, "open": self._open, "search": self._search,
        }  # fmt: skip
        return make[kind](at, seat)

    def _inbox(self, at: float, seat: Seat) -> Step:
        (query,) = self.chance.choices(list(_INBOX), list(_INBOX.values()))
        procedure = self.chance.choice(self.targets[seat.section].known["procedures"])
        return Step(at, seat, "inbox", "/cases/" + query.format(procedure), holds="受付箱")

    def _open(self, at: float, seat: Seat) -> Step:
        known = self.targets[seat.section].known
        (pile,) = self.chance.choices(
            ("reviewing", "received", "unassigned", "correction", "ended"), (30, 15, 10, 15, 30)
        )
        number = self.chance.choice(known[pile] or known["ended"])
        return Step(at, seat, "open", f"/cases/{number}/", holds=number)

    def _search(self, at: float, seat: Seat) -> Step:
        known = self.targets[seat.section].known
        name, kana, phone, address = self.chance.choice(known["people"])
        (what,) = self.chance.choices(list(_SEARCH), list(_SEARCH.values()))
        number = self.chance.choice(known["ended"])
        words = {
            "name": name,
            "family": name.split(" ")[0],
            "kana": kana,
            "phone": phone,
            "number": number,
            "place": " ".join((name.split(" ")[0], address.split(" ")[0].rsplit("市", 1)[-1])),
        }
        asked = {"name": name, "address": address.split(" ")[0]} if what == "form" else {}
        query = asked or {"q": words[what]}
        holds = number if what == "number" else name.split(" ")[0] if what != "kana" else "探す"
        return Step(at, seat, "search", "/cases/search/?" + urlencode(query), holds=holds)

    def _act(self, at: float, seat: Seat, present: int) -> Step:
        (act,) = self.chance.choices(list(ACTS), list(ACTS.values()))
        if act == "decide" and not seat.decides:
            other = self._free_seat(present, at, decides=True)
            act, seat = ("decide", other) if other.decides else ("note", seat)
            self.free_at[seat.number] = at + PAUSE
        targets = self.targets[seat.section]
        pile = {"take": "unassigned", "review": "received", "decide": "reviewing"}.get(act, "")
        number = targets.take(pile) if pile else None
        if number is None:
            number = self.chance.choice(targets.known["ended"])
            words = (("words", "電話で確かめました。来週また連絡します。"),)
            return Step(at, seat, "act", f"/cases/{number}/do/note/", words, number)
        path, fields = {
            "take": ("take/", ()),
            "review": ("do/review/", ()),
            "decide": (
                "decide/approved/",
                (("reason_own", "要件を満たすため"), ("law", "条例第7条")),
            ),
        }[act]
        kind = "decide" if act == "decide" else "act"
        return Step(at, seat, kind, f"/cases/{quote(number)}/{path}", fields, number)
