# SPDX-License-Identifier: Apache-2.0
"""Do payments know of every booking what it costs, whatever happened to it and to them?"""

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.refusal import Refusal


class Ledger:
    """The twin of payments: keeps the latest version of each amount, and is sometimes away."""

    def __init__(self):
        self.known, self.away, self.told = {}, False, 0

    def due(self, *, booking_ref, amount_yen, paid_yen, items, version, **more):
        assert sum(yen for _, yen in items) == amount_yen
        assert more["number"]
        assert more["party_ref"]
        self._take(booking_ref, (amount_yen, paid_yen), version)

    def withdraw(self, *, booking_ref, version):
        self._take(booking_ref, (0, 0), version)

    def _take(self, ref, what, version):
        from madoguchi.engines.booking import api

        if self.away:
            raise api.PaymentsAway
        self.told += 1
        if ref not in self.known or self.known[ref][1] < version:
            self.known[ref] = (what, version)

    def balances(self):
        return {ref: what for ref, (what, _) in self.known.items() if what != (0, 0)}


@pytest.fixture
def ledger():
    from madoguchi.engines.booking import api, ports

    twin = Ledger()
    api.use_payments(twin)
    yield twin
    ports._payments.clear()


def tell(at):
    from madoguchi.engines.booking.commands.tell_payments import tell_payments

    return tell_payments(actor=SYSTEM, at=at)


def test_from_booking_to_payment_to_cancelling(town, akari, clerk, at, ledger):
    from madoguchi.engines.booking import api

    one = api.hold(wanted=town.want(space="hall-a"), actor=akari, at=at)
    assert tell(at) == 0
    api.confirm(reservation_id=one.id, actor=akari, at=at)
    assert tell(at) == 1
    assert ledger.balances() == {one.ref: (1200, 0)}
    api.mark_paid(reservation_id=one.id, actor=clerk, at=at)
    tell(at)
    assert ledger.balances() == {one.ref: (1200, 1200)}
    later = one.starts_at - timedelta(hours=48)
    api.cancel(reservation_id=one.id, actor=akari, at=later)
    tell(later)
    assert ledger.balances() == {one.ref: (600, 1200)}


def test_what_costs_nothing_is_never_told(town, akari, at, ledger):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import AmountDue

    one = api.hold(wanted=town.want("rooms", "10:00", "12:00", straight=True), actor=akari, at=at)
    api.cancel(reservation_id=one.id, actor=akari, at=at)
    assert not AmountDue.objects.exists()


def test_cancelling_for_nothing_withdraws(town, akari, at, ledger):
    from madoguchi.engines.booking import api

    one = api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    tell(at)
    api.cancel(reservation_id=one.id, actor=akari, at=at)
    tell(at)
    assert ledger.balances() == {}


def test_payments_that_come_later_or_were_away_learn_all(town, akari, at, ledger):
    from madoguchi.engines.booking import api

    ledger.away = True
    one = api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    assert tell(at) == 0
    api.change(reservation_id=one.id, actor=akari, at=at, ends_at=town.on("17:00"))
    ledger.away = False
    assert tell(at) == 1
    assert ledger.balances() == {one.ref: (2400, 0)}
    assert tell(at) == 0


def test_a_refused_action_leaves_no_amount(town, akari, funaki, at, ledger):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(space="hall", straight=True), actor=akari, at=at)
    with pytest.raises(Refusal):
        api.hold(wanted=town.want(space="hall-a", straight=True), actor=funaki, at=at)
    assert tell(at) == 1


def test_bookings_taken_over_are_told_too(town, clerk, at, ledger):
    from madoguchi.engines.booking import api

    paid, unpaid = (
        api.TakenOver(
            offer="gym", space=space, starts_at=town.on("9:00"), ends_at=town.on("12:00"),
            made_at=at, is_paid=space == "hall-a",
        )
        for space in ("hall-a", "hall-b")
    )  # fmt: skip
    rows = api.take_over(bookings=[paid, unpaid], actor=clerk, at=at)
    tell(at)
    assert ledger.balances() == {rows[0].ref: (1200, 1200), rows[1].ref: (1200, 0)}


