# SPDX-License-Identifier: Apache-2.0
"""Staff see the notices of their section and how far each is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.engines.messaging.models import Notice
from madoguchi.engines.messaging.policy import VIEW
from madoguchi.engines.messaging.queries.desk import TABS, count_by_tab, list_notices
from madoguchi.engines.messaging.web.desk.frame import (
    lane_shown,
    name_of,
    notice_url,
    page,
    page_asked,
    section_name,
    state_shown,
    subject_of,
    who,
)
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.wording import say

SIZE = 30


@visiting_staff_may(VIEW)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """お知らせの配信: the list, by state."""
    actor, _, lang = who(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    rows, counts = list_notices(actor, tab=tab), count_by_tab(actor)
    total = sum(counts[one] for one in TABS if one != "asked") if not tab else counts[tab]
    pager = make_pager(request.GET, page=page_asked(request), size=SIZE, total=total)
    first = max(pager.first - 1, 0)
    values = {
        "tabs": _tabs(tab, counts, lang),
        "rows": [_row(one, lang) for one in rows[first : first + SIZE]],
        "pager": pager,
        "waiting": counts["asked"],
    }
    return page(request, "notices", values)


def _tabs(current: str, counts: dict[str, int], lang: str) -> list[dict[str, Any]]:
    here = reverse("messaging:desk")
    every = {"label": say("messaging.desk.tab.all", lang), "href": here, "current": not current}
    return [
        every,
        *(
            {
                "label": say(f"messaging.desk.tab.{tab}", lang),
                "href": f"{here}?tab={tab}",
                "count": counts[tab],
                "current": tab == current,
            }
            for tab in TABS
        ),
    ]


def _row(one: Notice, lang: str) -> dict[str, Any]:
    plan = getattr(one, "plan", None)
    return {
        "subject": subject_of(one, lang),
        "url": notice_url(one),
        "topic": name_of(one.topic.title, lang),
        "section": section_name(one.section, lang) if one.section else "",
        "state": state_shown(one, lang, asked=bool(plan and plan.asked_at)),
        "lane": lane_shown(one, lang),
        "people": plan.people if plan else None,
        "at": one.first_sent_at or one.send_at or one.made_at,
        "is_public": getattr(one, "news", None) is not None,
    }
