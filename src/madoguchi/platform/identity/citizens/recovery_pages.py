# SPDX-License-Identifier: Apache-2.0
"""The codes on paper for when app and passkey are gone: shown once, renewed on request."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.kernel.clock import now
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.citizens.guards import citizens_page, confirmed
from madoguchi.platform.identity.citizens.notices import tell_change
from madoguchi.platform.identity.factors.api import renew_recovery
from madoguchi.platform.identity.models import User


@citizens_page
@confirmed
@require_POST
@never_cache
def recovery_renew(request: HttpRequest, user: User) -> HttpResponse:
    """New codes; the former ones are void."""
    tell_change(request, user, "recovery_renewed")
    return show_codes(request, user, at=now())


def show_codes(request: HttpRequest, user: User, *, at: datetime) -> HttpResponse:
    """Make codes and show them, this once."""
    codes = renew_recovery(user=user, actor=actor_for(user), at=at)
    return render(request, "identity/recovery_codes.html", {"codes": codes})
