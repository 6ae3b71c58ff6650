# SPDX-License-Identifier: Apache-2.0
"""What happens to somebody who owes a second factor, or a password of their own, and opens a page?"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.actors import actor_of
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.second_factor import factors_of, level_for
from madoguchi.platform.screens.policies import policy_of
from madoguchi.platform.screens.problems import wants_json
from madoguchi.platform.screens.refusals import refuse

View = Callable[..., HttpResponseBase]


class SecondFactorNeeded(NotAllowed):
    """The person must show or set up a second factor before anything else."""

    code = "identity.second_factor_needed"


class OwnPasswordNeeded(NotAllowed):
    """The person has to choose a password of their own before anything else."""

    code = "identity.own_password_needed"


def while_enrolling(view: View) -> View:
    """A page that is open to those who still have to set up their second factor."""
    view.while_enrolling = True  # type: ignore[attr-defined]
    return view


def ask_for_factor(request: HttpRequest, view: Callable[..., Any]) -> HttpResponseBase | None:
    """None where the page may be opened; else the way to the second factor."""
    policy = policy_of(view)
    if policy is None or policy.kind == "open" or getattr(view, "while_enrolling", False):
        return None
    user = request.user
    if not isinstance(user, User) or level_for(user, actor_of(request).roles) != "required":
        return None
    page = "identity:second_step" if factors_of(user).any else "identity:security"
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{reverse(page)}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    if request.method in {"GET", "HEAD"} and not wants_json(request):
        return HttpResponseRedirect(address)
    return refuse(
        request,
        SecondFactorNeeded(
            text(
                "先に二段階認証が必要です。",
                "A second factor is needed first.",
                "さきに 二段階認証を してください。",
            ),
            next_step=text(
                "「二段階認証の設定」を開いて、パスキーか認証アプリを登録してください。",
                "Open “Second factor” and register a passkey or an authenticator app.",
                "パスキーか アプリを 登録してください。",
            ),
        ),
    )


def while_changing(view: View) -> View:
    """A page that is open to those who still have to choose a password of their own."""
    view.while_changing = True  # type: ignore[attr-defined]
    return view


def ask_for_own_password(request: HttpRequest, view: Callable[..., Any]) -> HttpResponseBase | None:
    """None where the page may be opened; else the way to one's own password."""
    policy, user = policy_of(view), request.user
    if policy is None or policy.kind == "open" or getattr(view, "while_changing", False):
        return None
    if not isinstance(user, User) or user.password_until is None:
        return None
    address = reverse("identity:own_password")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    if request.method in {"GET", "HEAD"} and not wants_json(request):
        return HttpResponseRedirect(address)
    return refuse(
        request,
        OwnPasswordNeeded(
            text(
                "先に、自分のパスワードを決めてください。",
                "Choose a password of your own first.",
                "さきに じぶんの パスワードを きめてください。",
            ),
            next_step=text(
                "「パスワードの変更」を開いて、新しいパスワードを入れてください。",
                "Open “Change password” and enter a new one.",
                "「パスワードの へんこう」を ひらいてください。",
            ),
        ),
    )
