# SPDX-License-Identifier: Apache-2.0
"""Which pages of an account are for its holder only, and which ask to be shown again who it is?"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from madoguchi.kernel.clock import now
from madoguchi.platform.identity.citizens.sign_ins import is_confirmed
from madoguchi.platform.identity.models import User
from madoguchi.platform.screens.policies import signed_in

Page = Callable[..., HttpResponse]


def citizens_page(view: Page) -> Callable[..., HttpResponseBase]:
    """Only for a signed-in citizen, whom the view gets as ``user``."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or user.is_staff:
            return HttpResponseRedirect(reverse("account_login"))
        return view(request, user, *args, **kwargs)

    return signed_in(inner)


def confirmed(view: Page) -> Page:
    """Only within ten minutes of showing who one is; others are asked and come back."""

    @wraps(view)
    def inner(request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_confirmed(request, at=now()):
            way = request.get_full_path() if request.method == "GET" else reverse("account_email")
            return HttpResponseRedirect(
                f"{reverse('account_reauthenticate')}?{urlencode({'next': way})}"
            )
        return view(request, user, *args, **kwargs)

    return inner
