# SPDX-License-Identifier: Apache-2.0
"""Whatever clerks and applicants do in whatever order, does the case stay sound?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from madoguchi.engines.cases.rules.clock import Stop, Term, calculate_due_on
from madoguchi.engines.cases.rules.states import fold_state
from madoguchi.engines.cases.tests import town
from madoguchi.kernel.application import SubmittedCorrection, Withdrawal
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal

hops = st.integers(0, 12)
START = datetime(2026, 11, 9, 3, 0, tzinfo=UTC)


class CaseMachine(RuleBasedStateMachine):
    """One case, a clerk, a decider, an applicant, and time that only goes on."""

    users = None

    @initialize()
    def open(self):
        from django.db import transaction

        from madoguchi.engines.cases.tests import hall
        from madoguchi.platform.identity.api import actor_for

        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = START
        self.clerk, self.chief = (actor_for(self.users[key]) for key in ("sanami", "takeuchi"))
        self.case = hall.open_one()
        self.stops, self.ended, self.extended, self.outcomes = [], [], 0, []

    def teardown(self):
        from django.db import transaction

        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def go(self, hop, command, **arguments):
        """Try a command some days later; a refusal must change nothing."""
        self.at += timedelta(days=hop)
        before = self.read()
        try:
            command(at=self.at, **arguments)
        except Refusal:
            assert self.read() == before
            return False
        return True

    def read(self):
        self.case.refresh_from_db()
        return {k: v for k, v in vars(self.case).items() if not k.startswith("_")}

    @property
    def on(self):
        from madoguchi.kernel.clock import today

        return today(self.at)

    @rule(hop=hops)
    def review(self, hop):
        from madoguchi.engines.cases import api

        self.go(hop, api.start_review, case_id=self.case.id, actor=self.clerk)

    @rule(hop=hops)
    def ask(self, hop):
        from madoguchi.engines.cases import api

        mark = api.Mark("person", "pension", None, "選び直して")
        if self.go(
            hop,
            api.request_correction,
            case_id=self.case.id,
            marks=[mark],
            message="",
            due_on=None,
            actor=self.clerk,
        ):
            self.stops.append([self.on, None])

    @precondition(lambda self: self.stops)
    @rule(hop=hops, value=st.sampled_from(["national", "employees", "none_such"]))
    def correct(self, hop, value):
        from madoguchi.engines.cases import api

        request = self.case.corrections.order_by("asked_at").last()
        was_open = request.ended_at is None and self.read()["state"] == "correction"
        self.at += timedelta(days=hop)
        sent = SubmittedCorrection(
            correction_id=new_id(), submission_id=self.case.submission_id, request_id=request.id,
            submitted_at=self.at, answers={"pension": value, "phone": "000"},
        )  # fmt: skip
        api.receive_correction(correction=sent, at=self.at)
        if was_open:
            self.stops[-1][1] = self.on
            fresh = type(self.case).objects.get(id=self.case.id)
            assert fresh.content.answers["pension"] == value
            assert fresh.content.answers["phone"] == "090-0000-1125"

    @rule(hop=hops)
    def resume(self, hop):
        from madoguchi.engines.cases import api

        if self.go(hop, api.resume, case_id=self.case.id, reason="電話", actor=self.clerk):
            self.stops[-1][1] = self.on

    @rule(hop=hops, days=st.integers(0, 20))
    def extend(self, hop, days):
        from madoguchi.engines.cases import api

        if self.go(
            hop, api.extend_term, case_id=self.case.id, days=days, reason="照会", actor=self.clerk
        ):
            self.extended += days

    @rule(hop=hops, outcome=st.sampled_from(["approved", "refused"]))
    def propose(self, hop, outcome):
        from madoguchi.engines.cases import api

        verdict = api.Verdict(outcome, ("理由",), "法")
        self.go(hop, api.propose_decision, case_id=self.case.id, verdict=verdict, actor=self.clerk)

    @rule(hop=hops)
    def send_back(self, hop):
        from madoguchi.engines.cases import api

        self.go(hop, api.send_back, case_id=self.case.id, reason="もう一度", actor=self.chief)

    @rule(hop=hops, outcome=st.sampled_from(["approved", "refused"]), by_chief=st.booleans())
    def decide(self, hop, outcome, by_chief):
        from madoguchi.engines.cases import api

        verdict = api.Verdict(outcome, ("理由",), "法")
        actor = self.chief if by_chief else self.clerk
        if self.go(hop, api.decide, case_id=self.case.id, verdict=verdict, actor=actor):
            assert by_chief
            self.outcomes.append(outcome)

    @rule(hop=hops, by_citizen=st.booleans())
    def withdraw(self, hop, by_citizen):
        from madoguchi.engines.cases import api

        if by_citizen:
            self.at += timedelta(days=hop)
            waiting = self.read()["state"] == "correction"
            sent = Withdrawal(submission_id=self.case.submission_id, withdrawn_at=self.at)
            api.receive_withdrawal(withdrawal=sent, at=self.at)
            if waiting:
                self.stops[-1][1] = self.on
            return
        waiting = self.read()["state"] == "correction"
        if (
            self.go(hop, api.withdraw, case_id=self.case.id, reason="", actor=self.clerk)
            and waiting
        ):
            self.stops[-1][1] = self.on

    @rule(hop=hops)
    def close(self, hop):
        from madoguchi.engines.cases import api

        self.go(hop, api.close, case_id=self.case.id, actor=self.clerk)

    @rule(hop=hops, by_chief=st.booleans())
    def reopen(self, hop, by_chief):
        from madoguchi.engines.cases import api

        actor = self.chief if by_chief else self.clerk
        ended_on = self.read()["decided_on"]
        if self.go(hop, api.reopen, case_id=self.case.id, reason="誤り", actor=actor):
            assert by_chief
            self.ended.append(Stop(ended_on, self.on))

    @rule(hop=hops)
    def destroy(self, hop):
        from madoguchi.engines.cases import api

        assert not self.go(hop, api.destroy, case_id=self.case.id, actor=self.chief)

    @invariant()
    def row_is_the_fold_of_its_actions(self):
        if not hasattr(self, "case"):
            return
        self.case.refresh_from_db()
        actions = list(self.case.actions.order_by("seq").values_list("seq", "kind", "state"))
        assert [seq for seq, _, _ in actions] == list(range(1, self.case.version + 1))
        assert fold_state(kind for _, kind, _ in actions) == self.case.state == actions[-1][2]

    @invariant()
    def clock_is_what_the_rules_say(self):
        if not hasattr(self, "case"):
            return
        from madoguchi.engines.cases.queries.city import office_calendar

        self.case.refresh_from_db()
        stops = (*(Stop(*stop) for stop in self.stops), *self.ended)
        term = Term(self.case.received_on, 20, self.extended, stops)
        if self.case.is_open:
            assert self.case.due_on == calculate_due_on(term, office_calendar())
        assert (self.case.paused_on is not None) == (self.case.state == "correction")

    @invariant()
    def counters_and_letters_agree(self):
        if not hasattr(self, "case"):
            return
        from madoguchi.engines.cases.models import InboxCount, Letter

        counted = sum(InboxCount.objects.values_list("cases", flat=True))
        assert counted == int(self.case.is_open)
        serials = list(Letter.objects.order_by("serial").values_list("serial", flat=True))
        assert serials == list(range(1, len(self.outcomes) + 1))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_life_of_a_case_is_sound(town_hall):
    CaseMachine.users = town_hall
    CaseMachine.TestCase.settings = settings(
        max_examples=20,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    test = CaseMachine.TestCase()
    test.runTest()
    assert town.DEFINITION["standard_days"] == 20
