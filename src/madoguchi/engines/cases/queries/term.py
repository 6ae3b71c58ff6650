# SPDX-License-Identifier: Apache-2.0
"""Which time does the office have for a case, with its stops?"""

from collections.abc import Iterable
from datetime import date

from madoguchi.engines.cases.models import Case, CaseAction, CorrectionRequest
from madoguchi.engines.cases.rules.clock import Stop, Term


def read_term(case: Case) -> Term:
    """The term of a case, from its row, its requests for correction and its reopenings."""
    reopenings = case.actions.filter(kind="reopened").order_by("seq")
    return make_term(case, case.corrections.all(), reopenings)


def make_term(
    case: Case, corrections: Iterable[CorrectionRequest], actions: Iterable[CaseAction]
) -> Term:
    """The same from rows that are read already.

    The clock waits for the applicant, and while a case that was opened again had ended.
    """
    stops = [Stop(one.asked_on, one.ended_on) for one in corrections]
    stops += [
        Stop(date.fromisoformat(one.data["ended_on"]), date.fromisoformat(one.data["reopened_on"]))
        for one in actions
        if one.kind == "reopened"
    ]
    return Term(
        received_on=case.received_on,
        standard_days=case.standard_days,
        extended_days=case.extended_days,
        stops=tuple(sorted(stops, key=lambda stop: stop.from_on)),
    )
