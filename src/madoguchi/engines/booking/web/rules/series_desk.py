# SPDX-License-Identifier: Apache-2.0
"""Staff book series for people who telephone, and look after them."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.engines.booking.policy import WORK, check_may_work
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.web.rules.frame import Crumb
from madoguchi.engines.booking.web.rules.series_pages import Face, plan_page, series_page
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

FACE = Face("booking:desk-series-new", "booking:desk-series", by_staff=True)


def _crumb(lang: str) -> Crumb:
    return Crumb(say("booking.rules.title", lang), reverse("booking:rules"))


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_series_new(request: HttpRequest, key: str) -> HttpResponse:
    """Plan and book a series for somebody who telephones."""
    check_may_work(actor_on(request), get_offer(key).section)
    return plan_page(request, key, FACE, [], _crumb(lang_of(request)))


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_series(request: HttpRequest, number: str) -> HttpResponse:
    """The dates of a series."""
    return series_page(request, number, FACE, _crumb(lang_of(request)))
