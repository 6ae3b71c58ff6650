# SPDX-License-Identifier: Apache-2.0
"""Does the matrix find what it is there to find? Doors with planted faults."""

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from madoguchi.config.tests.access.matrix import Role, all_addresses, attempt, violation
from madoguchi.platform.identity.models import User
from madoguchi.platform.screens.policies import Policy, open_to_all, staff_may

pytestmark = [pytest.mark.django_db, pytest.mark.urls("madoguchi.config.tests.access.test_matrix")]


def forgotten(_request):
    return HttpResponse("hello")


def unguarded(_request):
    return HttpResponse("hello")


unguarded.policy = Policy("staff", "cases.view")


def writes_first(request):
    User.objects.filter(pk=None).update(display_name="x")
    User.objects.create(email="x@example.jp")
    return HttpResponse(status=403)


writes_first.policy = Policy("staff", "cases.view")


def strange(_request):
    return HttpResponseRedirect("/")


strange.policy = "by moonlight"


@open_to_all("breaks")
def breaks(_request):
    raise ValueError("a fault")


urlpatterns = [
    path("forgotten/", forgotten),
    path("unguarded/", unguarded),
    path("writes/", writes_first),
    path("strange/", strange),
    path("breaks/", breaks),
    path("good/", staff_may("cases.view")(forgotten)),
]
STAFF = Role("clerk without permissions", "staff")
STRANGER = Role("stranger", "guest")


@pytest.fixture
def found():
    return {one.pattern: one for one in all_addresses()}


@pytest.mark.parametrize(
    ("pattern", "role", "fault"),
    [
        ("/forgotten/", STRANGER, "no policy"),
        ("/unguarded/", STRANGER, "expected sign_in"),
        ("/unguarded/", STAFF, "expected refused"),
        ("/writes/", STAFF, "wrote ['identity_user'] for somebody it refused"),
        ("/strange/", STRANGER, "no rule for this kind of policy"),
        ("/breaks/", STRANGER, "broken"),
    ],
)
def test_a_planted_fault_is_found(found, pattern, role, fault):
    assert violation(attempt(role, "GET", found[pattern], {})).startswith(fault)


def test_a_guarded_view_passes_and_nothing_stays(found):
    assert violation(attempt(STRANGER, "POST", found["/good/"], {})) == ""
    attempt(STAFF, "GET", found["/writes/"], {})
    assert not User.objects.exists()
    assert not Session.objects.exists()
