# SPDX-License-Identifier: Apache-2.0
"""Which pages let staff in and out?"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.problems import WithProblems
from madoguchi.platform.identity.staff.session import pop_ended
from madoguchi.platform.identity.staff.sign_in import sign_in
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all

_PAGE = "identity/staff_sign_in.html"


class StaffSignInForm(WithProblems, forms.Form):
    """Login name and password."""

    words = "identity.staff.required"
    login = forms.CharField(max_length=60)
    password = forms.CharField(strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_words(lang)


@open_to_all("staff sign in here")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for login name and password; come back to ``next``."""
    target = _target(request)
    if request.method == "GET":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return render(request, _PAGE, {"next": target, "ended": pop_ended(request)})
    form = StaffSignInForm(request.POST, lang=lang_of(request))
    status, headers = 422, {}
    if form.is_valid():
        try:
            sign_in(
                request,
                login_name=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                at=now(),
            )
            return HttpResponseRedirect(target)
        except Refusal as refusal:
            form.add_error(None, refusal.message.pick(lang_of(request)))
            status = refusal.status
            if retry := getattr(refusal, "retry_after", None):
                headers["Retry-After"] = str(retry)
    page = render(request, _PAGE, {"form": form, "next": target}, status=status)
    for name, value in headers.items():
        page.headers[name] = value
    return page


@open_to_all("whoever is signed in may leave")
@require_POST
def staff_sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("identity:sign_in")


def _target(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else str(settings.LOGIN_REDIRECT_URL)
