# SPDX-License-Identifier: Apache-2.0
"""Whatever people do in whatever order, is anything booked twice, or a quota exceeded?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

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
wishes = st.one_of(gym, room, course, counter)
number = st.integers(0, 30)


class BookingMachine(RuleBasedStateMachine):
    """Three people, a hall and its halves, a room, a course, a counter, and time that goes on."""

    @initialize()
    def begin(self):
        from django.db import transaction

        self.block = transaction.atomic()
        self.block.__enter__()
        self.at, self.made, self.closures, self.series = START, [], [], []
        town.build(START, hold_minutes=30, series_most=6)

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
        from madoguchi.engines.booking import api

        one, who = self.pick(n)
        self.go(
            api.change, reservation_id=one, actor=who, starts_at=wanted.starts_at,
            ends_at=wanted.ends_at, space=wanted.space, people=wanted.people,
        )  # fmt: skip

    @rule(minutes=st.integers(1, 60))
    def expire(self, minutes):
        from madoguchi.engines.booking import api

        self.at += timedelta(minutes=minutes)
        api.release_expired(actor=town.SYSTEM, at=self.at)

    @rule(who=people, n=st.integers(1, 3), whole=st.booleans())
    def wait(self, who, n, whole):
        from madoguchi.engines.booking import api

        self.go(
            api.join_waiting, wanted=town.course(people=n), actor=town.citizen(who),
            all_or_none=whole,
        )  # fmt: skip

    @rule()
    def promote(self):
        from madoguchi.engines.booking.commands.promote_waiting import promote_waiting

        for one in self.go(promote_waiting, offer_key="course", actor=town.SYSTEM) or ():
            who = next(
                p
                for p in map(town.citizen, ("akari", "funaki", "minato"))
                if p.ref == one.person_ref
            )
            self.made.append((one.id, who))

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
