# SPDX-License-Identifier: Apache-2.0
"""The two pages of a changed e-mail address: which one, and the codes from both mails."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.citizens.adapter import mail_away
from madoguchi.platform.identity.citizens.email_change import (
    Codes,
    finish_email_change,
    forget_email_change,
    start_email_change,
    wanted_address,
)
from madoguchi.platform.identity.citizens.guards import citizens_page, confirmed
from madoguchi.platform.identity.citizens.notices import tell_change
from madoguchi.platform.identity.citizens.words import mail_words
from madoguchi.platform.identity.models import User
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

LONGEST = 254


@citizens_page
@confirmed
@require_http_methods(["GET", "POST"])
@never_cache
def email_change(request: HttpRequest, user: User) -> HttpResponse:
    """Type the new address."""
    lang, typed = lang_of(request), request.POST.get("email", "").strip()
    if request.method == "GET":
        return _ask(request, user, "", "")
    error = _wrong(typed, user, lang)
    if error:
        return _ask(request, user, typed, error)
    try:
        codes = start_email_change(request, user, typed, at=now())
    except Refusal as refusal:
        return _ask(request, user, typed, refusal.message.pick(lang))
    _send(typed.lower(), user.email, codes)
    return HttpResponseRedirect(reverse("account_email_codes"))


@citizens_page
@require_http_methods(["GET", "POST"])
@never_cache
def email_codes(request: HttpRequest, user: User) -> HttpResponse:
    """Type the codes from both mails."""
    at = now()
    address = wanted_address(request, at=at)
    if not address:
        return HttpResponseRedirect(reverse("account_email_change"))
    if request.method == "GET":
        return _codes(request, user, address, None)
    if request.POST.get("action") == "restart":
        forget_email_change(request)
        return HttpResponseRedirect(reverse("account_email_change"))
    typed = {name: request.POST.get(name, "") for name in ("new_code", "old_code")}
    try:
        former = finish_email_change(request, user, at=at, **typed)
    except Refusal as refusal:
        return _codes(request, user, address, refusal)
    tell_change(request, user, "email_changed", to=(former, address))
    messages.success(request, say("identity.email.changed", lang_of(request)))
    return HttpResponseRedirect(reverse("account_email"))


def _wrong(typed: str, user: User, lang: str) -> str:
    if not typed:
        return say("identity.required.email", lang)
    try:
        validate_email(typed)
    except ValidationError:
        return say("identity.error.email_shape", lang)
    if len(typed) > LONGEST:
        return say("identity.error.email_shape", lang)
    return say("identity.error.duplicate_email", lang) if typed.lower() == user.email else ""


def _ask(request: HttpRequest, user: User, typed: str, error: str) -> HttpResponse:
    values = {"email": user.email, "typed": typed, "error": error}
    status = 422 if error else 200
    return render(request, "identity/email_change.html", values, status=status)


def _codes(request: HttpRequest, user: User, address: str, refusal: Refusal | None) -> HttpResponse:
    values = {"address": address, "email": user.email, "refusal": refusal}
    if refusal is not None:
        lang, step = lang_of(request), refusal.next_step
        values["problem"] = refusal.message.pick(lang)
        values["next_step"] = step.pick(lang) if step else ""
    status = refusal.status if refusal else 200
    return render(request, "identity/email_codes.html", values, status=status)


def _send(new: str, old: str, codes: Codes) -> None:
    kind = "email_taken_notice" if codes.is_taken else "email_change_new"
    mails = [(new, mail_words(kind, {"code": codes.new}))]
    if old:
        mails.append((old, mail_words("email_change_old", {"code": codes.old})))
    try:
        for address, (subject, body) in mails:
            EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except (OSError, SMTPException) as error:
        raise mail_away() from error
