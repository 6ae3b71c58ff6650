# SPDX-License-Identifier: Apache-2.0
"""Whatever people and clerks do in whatever order, do numbers, desks and ends stay sound?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from madoguchi.engines.queue.tests import hall
from madoguchi.kernel.refusal import Refusal

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
DESKS = {"desk-1": "citizens", "desk-2": "citizens", "desk-3": "citizens", "desk-t": "tax"}
desks = st.sampled_from(sorted(DESKS))
lines = st.sampled_from(["moving", "papers", "tax"])
needs = st.sampled_from([(), ("wheelchair",), ("unwell",)])
number = st.integers(0, 30)


class QueueMachine(RuleBasedStateMachine):
    """Three lines, four desks, people who come, leave, miss and return, and time that goes on."""

    @initialize()
    def begin(self):
        from django.db import transaction

        self.block = transaction.atomic()
        self.block.__enter__()
        self.at, self.made, self.ended = START, [], {}
        hall.build(START, moving={"tickets_per_day": 6})

    def teardown(self):
        from django.db import transaction

        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def go(self, command, **arguments):
        """Try a command a little later; a refusal is an answer, anything else a fault."""
        self.at += timedelta(seconds=40)
        try:
            return command(at=self.at, **arguments)
        except Refusal:
            return None

    def pick(self, n):
        return self.made[n % len(self.made)]

    def one(self, verb, n, desk="desk-1", **more):
        from madoguchi.engines.queue import api

        actor = hall.clerk(DESKS[desk])
        return self.go(getattr(api, verb), ticket_id=self.pick(n), actor=actor, **more)

    @rule(line=lines, need=needs, booked=st.one_of(st.none(), st.integers(-20, 40)))
    def come(self, line, need, booked):
        from madoguchi.engines.queue import api

        appointment = None
        if booked is not None:
            appointment = api.Appointment(
                ref=f"elsewhere:{len(self.made)}", offer="x",
                starts_at=self.at + timedelta(minutes=booked),
            )  # fmt: skip
        done = self.go(
            hall.take, line=line, needs=need, appointment=appointment,
            source="appointment" if appointment else "kiosk",
        )  # fmt: skip
        if done is not None:
            self.made.append(done.id)

    @rule(desk=desks)
    def call(self, desk):
        self.go(hall.call, desk=desk, section=DESKS[desk])

    @precondition(lambda self: self.made)
    @rule(n=number, desk=desks)
    def call_this(self, n, desk):
        from madoguchi.engines.queue import api

        self.go(
            api.call_ticket, desk_key=desk, ticket_id=self.pick(n), actor=hall.clerk(DESKS[desk])
        )

    @precondition(lambda self: self.made)
    @rule(
        n=number,
        desk=desks,
        verb=st.sampled_from(["start", "finish", "miss", "call_again", "come_back", "leave"]),
    )
    def act(self, n, desk, verb):
        self.one(verb, n, desk)

    @precondition(lambda self: self.made)
    @rule(n=number, desk=desks, line=lines)
    def send_on(self, n, desk, line):
        done = self.one("transfer", n, desk, line_key=line)
        if done is not None:
            self.made.append(done.id)

    @rule(desk=desks, opens=st.booleans())
    def shift(self, desk, opens):
        from madoguchi.engines.queue import api

        command = api.open_desk if opens else api.close_desk
        self.go(command, desk_key=desk, actor=hall.clerk(DESKS[desk]))

    @rule(line=lines)
    def pause_and_resume(self, line):
        from madoguchi.engines.queue import api
        from madoguchi.kernel.actors import SYSTEM

        self.go(api.pause_line, line_key=line, reason="点検", actor=SYSTEM)
        self.go(hall.take, line=line)
        self.go(api.resume_line, line_key=line, actor=SYSTEM)

    @rule(minutes=st.integers(1, 30))
    def wait(self, minutes):
        self.at += timedelta(minutes=minutes)

    @invariant()
    def stays_sound(self):
        if not hasattr(self, "block"):
            return
        from madoguchi.engines.queue.models import Ticket
        from madoguchi.engines.queue.queries.board import read_board

        hall.sound()
        for one in Ticket.objects.filter(id__in=list(self.ended)):
            assert one.state == self.ended[one.id], "what is over stays over"
        over = Ticket.objects.filter(state__in=("done", "left", "transferred"))
        self.ended = {one.id: one.state for one in over}
        for status in read_board(self.at):
            waiting = Ticket.objects.filter(line__key=status.key, state="waiting").count()
            assert status.waiting == waiting
            assert status.wait is None or 0 <= status.wait.low < status.wait.high


@pytest.mark.django_db
def test_the_queue_stays_sound(keys):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        QueueMachine,
        settings=settings(
            max_examples=settings.default.max_examples // 4 or 1,
            stateful_step_count=20,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
