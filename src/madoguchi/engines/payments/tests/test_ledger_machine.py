# SPDX-License-Identifier: Apache-2.0
"""Does the ledger add up to each due's standing, whatever happens in which order?"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from madoguchi.engines.payments.rules.convenience_slip import MOST_YEN
from madoguchi.engines.payments.tests.reports import report, store_file

pytestmark = pytest.mark.django_db


class Ledger(RuleBasedStateMachine):
    """Dues are assessed, changed, withdrawn; slips printed, paid once or twice, cancelled."""

    dues = Bundle("dues")
    slips = Bundle("slips")

    def __init__(self):
        super().__init__()
        from django.db import transaction

        from madoguchi.engines.payments.tests import city, routes_city
        from madoguchi.kernel.clock import now

        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.city, self.town, self.at = city, routes_city, now()
        city.build()
        routes_city.build(self.at)
        self.files = self.count = 0

    def teardown(self):
        from django.db import transaction

        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(target=dues, yen=st.integers(1, MOST_YEN))
    def assess(self, yen):
        self.count += 1
        return self.city.owe(self.at, f"levy:{self.count}", yen).id, [1]

    @rule(due=dues, yen=st.integers(0, MOST_YEN))
    def change(self, due, yen):
        from madoguchi.engines.payments.models import Receivable

        row = Receivable.objects.get(id=due[0])
        due[1][0] += 1
        self.city.owe(self.at, row.source_ref, yen, version=due[1][0])

    @rule(target=slips, due=dues)
    def print_slip(self, due):
        from madoguchi.engines.payments.commands.issue_slip import issue_slip
        from madoguchi.engines.payments.rules.route_refusals import NoSlipNeeded

        try:
            slip = issue_slip(receivable_id=due[0], actor=self.town.MORI, at=self.at)
        except NoSlipNeeded:
            return None
        return slip.code or None

    @rule(
        code=slips,
        kinds=st.lists(
            st.sampled_from(["provisional", "final", "cancelled"]), min_size=1, max_size=4
        ),
        minute=st.sampled_from(["0900", "0901"]),
    )
    def take_in(self, code, kinds, minute):
        from madoguchi.engines.payments.commands.take_in_file import take_in_file

        if code is None:
            return
        self.files += 1
        data = store_file(
            *(report(code, kind, minute=minute) for kind in kinds), sender=f"F{self.files}"
        )
        take_in_file(
            kind="convenience", name="x", data=data, actor=self.town.MORI, at=self.at, chunk=2
        )

    @invariant()
    def adds_up(self):
        self.city.sound()

    @invariant()
    def every_line_has_its_rule(self):
        from madoguchi.engines.payments.models import LedgerEntry, StatementLine
        from madoguchi.engines.payments.rules.matching import RULES

        for line in StatementLine.objects.all():
            assert line.rule in RULES
            booked = LedgerEntry.objects.filter(origin=line.origin).exists()
            assert booked == (line.state in {"booked", "provisional", "reversed"}), line.state


def test_whatever_happens_in_which_order(db, at, keys):
    machine = settings(max_examples=15, stateful_step_count=12, deadline=None)
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Ledger, settings=machine)
