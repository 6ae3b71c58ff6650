# SPDX-License-Identifier: Apache-2.0
"""Citizens plan, book, see and cancel series of bookings (くり返しの予約)."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.engines.booking.queries.group_names import own_groups
from madoguchi.engines.booking.queries.series import list_own_series
from madoguchi.engines.booking.web.rules.frame import Crumb, page, pick, short_day
from madoguchi.engines.booking.web.rules.series_pages import Face, plan_page, series_page
from madoguchi.platform.guard.api import ANY, Limit, limited
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

FACE = Face("booking:series-new", "booking:series")
LOOKS = Limit(name="booking.series", free=300, window=timedelta(hours=1))


def _crumb(lang: str) -> Crumb:
    return Crumb(say("booking.series.mine", lang), reverse("booking:series-list"))


@signed_in
@never_cache
@require_GET
def series_list(request: HttpRequest) -> HttpResponse:
    """One's own series, and those of one's groups."""
    lang = lang_of(request)
    rows = [
        {
            "href": reverse("booking:series", args=[one.number]),
            "title": pick(one.offer.title, lang),
            "note": say(
                "booking.series.line", lang, every=say(
                    f"booking.series.every.{one.pattern['every']}", lang
                ), first=short_day(one.first_on, lang), last=short_day(one.last_on, lang),
            ),
        }
        for one in list_own_series(actor_on(request))[:100]
    ]  # fmt: skip
    return page(request, "series_list", {"crumbs": [Crumb(_crumb(lang).label)], "rows": rows})


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
@limited(LOOKS, methods=ANY)
def series_new(request: HttpRequest, key: str) -> HttpResponse:
    """Plan and book a series of an offer."""
    lang = lang_of(request)
    return plan_page(request, key, FACE, own_groups(actor_on(request)), _crumb(lang))


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def series(request: HttpRequest, number: str) -> HttpResponse:
    """The dates of a series."""
    return series_page(request, number, FACE, _crumb(lang_of(request)))
