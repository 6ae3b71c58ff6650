# SPDX-License-Identifier: Apache-2.0
"""Views that answer in every way that a screen can go wrong."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_POST

from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.content_security import may_also

handler400 = "madoguchi.platform.screens.errors.bad_request"
handler403 = "madoguchi.platform.screens.errors.forbidden"
handler404 = "madoguchi.platform.screens.errors.not_found"
handler500 = "madoguchi.platform.screens.errors.server_error"

TAKEN = text(
    "ほかの職員が先に担当になりました。",
    "A colleague has taken this case.",
    "ほかの 人が たんとうに なりました。",
)


class TooOften(Conflict):
    """For the header that says when to come back."""

    code = "too_often"
    status = 429
    retry_after = 60


def page(request: HttpRequest) -> HttpResponse:
    source = '{% extends "screens/base.html" %}{% block main %}<h1>{{ lang }}</h1>{% endblock %}'
    return HttpResponse(engines["django"].from_string(source).render({}, request))


def taken(request: HttpRequest) -> HttpResponse:
    raise Conflict(TAKEN)


def too_often(request: HttpRequest) -> HttpResponse:
    raise TooOften(TAKEN, next_step=text("1分お待ちください。"))


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def read_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


def bare(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(status=status)


def data(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"detail": "own words"}, status=404)


urlpatterns = [
    path("", page, name="home"),
    path("taken/", taken),
    path("api/taken/", taken),
    path("too-often/", too_often),
    path("denied/", denied),
    path("broken/", broken),
    path("send/", require_POST(read_post)),
    path("bare/<int:status>/", bare),
    path("data/", data),
    path("zone/parcels", page),
    path("elsewhere/", may_also(form_action=("https://portal.example",))(page)),
]
