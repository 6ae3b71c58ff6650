# SPDX-License-Identifier: Apache-2.0
"""Whatever people do in whatever order, is anything booked twice, or a quota exceeded?"""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from madoguchi.engines.booking.rules.rerun_draw import faults_of
from madoguchi.engines.booking.tests import town
from madoguchi.kernel.refusal import Refusal

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
people = st.sampled_from(["akari", "funaki", "minato"])
parts = [("9:00", "12:00"), ("13:00", "17:00"), ("18:00", "21:00"), ("9:00", "17:00")]
gym = st.builds(
    lambda space, part: town.want(space=space, starts=part[0], ends=part[1]),
    st.sampled_from(["hall", "hall-a", "hall-b"]),
    st.sampled_from(parts),
)
room = st.builds(
    lambda start, half_hours: town.want(
        "rooms", f"{start}:00", f"{start + half_hours // 2}:{30 * (half_hours % 2):02d}"
    ),
    st.integers(9, 12),
    st.integers(2, 6),
)
course = st.builds(lambda n: town.course(people=n), st.integers(1, 3))
counter = st.builds(lambda n: town.want("counter", f"{9 + n}:00", f"{9 + n}:30"), st.integers(0, 1))
purposes = st.sampled_from(["練習", "大会"])
court = st.builds(
    lambda n, purpose: town.want(
        "court", f"{9 + n}:00", f"{10 + n}:00", space="room-2", purpose=purpose,
        contact={"name": "港 太郎", "phone": "0000-24-0080"},
    ),
    st.integers(0, 1),
    purposes,
)  # fmt: skip
wishes = st.one_of(gym, room, course, counter, court)
number = st.integers(0, 30)


