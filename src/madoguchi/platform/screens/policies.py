# SPDX-License-Identifier: Apache-2.0
"""Who may open a page? Every view carries one of these; they label it and they enforce it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from madoguchi.kernel.actors import GUEST, Actor
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.api import permissions_of
from madoguchi.platform.screens.keeping import typed_fields
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.problems import answer, describe_status, wants_json
from madoguchi.platform.screens.wording import say

logger = logging.getLogger("madoguchi.security")
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Policy:
    """The label on a view: how it is guarded, and why or by which permission."""

    kind: Literal["open", "signed_in", "staff", "visiting_staff"]
    detail: str = ""


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """The policy of a view, also behind ``View.as_view()``; None where there is none."""
    found = getattr(view, "policy", None) or getattr(
        getattr(view, "view_class", None), "policy", None
    )
    return found if isinstance(found, Policy) else None


def open_to_all(why: str) -> Callable[[View], View]:
    """Anyone may open it; ``why`` says so for the reader of the code."""

    def decorate(view: View) -> View:
        return _label(view, Policy("open", why))

    return decorate


def signed_in(view: View) -> View:
    """Only who has signed in; others are sent to do so and come back."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor_on(request).kind not in {"citizen", "staff"}:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return _label(inner, Policy("signed_in"))


def staff_may(permission: str) -> Callable[[View], View]:
    """Only staff whose roles carry the permission, such as ``"cases.view"``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_on(request)
            if actor.kind != "staff":
                return ask_to_sign_in(request)
            check_permission(actor, permission)
            return view(request, *args, **kwargs)

        return _label(inner, Policy("staff", permission))

    return decorate


def check_permission(actor: Actor, permission: str) -> None:
    """Refuse an actor whose roles do not carry the permission.

    Raises:
        NotAllowed: none of the roles does.
    """
    if not may(actor, permission):
        logger.warning("refused: %s lacks %s", actor.ref, permission)
        raise NotAllowed(
            text(
                "この画面を使う権限がありません。",
                "Your role does not include this page.",
                "この 画面を 使うことが できません。",
            ),
            next_step=text(
                "仕事で必要なときは、所属の管理者に権限の追加を頼んでください。",
                "If you need it for your work, ask the administrator of your section.",
                "しごとで ひつような ときは、管理者に たのんでください。",
            ),
        )


def may(actor: Actor, permission: str) -> bool:
    """Whether the actor's roles carry the permission."""
    return permission in permissions_of(actor.roles)


def actor_on(request: HttpRequest) -> Actor:
    """Who asks; a guest where nobody is known."""
    actor = getattr(request, "actor", None)
    return actor if isinstance(actor, Actor) else GUEST


def sign_in_url(way_back: str) -> str:
    """The address of the sign-in page that returns to ``way_back``."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': way_back})}"


def page_behind(request: HttpRequest) -> str:
    """The page to return to: the one that is asked for, or the one that sent the form."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    return sender.path if sender.path and sender.netloc == request.get_host() else request.path


def ask_to_sign_in(
    request: HttpRequest, *, address: str = "", words: str = "session_expired"
) -> HttpResponse:
    """Send to the sign-in page; keep a form that was on its way.

    ``address`` is another page that opens what is closed, ``words`` are the texts
    ``screens.<words>.…`` of the page that keeps the form.
    """
    address = address or sign_in_url(page_behind(request))
    if wants_json(request):
        return answer(request, replace(describe_status(403, lang_of(request)), status=401))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    kept = typed_fields(request)
    if not kept:
        return HttpResponseRedirect(address)
    lang = lang_of(request)
    problem = replace(
        describe_status(403, lang),
        code=words,
        title=say(f"screens.{words}.title", lang),
        sentence=say(f"screens.{words}.sentence", lang),
        next_step=say(f"screens.{words}.next", lang),
        kept=kept,
        files_lost=bool(request.FILES),
        sign_in_url=address,
        sign_in_label=say(f"screens.{words}.sign_in", lang),
    )
    return answer(request, problem)


def _label(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view
