# SPDX-License-Identifier: Apache-2.0
"""How does the clock of a case move on? Used by every command that stops, starts or ends it."""

from datetime import date
from typing import Any

from madoguchi.engines.cases.models import Case, CorrectionRequest
from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.queries.term import read_term
from madoguchi.engines.cases.rules.clock import calculate_due_on, count_used_days


def end_stop(case: Case, *, on: date, at: Any, how: str) -> CorrectionRequest | None:
    """Close the open request for a correction, where there is one."""
    request = case.corrections.filter(ended_at__isnull=True).first()
    if request is not None:
        request.ended_on, request.ended_at, request.ended_how = on, at, how
        request.save(update_fields=["ended_on", "ended_at", "ended_how"])
    return request


def running(case: Case) -> dict[str, Any]:
    """The columns of a clock that runs again: no pause, the due day moved by the stops."""
    return {"paused_on": None, "due_on": calculate_due_on(read_term(case), office_calendar())}


def decided(case: Case, *, on: date) -> dict[str, Any]:
    """The columns of a decided case: how many open days it took, and whether it was late."""
    used = count_used_days(read_term(case), office_calendar(), on)
    return {
        "decided_on": on,
        "decided_days": used,
        "decided_late": case.due_on is not None and on > case.due_on,
        "paused_on": None,
        "correction_arrived": False,
    }
