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
        self.at, self.made, self.closures = START, [], []
        town.build(START, hold_minutes=30)

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
        from madoguchi.engines.booking import api

        for one in self.go(api.promote_waiting, offer_key="course", actor=town.SYSTEM) or ():
            who = next(
                p
                for p in map(town.citizen, ("akari", "funaki", "minato"))
                if p.ref == one.person_ref
            )
            self.made.append((one.id, who))

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
