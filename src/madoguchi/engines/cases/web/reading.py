# SPDX-License-Identifier: Apache-2.0
"""Which case does a form work on? Opening the form is a reading, and written down."""

from django.http import HttpRequest

from madoguchi.engines.cases.commands.record_reading import record_reading
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.queries.case_page import get_case
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.policies import actor_on


def open_for_form(request: HttpRequest, number: str, *, form: str) -> Case:
    """The case of a form; a GET shows it and leaves a leaf, a POST leaves that of its command."""
    actor = actor_on(request)
    case = get_case(number, actor=actor)
    if request.method == "GET":
        write_reading(request, case, form=form)
    return case


def write_reading(request: HttpRequest, case: Case, *, form: str) -> None:
    """Write down that a form with this case was shown."""
    record_reading(
        case=case,
        actor=actor_on(request),
        at=now(),
        purpose=case.procedure_title,
        what=f"form:{form}",
    )