def test_a_win_is_due_once_it_is_confirmed(town, akari, at, ledger):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    one = api.hold(wanted=town.want(space="hall-a"), actor=akari, at=at)
    Reservation.objects.filter(id=one.id).update(state="won", channel="lottery")
    api.confirm(reservation_id=one.id, actor=akari, at=at)
    tell(at)
    assert ledger.balances() == {one.ref: (1200, 0)}


REDUCTION = {
    "key": "club", "title": {"ja": "クラブ"}, "percent": 50, "purposes": ["club"],
    "needs_approval": True,
}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_the_ledger_is_what_the_bookings_say(town, akari, clerk, at, ledger, seed):
    from madoguchi.engines.booking.models import Reservation

    town.rule(
        "gym", lottery=False, pay_by_days=2, reductions=[REDUCTION], purposes=["club", "other"]
    )
    chance = random.Random(seed)
    paid = {}
    moment = at
    for _ in range(60):
        moment += timedelta(hours=chance.randint(0, 5))
        ledger.away = chance.random() < 0.3
        with suppress(Refusal):
            act(chance, town, akari, clerk, moment, paid)
        if chance.random() < 0.4:
            tell(moment)
    ledger.away = False
    tell(moment)
    due = {"confirmed", "used", "no_show", "cancelled"}
    expected = {
        one.ref: (one.amount_yen if one.state in due else 0, paid.get(one.id, 0))
        for one in Reservation.objects.all()
    }
    assert ledger.balances() == {ref: what for ref, what in expected.items() if what != (0, 0)}


def act(chance, town, akari, clerk, moment, paid):
    """One thing that may happen to the gym's bookings."""
    from madoguchi.engines.booking.models import Reservation

    rows = list(Reservation.objects.order_by("id"))
    do = chance.choice(["hold", "hold", "straight", *ACTS] if rows else ["hold"])
    if do in {"hold", "straight"}:
        take(chance, town, akari, moment, straight=do == "straight")
    elif do == "close":
        close(chance, chance.choice(rows), clerk, moment)
    else:
        change_one(do, chance, chance.choice(rows), clerk, moment, paid)


def take(chance, town, akari, moment, *, straight):
    from madoguchi.engines.booking import api

    day = town.DAY + timedelta(days=chance.randint(0, 14))
    wish = town.want(
        space=chance.choice(["hall", "hall-a", "hall-b"]), day=day, straight=straight,
        purpose=chance.choice(["club", "other"]),
    )  # fmt: skip
    api.hold(wanted=wish, actor=akari, at=moment)


def close(chance, one, clerk, moment):
    from madoguchi.engines.booking import api

    closure = api.close_space(
        space="hall-a", reason="repair", words="工事", cancel_bookings=True,
        starts_at=one.starts_at, ends_at=one.ends_at, actor=clerk, at=moment,
    )  # fmt: skip
    if chance.random() < 0.7:
        api.reopen_space(closure_id=closure.id, actor=clerk, at=moment)


def change_one(do, chance, one, clerk, moment, paid):
    from madoguchi.engines.booking import api

    by = {"reservation_id": one.id, "actor": clerk, "at": moment}
    days = timedelta(days=chance.randint(1, 5))
    does = {
        "pay": lambda: paid.setdefault(one.id, api.mark_paid(**by).amount_yen),
        "reduce": lambda: api.approve_reduction(**by, approve=chance.random() < 0.5, why="名簿"),
        "move": lambda: api.change(
            **by, starts_at=one.starts_at + days, ends_at=one.ends_at + days
        ),
        "longer": lambda: api.change(**by, ends_at=one.ends_at + timedelta(hours=5)),
        "come": lambda: api.attend(**by, came=chance.random() < 0.5),
        "expire": lambda: api.release_expired(actor=SYSTEM, at=moment),
        "confirm": lambda: api.confirm(**by),
        "cancel": lambda: api.cancel(**by),
    }
    does[do]()


ACTS = ("confirm", "cancel", "pay", "reduce", "move", "longer", "close", "come", "expire")
