# SPDX-License-Identifier: Apache-2.0
"""What do people see while the zone is closed for work?"""

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.maintenance import Maintenance
from madoguchi.platform.screens.problems import answer, describe_status
from madoguchi.platform.screens.wording import say


def closed_page(request: HttpRequest, work: Maintenance, at: datetime) -> HttpResponse:
    """A 503 with the reason, the planned end and the telephone."""
    lang = lang_of(request)
    problem = describe_status(503, lang)
    sentence = work.message.pick(lang) if work.message else problem.sentence
    if work.until_at:
        until = format_instant(work.until_at, lang)
        sentence = f"{sentence} {say('screens.problem.503.until', lang, until=until)}"
    problem = replace(problem, code="closed_for_work", sentence=sentence)
    return answer(request, problem, headers={"Retry-After": str(work.retry_after(at))})
