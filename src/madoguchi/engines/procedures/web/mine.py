# SPDX-License-Identifier: Apache-2.0
"""What is mine here: drafts of this browser or account, and what the account has filed."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.procedures.commands.forget_holder import forget_holder
from madoguchi.engines.procedures.commands.share_draft import share_draft
from madoguchi.engines.procedures.models.holder import browser_holder, code_holder
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.drafts import OpenDraft, find_by_code, list_drafts
from madoguchi.engines.procedures.queries.submissions import list_of_account
from madoguchi.engines.procedures.rules.resuming import parse_resume_number
from madoguchi.engines.procedures.rules.states import look_of
from madoguchi.engines.procedures.web.browser_key import (
    browser_key_of,
    forget_browser_key,
    new_browser_key,
    remember_browser_key,
)
from madoguchi.engines.procedures.web.frame import Crumb, saving_of
from madoguchi.engines.procedures.web.holders import (
    AccountHolder,
    account_holder,
    account_of,
    holders_of,
    vault_for,
)
from madoguchi.engines.procedures.web.opening import unlock_url
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import parse_secret
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.guard.api import Limit, limited
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

RESUMING = Limit(name="procedures.resume", free=100, window=timedelta(minutes=10))


@open_to_all("shows only what the browser's or the account's own key opens")
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """書きかけの申請 and 送った申請."""
    return _page(request, at=now())


@open_to_all("a resume number opens nothing without its code")
@limited(RESUMING)
@never_cache
def resume(request: HttpRequest) -> HttpResponse:
    """Open a draft from another device, and let this browser hold a key to it."""
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('procedures:mine')}#resume")
    at, typed = now(), request.POST.get("number", "")
    try:
        number = parse_resume_number(typed)
        code = parse_secret(request.POST.get("secret_code", ""))
    except Refusal as refusal:
        return _page(request, at=at, error=refusal.message.pick(lang_of(request)), typed=typed)
    draft = find_by_code(number, code_holder(number, code), at=at)
    if draft is None:
        words = say("procedures.resume.wrong", lang_of(request))
        return _page(request, at=at, error=words, typed=typed)
    key = browser_key_of(request) or new_browser_key()
    share_draft(draft=draft, holder=browser_holder(key), actor=actor_on(request), at=at)
    response = HttpResponseRedirect(reverse("procedures:go-on", args=[draft.id]))
    remember_browser_key(response, key)
    return response


@open_to_all("erases only what this browser's own key opens")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """入力を消して終わる: this browser's drafts and keys go."""
    key = browser_key_of(request)
    if key is not None:
        forget_holder(holder=browser_holder(key), actor=actor_on(request), at=now())
    messages.success(request, say("procedures.receipt.left", lang_of(request)))
    response = HttpResponseRedirect(reverse("procedures:catalogue"))
    forget_browser_key(response)
    return response


def _page(request: HttpRequest, *, at: datetime, error: str = "", typed: str = "") -> HttpResponse:
    lang, account = lang_of(request), account_of(request)
    holders = holders_of(request)
    drafts = list_drafts(holders, at=at) if holders else []
    locked = account is not None and vault_for(request) is None
    values = {
        "crumbs": [Crumb(say("procedures.mine.title", lang))],
        "drafts": [_draft(request, draft, account_holder(request)) for draft in drafts],
        "sent": _sent(account, lang) if account else [],
        "guest": account is None,
        "locked_url": unlock_url(request.path) if locked else "",
        "catalogue_url": reverse("procedures:catalogue"),
        "error": error,
        "typed_number": typed,
    }
    return render(request, "procedures/mine.html", values, status=422 if error else 200)


def _draft(request: HttpRequest, draft: OpenDraft, account: AccountHolder | None) -> dict[str, Any]:
    saving = saving_of(request, draft)
    procedure = compiled_of(draft.revision).definition
    by_browser = account is not None and draft.holder != account.ref
    return {
        "title": procedure.title.pick(lang_of(request)),
        "saved_at": saving["saved_at"],
        "until": saving["until"],
        "url": reverse("procedures:go-on", args=[draft.id]),
        "discard_url": saving["discard_url"],
        "adopt_url": reverse("procedures:adopt", args=[draft.id]) if by_browser else "",
    }


def _sent(account: str, lang: str) -> list[dict[str, Any]]:
    rows = list_of_account(account)
    revisions = {row.revision_id: row.revision for row in rows}
    titles = {
        pk: compiled_of(revision).definition.title.pick(lang) for pk, revision in revisions.items()
    }
    found = []
    for row in rows:
        tone, icon = look_of(row.state)
        found.append(
            {
                "title": titles[row.revision_id],
                "number": row.receipt_number,
                "at": format_instant(row.submitted_at, lang),
                "state": say(f"procedures.state.{row.state}", lang),
                "tone": tone,
                "icon": icon,
                "url": reverse("procedures:status", args=[row.id]),
            }
        )
    return found
