# SPDX-License-Identifier: Apache-2.0
"""Parcels that could not be opened, until someone has acted."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.cases.commands.ask_again import settle_ask_again
from madoguchi.engines.cases.models import AskAgain
from madoguchi.engines.cases.policy import NO_SUCH_CASE, VIEW, WORK, visible_sections
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say

MOST_SHOWN = 200
_REASONS = frozenset(
    {"bad_signature", "wrong_zone", "unknown_key", "cannot_open", "malformed", "body_invalid",
     "file_missing", "file_damaged"}
)  # fmt: skip
_KINDS = frozenset(
    {"application.submitted", "application.corrected", "application.withdrawn",
     "application.message"}
)  # fmt: skip


@staff_may(VIEW)
@require_GET
def ask_again_list(request: HttpRequest) -> HttpResponse:
    """もう一度送ってもらうもの."""
    rows, lang = _visible(actor_on(request)), lang_of(request)
    waiting = rows.filter(settled_at=None)[:MOST_SHOWN]
    shown = {
        "waiting": [(one, *_words(one, lang)) for one in waiting],
        "settled": rows.filter(settled_at__isnull=False)[:20],
    }
    return render(request, "cases/ask_again.html", shown)


@staff_may(WORK)
@require_POST
def settle(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """対応したことを書く."""
    actor = actor_on(request)
    if not _visible(actor).filter(id=item_id).exists():
        raise NotFound(NO_SUCH_CASE)
    how = request.POST.get("how", "").strip()
    if not how:
        messages.error(request, say("cases.ask_again.say_how", lang_of(request)))
    else:
        settle_ask_again(item_id=item_id, how=how, actor=actor, at=now())
        messages.success(request, say("cases.did.settle", lang_of(request)))
    return redirect("cases:ask_again")


def _words(one: AskAgain, lang: str) -> tuple[str, str]:
    """What it was, and why it could not be opened."""
    kind = one.kind if one.kind in _KINDS else "other"
    reason = one.reason if one.reason in _REASONS else "other"
    return say(f"cases.ask_again.kind.{kind}", lang), say(f"cases.ask_again.why.{reason}", lang)


def _visible(actor: Actor) -> QuerySet[AskAgain]:
    sections = visible_sections(actor)
    rows = AskAgain.objects.all()
    if sections is None:
        return rows
    return rows.filter(Q(section__in=sorted(sections)) | Q(section=""))
