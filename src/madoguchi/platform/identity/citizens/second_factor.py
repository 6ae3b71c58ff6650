# SPDX-License-Identifier: Apache-2.0
"""After the password: does an app, a passkey or a code on paper say the same?

A stage of django-allauth's sign-in: the session belongs to nobody until it is passed.
"""

from datetime import timedelta
from typing import ClassVar

from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.guard.api import Limit, TooMany, forgive, take
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.citizens.notices import tell_change
from madoguchi.platform.identity.citizens.passkey_pages import PRF_INPUT, problem_of
from madoguchi.platform.identity.citizens.sign_ins import sign_in_with
from madoguchi.platform.identity.citizens.ways import has_second_factor
from madoguchi.platform.identity.factors.api import (
    OneTimeCode,
    ask_known,
    held_by,
    keep_question,
    site_of,
    take_challenge,
    use_code,
    use_passkey,
    use_recovery,
)
from madoguchi.platform.identity.models import SignIn, User
from madoguchi.platform.identity.traces import note_refused
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all

TRIES = Limit(name="identity.second-factor", free=8, window=timedelta(hours=24))
"""Of those who know the password: about a hundred tries a day among a million codes."""
_USE = "second-factor"


class SecondFactorStage(LoginStage):
    """Stops at the page for the second factor, where the account has one."""

    key: ClassVar[str] = "second_factor"
    urlname: ClassVar[str | None] = "account_second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go on, or wait."""
        user = self.login.user
        if not isinstance(user, User) or not has_second_factor(user):
            return None, True
        return HttpResponseRedirect(reverse("account_second_factor")), True


@open_to_all("only after the right password of this browser")
@require_http_methods(["GET", "POST"])
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Type a code or touch a passkey."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    user = stage.login.user if stage else None
    if stage is None or not isinstance(user, User):
        return HttpResponseRedirect(reverse("account_login"))
    if request.method == "GET":
        return _page(request, user, None)
    at = now()
    taken = take({TRIES: str(user.pk)}, at=at)
    try:
        if not taken.allowed:
            raise TooMany(taken.wait)
        sign_in_with(request, _check(request, user))
    except Refusal as refusal:
        note_refused(user, ["password", _way(request)])
        return _page(request, user, refusal)
    forgive(taken, at=at)
    answer: HttpResponse = stage.exit()
    return answer


def _way(request: HttpRequest) -> str:
    way = request.POST.get("way", "")
    return way if way in {"passkey", "recovery"} else "code"


def _check(request: HttpRequest, user: User) -> str:
    """How the person was recognised. Raises FactorRefused where they were not."""
    at, way = now(), _way(request)
    if way == "passkey":
        use_passkey(
            site=site_of(request),
            challenge=take_challenge(request, _USE, at=at),
            answer=request.POST.get("answer", ""),
            kind=User.Kind.CITIZEN,
            at=at,
            user=user,
        )
        return SignIn.Method.PASSWORD_PASSKEY
    if way == "recovery":
        use_recovery(
            user=user, typed=request.POST.get("recovery", ""), actor=actor_for(user), at=at
        )
        tell_change(request, user, "recovery_used")
        return SignIn.Method.PASSWORD_RECOVERY
    use_code(user=user, typed=request.POST.get("code", ""), at=at)
    return SignIn.Method.PASSWORD_TOTP


def _page(request: HttpRequest, user: User, refusal: Refusal | None) -> HttpResponse:
    held = held_by(user)
    values = {
        "has_app": OneTimeCode.objects.filter(user=user).exists(),
        "prf": PRF_INPUT,
        "way": request.POST.get("way", ""),
    }
    if held:
        question = ask_known(site_of(request), held)
        values["options"] = keep_question(request, _USE, question, at=now())
    values |= problem_of(refusal, lang_of(request))
    status = refusal.status if refusal else 200
    return render(request, "identity/second_factor.html", values, status=status)