class BookingMachine(RuleBasedStateMachine):
    """Three people, a hall and its halves, a room, a course, a counter, and time that goes on."""

    @initialize()
    def begin(self):
        from django.db import transaction

        self.block = transaction.atomic()
        self.block.__enter__()
        self.at, self.made, self.closures, self.series = START, [], [], []
        self.rounds, self.entered, self.orders = [], [], []
        town.build(START, hold_minutes=30, series_most=6)
        town.build_court(START)

    def teardown(self):
        from django.db import transaction

        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def go(self, command, **arguments):
        """Try a command a little later; a refusal is an answer, anything else a fault."""
        self.at += timedelta(minutes=1)
        try:
            return command(at=self.at, **arguments)
        except Refusal:
            return None

    def pick(self, n):
        return self.made[n % len(self.made)]

    @rule(wanted=wishes, who=people, straight=st.booleans())
    def hold(self, wanted, who, straight):
        from dataclasses import replace

        from madoguchi.engines.booking import api

        done = self.go(api.hold, wanted=replace(wanted, straight=straight), actor=town.citizen(who))
        if done is not None:
            self.made.append((done.id, town.citizen(who)))

    @precondition(lambda self: self.made)
    @rule(n=number)
    def confirm(self, n):
        from madoguchi.engines.booking import api

        one, who = self.pick(n)
        self.go(api.confirm, reservation_id=one, actor=who)

    @precondition(lambda self: self.made)
    @rule(n=number)
    def cancel(self, n):
        from madoguchi.engines.booking import api

        one, who = self.pick(n)
        self.go(api.cancel, reservation_id=one, actor=who)

    @precondition(lambda self: self.made)
    @rule(n=number, wanted=wishes)
    def change(self, n, wanted):
        """A change is free, or costs what somebody agreed to, and the amount says so exactly."""
        from madoguchi.engines.booking import api
        from madoguchi.engines.booking.models import Reservation
        from madoguchi.engines.booking.rules.change_refusals import ChangeCosts

        one, who = self.pick(n)
        wish = {
            "reservation_id": one, "actor": who, "starts_at": wanted.starts_at,
            "ends_at": wanted.ends_at, "space": wanted.space, "people": wanted.people,
        }  # fmt: skip
        before = Reservation.objects.get(id=one)
        self.at += timedelta(minutes=1)
        try:
            done = api.change(at=self.at, **wish)
        except ChangeCosts as costs:
            before.refresh_from_db()
            cost = costs.cost
            assert before.charged_yen == Reservation.objects.get(id=one).charged_yen
            self.at -= timedelta(minutes=1)
            done = self.go(api.change, agreed=cost, **wish)
            if done is not None:
                assert done.charged_yen == before.charged_yen + cost[0]
        except Refusal:
            return
        if done is not None:
            full = done.fee["full_yen"] - done.fee["reduced_yen"] if done.fee else 0
            assert done.amount_yen == full + done.charged_yen
            assert done.paid_yen == before.paid_yen

    @precondition(lambda self: self.made)
    @rule(n=number, back=st.booleans())
    def pay(self, n, back):
        """What is due is paid, or what is too much is paid back: then nothing is left either way."""
        from madoguchi.engines.booking import api
        from madoguchi.engines.booking.commands.attend import pay_back

        one, _ = self.pick(n)
        done = self.go(pay_back if back else api.mark_paid, reservation_id=one, actor=town.SYSTEM)
        if done is not None and done.paid_at is not None:
            assert done.balance_yen >= 0 if back else done.balance_yen <= 0

    @rule(days=st.integers(1, 4))
    def days_pass(self, days):
        self.at += timedelta(days=days)

    @rule(minutes=st.integers(1, 60))
    def expire(self, minutes):
        from madoguchi.engines.booking import api

        self.at += timedelta(minutes=minutes)
        api.release_expired(actor=town.SYSTEM, at=self.at)

    @rule(who=people, n=st.integers(1, 3), whole=st.booleans(), wanted=court, hall=st.booleans())
    def wait(self, who, n, whole, wanted, hall):
        from madoguchi.engines.booking import api

        self.go(
            api.join_waiting, wanted=wanted if hall else town.course(people=n),
            actor=town.citizen(who), all_or_none=whole,
        )  # fmt: skip

    @rule(key=st.sampled_from(["course", "court"]))
    def promote(self, key):
        from madoguchi.engines.booking.commands.promote_waiting import promote_waiting

        for one in self.go(promote_waiting, offer_key=key, actor=town.SYSTEM) or ():
            assert (one.purpose in {"練習", "大会"}) == (key == "court"), "the purpose was lost"
            self.made.append((one.id, self.actor_of(one)))

    def actor_of(self, reservation):
        known = map(town.citizen, ("akari", "funaki", "minato"))
        return next(one for one in known if one.ref == reservation.person_ref)

    @rule()
    def waiting_ends(self):
        from madoguchi.engines.booking.commands.end_waiting import end_past_waiting

        self.go(end_past_waiting, actor=town.SYSTEM)

    def round_in(self, *states):
        from madoguchi.engines.booking.models import LotteryRound

        return LotteryRound.objects.filter(key__in=self.rounds, state__in=states).first()

    @rule(wins=st.integers(1, 2), losses=st.integers(0, 2), capped=st.booleans())
    def plan_lottery(self, wins, losses, capped):
        """One lottery at a time over the day of the gym."""
        from madoguchi.engines.booking import api

        if self.round_in("open", "closed", "drawn"):
            return
        town.cap_gym(self.at, most=1 if capped else None)
        key = f"round-{len(self.rounds)}"
        done = self.go(
            api.plan_round, key=key, title={"ja": key}, offers=["gym"], days=(town.DAY, town.DAY),
            opens_at=self.at, closes_at=self.at + timedelta(hours=2),
            confirm_by=self.at + timedelta(hours=5), actor=town.SYSTEM,
            rules={"wins_most": wins, "losses_counted": losses},
        )  # fmt: skip
        if done is not None:
            self.rounds.append(key)

    @rule(
        who=people, wanted=st.lists(st.lists(gym, min_size=1, max_size=2), min_size=1, max_size=3)
    )
    def enter(self, who, wanted):
        from madoguchi.engines.booking import api

        one = self.round_in("open")
        if one is not None:
            entry = self.go(
                api.enter_lottery, round_key=one.key, wishes=wanted, actor=town.citizen(who)
            )
            if entry is not None:
                self.entered.append((entry.id, town.citizen(who)))

    @precondition(lambda self: self.entered)
    @rule(n=number)
    def withdraw(self, n):
        from madoguchi.engines.booking import api

        one, who = self.entered[n % len(self.entered)]
        self.go(api.withdraw_entry, entry_id=one, actor=who)

    @rule()
    def close_and_draw(self):
        """The draw agrees with its re-run; every win is booked, or the file says why not."""
        from madoguchi.engines.booking import api
        from madoguchi.engines.booking.models import Reservation
        from madoguchi.engines.booking.queries.rounds import wins_recorded

        one = self.round_in("open")
        if one is None:
            return
        self.at = max(self.at, one.closes_at)
        assert self.go(api.close_round, round_key=one.key, actor=town.SYSTEM) is not None
        drawn = self.go(api.draw_round, round_key=one.key, actor=town.SYSTEM)
        assert drawn is not None, "a draw was refused"
        file = json.loads(drawn.published)
        assert faults_of(file) == []
        over = {(each["digest"], each["rank"]) for each in file["not_granted"]}
        wins = {(each["digest"], each["rank"]): len(each["slots"]) for each in file["wins"]}
        assert wins_recorded(drawn) == wins.keys() - over
        won = list(Reservation.objects.filter(made_by_ref=f"booking:lottery:{one.key}"))
        assert len(won) == sum(count for win, count in wins.items() if win not in over)
        self.made += [(each.id, self.actor_of(each)) for each in won]

    @rule()
    def settle(self):
        from madoguchi.engines.booking import api

        one = self.round_in("drawn")
        if one is not None:
            self.at = max(self.at, one.confirm_by)
            api.release_expired(actor=town.SYSTEM, at=self.at)
            assert self.go(api.settle_round, round_key=one.key, actor=town.SYSTEM) is not None

    @rule(spaces=st.sets(st.sampled_from(["gym", "hall-b", "room-2"]), min_size=1))
    def evacuate(self, spaces):
        from madoguchi.engines.booking import api
        from madoguchi.engines.booking.models import Reservation

        start, end = town.on("8:00"), town.on("15:00")
        done = self.go(
            api.order_evacuation, spaces=sorted(spaces), starts_at=start, ends_at=end,
            words="避難所", actor=town.SYSTEM,
        )  # fmt: skip
        if done is None:
            return
        self.orders.append(done.id)
        taken = Reservation.objects.filter(
            state__in=("held", "won", "confirmed"), starts_at__lt=end, ends_at__gt=start,
            starts_at__gt=self.at, space__leaf_rows__leaf__node_rows__space__key__in=spaces,
        )  # fmt: skip
        assert not taken.exists(), "somebody is booked into a shelter"

    @precondition(lambda self: self.orders)
    @rule()
    def lift(self):
        from madoguchi.engines.booking import api

        self.go(api.lift_evacuation, order_id=self.orders.pop(), actor=town.SYSTEM)

    @rule(
        who=people,
        space=st.sampled_from(["hall", "hall-a"]),
        part=st.sampled_from(parts),
        every=st.sampled_from(["week", "two_weeks"]),
        which=st.sets(st.integers(0, 3), min_size=1),
        look=st.booleans(),
    )
    def book_series(self, who, space, part, every, which, look):
        """What was looked at is booked whole; what was not may be refused, whole too."""
        from madoguchi.engines.booking.commands.book_series import book_series
        from madoguchi.engines.booking.commands.look_ahead import look_ahead
        from madoguchi.engines.booking.models import Reservation
        from madoguchi.engines.booking.rules.series import Place, SeriesWish, dates_of
        from madoguchi.engines.booking.rules.times import minute_of

        wish = SeriesWish(
            offer="gym", space=space, every=every, first_on=town.DAY,
            last_on=town.DAY + timedelta(days=21), starts=minute_of(part[0]),
            ends=minute_of(part[1]),
        )  # fmt: skip
        actor, before = town.citizen(who), Reservation.objects.count()
        found = self.go(look_ahead, wish=wish, actor=actor) if look else None
        if found is not None:
            wanted = [one.wanted for one in found if one.why is None]
        else:
            from madoguchi.engines.booking import api

            days = dates_of(wish, api.get_offer("gym").read_rules())
            wanted = [wish.on(day) for n, day in enumerate(days) if n in which]
        chosen = [Place(one.starts_at, one.ends_at, one.space) for one in wanted]
        done = self.go(book_series, wish=wish, chosen=chosen, actor=actor)
        made = Reservation.objects.count() - before
        assert made == (len(chosen) if done is not None else 0), "a series is whole or nothing"
        assert found is None or not chosen or done is not None, "what looked free was refused"
        if done is not None:
            self.series.append((done.id, actor))
            rows = Reservation.objects.filter(series=done).values_list("id", flat=True)
            self.made += [(one, actor) for one in rows]

    @precondition(lambda self: self.series)
    @rule(n=number)
    def cancel_series(self, n):
        from madoguchi.engines.booking.commands.book_series import cancel_series, coming
        from madoguchi.engines.booking.models import Series

        one, actor = self.series[n % len(self.series)]
        done = self.go(cancel_series, series_id=one, actor=actor)
        assert done is not None
        assert coming(Series.objects.get(id=one), at=self.at).count() == done[1]

    @rule(
        owed=st.sampled_from([0, 50, 100]),
        buffer=st.sampled_from([0, 15, 30]),
        more=st.integers(-1, 2),
    )
    def change_rules(self, owed, buffer, more):
        """Other rules hold for what comes; what is booked keeps those it was made under."""
        from madoguchi.engines.booking.commands.change_rules import change_rules
        from madoguchi.engines.booking.models import Offer, Reservation
        from madoguchi.engines.booking.rules.offer import OfferRules

        standing = {
            row.id: row.read_rules()
            for row in Reservation.objects.select_related("offer").filter(offer__key="gym")
        }
        offer = Offer.objects.get(key="gym")
        data = offer.read_rules().model_dump(mode="json")
        data["buffer_after"] = buffer
        data["cancellation"]["steps"] = [{"hours_before": 1, "owed_percent": owed}]
        done = self.go(
            change_rules, key="gym", rules=OfferRules.model_validate(data), capacities={},
            version=offer.version, why="x", actor=town.SYSTEM,
        )  # fmt: skip
        assert done is not None
        for row in Reservation.objects.select_related("offer").filter(id__in=standing):
            assert row.read_rules() == standing[row.id], "a booking lost its rules"
        course = Offer.objects.get(key="course")
        self.go(
            change_rules, key="course", rules=course.read_rules(),
            capacities={"phones": 3 + more}, version=course.version, why="x", actor=town.SYSTEM,
        )  # fmt: skip

    @rule(space=st.sampled_from(["gym", "hall-a", "room-1"]))
    def close(self, space):
        from madoguchi.engines.booking import api

        done = self.go(
            api.close_space, space=space, starts_at=town.on("11:00"), ends_at=town.on("14:00"),
            reason="emergency", words="避難所", cancel_bookings=True, actor=town.SYSTEM,
        )  # fmt: skip
        if done is not None:
            self.closures.append(done.id)

    @precondition(lambda self: self.closures)
    @rule()
    def reopen(self):
        from madoguchi.engines.booking import api

        self.go(api.reopen_space, closure_id=self.closures.pop(), actor=town.SYSTEM)

    @invariant()
    def nothing_is_given_twice(self):
        if hasattr(self, "block"):
            town.sound()
            town.sound_waiting()


@pytest.mark.django_db
def test_bookings_stay_sound(keys):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        BookingMachine,
        settings=settings(
            max_examples=settings.default.max_examples // 2 or 1,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
