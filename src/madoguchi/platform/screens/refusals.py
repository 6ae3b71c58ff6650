# SPDX-License-Identifier: Apache-2.0
"""How does a refusal of the product become an answer?"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.keeping import typed_fields
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, ask_to_sign_in, page_behind, sign_in_url
from madoguchi.platform.screens.problems import KNOWN, Problem, answer
from madoguchi.platform.screens.wording import say


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Tell the reader what was refused and what to do next, in their language."""
    lang = lang_of(request)
    known = refusal.status if refusal.status in KNOWN else 422
    next_step = refusal.next_step or None
    problem = Problem(
        status=refusal.status,
        code=refusal.code,
        title=say(f"screens.problem.{known}.title", lang),
        sentence=refusal.message.pick(lang),
        next_step=next_step.pick(lang) if next_step else say("screens.problem.next", lang),
    )
    if refusal.sign_in and actor_on(request).kind not in {"citizen", "staff"}:
        if typed_fields(request):
            return ask_to_sign_in(request, words="closed_kept")
        problem = replace(
            problem,
            sign_in_url=sign_in_url(page_behind(request)),
            sign_in_label=say("screens.closed_kept.sign_in_here", lang),
        )
    retry = getattr(refusal, "retry_after", None)
    return answer(request, problem, headers={"Retry-After": str(retry)} if retry else None)
