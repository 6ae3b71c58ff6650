# SPDX-License-Identifier: Apache-2.0
"""The devices that give tickets: register one, open its page, take it out of use."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.engines.queue.commands.kiosks import add_kiosk, end_kiosk
from madoguchi.engines.queue.policy import ALL, MANAGE, may_work
from madoguchi.engines.queue.queries.lines import list_kiosks, list_lines
from madoguchi.engines.queue.rules.refusals import QueueRefusal, RuleWrong
from madoguchi.engines.queue.web.showing import Crumb, section_name
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, may
from madoguchi.platform.screens.wording import say


@visiting_staff_may(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def kiosks(request: HttpRequest) -> HttpResponse:
    """発券機の登録."""
    lang, actor, at = lang_of(request), actor_on(request), now()
    refusal: QueueRefusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("verb") == "add":
                title, section = request.POST.get("title", ""), request.POST.get("section", "")
                add_kiosk(title=title, section=section[:48], actor=actor, at=at)
                messages.success(request, say("queue.kiosks.added", lang))
            elif request.POST.get("verb") == "end":
                end_kiosk(code=request.POST.get("code", "")[:24], actor=actor, at=at)
                messages.success(request, say("queue.kiosks.ended", lang))
            else:
                raise RuleWrong(why="操作が選ばれていません")
            return HttpResponseRedirect(reverse("queue:kiosks"))
        except QueueRefusal as problem:
            refusal = problem
    values: dict[str, Any] = {
        "crumbs": [
            Crumb(say("queue.staff.title", lang), reverse("queue:staff")),
            Crumb(say("queue.kiosks.title", lang)),
        ],
        "kiosks": [
            {
                "title": one.title,
                "code": one.code,
                "section": section_name(one.section, lang)
                if one.section
                else say("queue.kiosks.all", lang),
                "url": settings.PORTAL_URL.rstrip("/") + reverse("queue:kiosk", args=[one.code]),
            }
            for one in list_kiosks()
            if may_work(actor, one.section, MANAGE)
        ],
        "sections": _sections(actor, lang),
        "title": request.POST.get("title", ""),
        "section": request.POST.get("section", ""),
    }
    if refusal is not None:
        values["problem"] = refusal.message.pick(lang)
        values["next"] = refusal.next_step.pick(lang) if refusal.next_step else ""
    status = refusal.status if refusal else 200
    return render(request, "queue/staff/kiosks.html", values, status=status)


def _sections(actor: Any, lang: str) -> list[tuple[str, str]]:
    keys = dict.fromkeys(one.section for one in list_lines())
    mine = [(key, section_name(key, lang)) for key in keys if may_work(actor, key, MANAGE)]
    return [("", say("queue.kiosks.all", lang)), *mine] if may(actor, ALL) else mine
