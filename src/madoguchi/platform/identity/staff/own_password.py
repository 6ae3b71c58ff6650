# SPDX-License-Identifier: Apache-2.0
"""Where do staff choose their own password?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.problems import WithProblems
from madoguchi.platform.identity.staff.asking import while_changing, while_enrolling
from madoguchi.platform.identity.staff.first_password import choose_own_password
from madoguchi.platform.identity.staff.own_pages import ask_again, check_ordinary
from madoguchi.platform.identity.staff.session import is_recent
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import signed_in
from madoguchi.platform.screens.wording import say

_KNOWN = frozenset({"password_too_short", "password_too_common", "password_too_similar"})


class OwnPasswordForm(WithProblems, forms.Form):
    """The new password, twice."""

    words = "identity.own_password.required"
    new = forms.CharField(strip=False, widget=forms.PasswordInput)
    again = forms.CharField(strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, user: User, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._lang = user, lang
        self.use_words(lang)

    def clean_new(self) -> str:
        """As strong as any password here."""
        typed = str(self.cleaned_data["new"])
        try:
            validate_password(typed, self._user)
        except ValidationError as error:
            raise ValidationError(
                [
                    say(f"identity.error.{one.code}", self._lang) if one.code in _KNOWN else one
                    for one in error.error_list
                ]
            ) from None
        return typed

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        typed = super().clean() or {}
        if "new" in typed and "again" in typed and typed["new"] != typed["again"]:
            self.add_error("again", say("identity.own_password.differs", self._lang))
        return typed


@signed_in
@while_enrolling
@while_changing
@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """パスワードの変更: at the first sign-in before anything else, later whenever one likes."""
    user, at, lang = request.user, now(), lang_of(request)
    assert isinstance(user, User)  # noqa: S101 - signed_in has looked
    check_ordinary(request)
    if not is_recent(request, at):
        return ask_again(request)
    shown: dict[str, Any] = {"first": user.password_until is not None}
    page = "identity/staff_own_password.html"
    if request.method == "GET":
        return render(request, page, shown)
    form = OwnPasswordForm(request.POST, user=user, lang=lang)
    shown["form"] = form
    if form.is_valid():
        try:
            choose_own_password(request, user, form.cleaned_data["new"], at=at)
        except Refusal as refusal:
            form.add_error("new", refusal.message.pick(lang))
        else:
            messages.success(request, say("identity.own_password.done", lang))
            return redirect("identity:security")
    return render(request, page, shown, status=422)
