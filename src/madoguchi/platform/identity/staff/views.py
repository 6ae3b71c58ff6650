# SPDX-License-Identifier: Apache-2.0
"""Which pages let staff in and out?"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.factors.api import ask_known, held_by, keep_question, site_of
from madoguchi.platform.identity.problems import WithProblems
from madoguchi.platform.identity.staff.emergency import open_emergency
from madoguchi.platform.identity.staff.second_factor import factors_of
from madoguchi.platform.identity.staff.session import close_row, pop_ended
from madoguchi.platform.identity.staff.sign_in import (
    owing,
    show_second,
    sign_in,
    sign_in_by_passkey,
)
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all

_PAGE = "identity/staff_sign_in.html"
WAYS = ("passkey", "code", "recovery")


class StaffSignInForm(WithProblems, forms.Form):
    """Login name and password."""

    words = "identity.staff.required"
    login = forms.CharField(max_length=60)
    password = forms.CharField(strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_words(lang)


class EmergencyForm(StaffSignInForm):
    """The name, what stands on the paper from the safe, and why."""

    reason = forms.CharField(max_length=300)


@open_to_all("staff sign in here")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for login name and password; come back to ``next``. ``again`` asks who is signed in."""
    target, again = target_of(request), "again" in request.GET
    shown = {"next": target, "again": again, "can_ask": site_of(request).can_ask}
    if request.method == "GET":
        if request.user.is_authenticated and not again:
            return HttpResponseRedirect(target)
        return render(request, _PAGE, {**shown, "ended": pop_ended(request)})
    form = StaffSignInForm(request.POST, lang=lang_of(request))
    if not form.is_valid():
        return render(request, _PAGE, {**shown, "form": form}, status=422)
    try:
        done = sign_in(
            request,
            login_name=form.cleaned_data["login"],
            password=form.cleaned_data["password"],
            at=now(),
        )
    except Refusal as refusal:
        return _refused(request, _PAGE, refusal, {**shown, "form": form})
    if done == "second":
        return HttpResponseRedirect(f"{reverse('identity:second_step')}?{_next(target)}")
    return HttpResponseRedirect(target)


@open_to_all("staff sign in here with a passkey alone")
@never_cache
@require_http_methods(["GET", "POST"])
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask the browser for whichever passkey of staff it has."""
    target, at, site = target_of(request), now(), site_of(request)
    shown: dict[str, Any] = {"next": target, "can_ask": site.can_ask}
    if request.method == "POST":
        try:
            sign_in_by_passkey(request, answer=request.POST.get("answer", ""), at=at)
            return HttpResponseRedirect(target)
        except Refusal as refusal:
            shown["refusal"] = refusal
    if site.can_ask:
        shown["options"] = keep_question(request, "sign-in", ask_known(site), at=at)
    return _answer(request, "identity/staff_passkey.html", shown)


@open_to_all("does nothing for who has not given a password in this browser")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """二段階認証: the passkey, the six digits, or a recovery code."""
    target, at = target_of(request), now()
    user = owing(request, at)
    if user is None:
        return HttpResponseRedirect(f"{reverse('identity:sign_in')}?{_next(target)}")
    shown: dict[str, Any] = {"next": target, "way": ""}
    if request.method == "POST":
        way = request.POST.get("way", "")
        shown["way"] = way if way in WAYS else "code"
        typed = request.POST.get("answer" if way == "passkey" else "typed", "")
        try:
            show_second(request, way=shown["way"], typed=typed, at=at)
            return HttpResponseRedirect(target)
        except Refusal as refusal:
            shown["refusal"] = refusal
    shown["factors"] = factors = factors_of(user)
    site = site_of(request)
    if factors.passkeys and site.can_ask:
        question = ask_known(site, held_by(user))
        shown["options"] = keep_question(request, "second", question, at=at)
    return _answer(request, "identity/staff_second.html", shown)


@open_to_all("opens only with the passphrase from the safe, and rings an alarm")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """緊急用アカウントを開く."""
    page = "identity/staff_emergency.html"
    if request.method == "GET":
        return render(request, page)
    form = EmergencyForm(request.POST, lang=lang_of(request))
    if not form.is_valid():
        return render(request, page, {"form": form}, status=422)
    try:
        open_emergency(
            request,
            login=form.cleaned_data["login"],
            passphrase=form.cleaned_data["password"],
            reason=form.cleaned_data["reason"],
            at=now(),
        )
    except Refusal as refusal:
        return _refused(request, page, refusal, {"form": form})
    return HttpResponseRedirect(str(settings.LOGIN_REDIRECT_URL))


@open_to_all("whoever is signed in may leave")
@require_POST
def staff_sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    close_row(request, now())
    logout(request)
    return redirect("identity:sign_in")


def target_of(request: HttpRequest) -> str:
    """Where to go afterwards: an address of this host, or the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else str(settings.LOGIN_REDIRECT_URL)


def _next(target: str) -> str:
    return urlencode({"next": target})


def _refused(
    request: HttpRequest, page: str, refusal: Refusal, shown: dict[str, Any]
) -> HttpResponse:
    shown["form"].add_error(None, refusal.message.pick(lang_of(request)))
    return _with_retry(render(request, page, shown, status=refusal.status), refusal)


def _answer(request: HttpRequest, page: str, shown: dict[str, Any]) -> HttpResponse:
    """A page with what was refused on top, if anything was."""
    refusal = shown.get("refusal")
    if not isinstance(refusal, Refusal):
        return render(request, page, shown)
    lang = lang_of(request)
    words = refusal.message.pick(lang)
    if refusal.next_step:
        words = f"{words} {refusal.next_step.pick(lang)}"
    shown["refused"] = words
    return _with_retry(render(request, page, shown, status=refusal.status), refusal)


def _with_retry(page: HttpResponse, refusal: Refusal) -> HttpResponse:
    if retry := getattr(refusal, "retry_after", None):
        page.headers["Retry-After"] = str(retry)
    return page
