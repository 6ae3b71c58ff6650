# SPDX-License-Identifier: Apache-2.0
"""Where an application stands, what the city wrote, and what the citizen can send."""

from base64 import b64decode
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.procedures.commands.mark_read import mark_read
from madoguchi.engines.procedures.commands.withdraw import withdraw as withdraw_it
from madoguchi.engines.procedures.commands.write_message import write_message
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.notes import ReadNote, find_file, read_notes
from madoguchi.engines.procedures.rules.refusals import ApplicationUnknown
from madoguchi.engines.procedures.rules.states import has_ended, may_withdraw
from madoguchi.engines.procedures.web.access import Access, forget_secret, open_submission
from madoguchi.engines.procedures.web.frame import Crumb, help_for, words_of
from madoguchi.engines.procedures.web.opening import ask_to_unlock
from madoguchi.engines.procedures.web.receipt import GUARD
from madoguchi.engines.procedures.web.standing import describe_standing
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.guard.api import Limit, limited
from madoguchi.platform.identity.api import key_standing_of
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

MESSAGES = Limit(name="procedures.message", free=30, window=timedelta(hours=1))
_SHOWN_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg"})


@open_to_all(GUARD)
@never_cache
def status(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """The state, the clock, the thread and the documents."""
    access = open_submission(request, submission_id, at=now())
    if access.is_locked:
        return ask_to_unlock(request)
    return _page(request, access)


def _application(_request: HttpRequest, submission_id: UUID) -> str:
    return str(submission_id)


@open_to_all(GUARD)
@limited(MESSAGES, by=_application)
@require_POST
@never_cache
def message(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Send a message to the officer."""
    at = now()
    access = open_submission(request, submission_id, at=at)
    try:
        write_message(
            submission=access.submission,
            text=request.POST.get("message", ""),
            message_id=_message_id(request),
            actor=actor_on(request),
            at=at,
        )
    except Refusal as refusal:
        return _page(request, access, refusal)
    messages.success(request, say("procedures.status.talk.sent", lang_of(request)))
    return HttpResponseRedirect(f"{reverse('procedures:status', args=[submission_id])}#talk")


@open_to_all(GUARD)
@never_cache
def withdraw(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Ask first; with POST the withdrawal is on its way."""
    at, lang = now(), lang_of(request)
    access = open_submission(request, submission_id, at=at)
    row, error = access.submission, ""
    status_url = reverse("procedures:status", args=[row.id])
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            withdraw_it(submission=row, reason=reason, actor=actor_on(request), at=at)
        except Refusal as refusal:
            error = refusal.message.pick(lang)
        else:
            messages.success(request, say("procedures.status.withdraw_sent", lang))
            return HttpResponseRedirect(status_url)
    elif not may_withdraw(row.state):
        return HttpResponseRedirect(status_url)
    procedure = compiled_of(row.revision).definition
    values = {
        "procedure": words_of(procedure, lang),
        "number": row.receipt_number,
        "crumbs": _crumbs(access, lang, say("procedures.status.withdraw", lang)),
        "help": help_for(procedure, lang),
        "status_url": status_url,
        "error": error,
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "procedures/withdraw.html", values, status=422 if error else 200)


@open_to_all(GUARD)
@never_cache
def letter(request: HttpRequest, submission_id: UUID, file_id: UUID) -> HttpResponse:
    """A letter or attachment, opened in memory on its way to the applicant."""
    access = open_submission(request, submission_id, at=now())
    if access.is_locked:
        return ask_to_unlock(request)
    if access.opener is None:
        raise ApplicationUnknown
    file = find_file(read_notes(access.submission, access.opener), file_id)
    if file is None:
        raise NotFound(
            text(
                "この書類は、もうここにはありません。",
                "This document is no longer here.",
                "この 書類は ありません。",
            )
        )
    shown = file.type if file.type in _SHOWN_TYPES else "application/octet-stream"
    response = HttpResponse(b64decode(file.content), content_type=shown)
    header = content_disposition_header(as_attachment=True, filename=file.name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response


@open_to_all("erases only the key in this browser")
@require_POST
def done(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Take the secret out of the browser."""
    messages.success(request, say("procedures.status.done.text", lang_of(request)))
    response = HttpResponseRedirect(reverse("procedures:lookup"))
    forget_secret(response, reverse("procedures:status", args=[submission_id]))
    return response


def _page(request: HttpRequest, access: Access, refusal: Refusal | None = None) -> HttpResponse:
    at, lang, row = now(), lang_of(request), access.submission
    procedure = compiled_of(row.revision).definition
    notes = read_notes(row, access.opener) if access.opener else []
    if any(note.read_at is None for note in notes):
        mark_read(submission=row, actor=actor_on(request), at=at)
    values = describe_standing(row, procedure, notes, lang, at) | {
        "procedure": words_of(procedure, lang),
        "number": row.receipt_number,
        "crumbs": _crumbs(access, lang),
        "help": help_for(procedure, lang),
        "message_id": new_id(),
        "message_url": reverse("procedures:message", args=[row.id]),
        "data_url": reverse("procedures:own-data", args=[row.id]) if row.reply_key else "",
        "withdraw_url": ""
        if has_ended(row.state)
        else reverse("procedures:withdraw", args=[row.id]),
        "done_url": reverse("procedures:done", args=[row.id]) if access.secret else "",
        "typed_message": request.POST.get("message", ""),
        "problem": _problem(refusal, lang) if refusal else None,
        "locked": _locked(request, access, notes, lang),
    }
    code = refusal.status if refusal else 200
    return render(request, "procedures/status.html", values, status=code)


def _locked(
    request: HttpRequest, access: Access, notes: list[ReadNote], lang: str
) -> dict[str, str] | None:
    """Why notes cannot be read after a new key, and what happens next; None where all can."""
    standing = key_standing_of(request) if access.by_account else None
    if standing is None or all(one.note for one in notes):
        return None
    state = standing.state
    return {
        "tone": "bad" if state == "refused" else "warn",
        "title": say("procedures.status.locked.title", lang),
        "text": say(f"procedures.status.locked.{state}", lang, number=standing.number),
        "url": reverse("account_email"),
    }


def _problem(refusal: Refusal, lang: str) -> dict[str, str]:
    return {
        "message": refusal.message.pick(lang),
        "next": refusal.next_step.pick(lang) if refusal.next_step else "",
    }


def _crumbs(access: Access, lang: str, last: str = "") -> list[Crumb]:
    name = "procedures:mine" if access.by_account else "procedures:lookup"
    key = "procedures.mine.title" if access.by_account else "procedures.lookup.title"
    title = compiled_of(access.submission.revision).definition.title.pick(lang)
    crumbs = [Crumb(say(key, lang), reverse(name))]
    if not last:
        return [*crumbs, Crumb(title)]
    url = reverse("procedures:status", args=[access.submission.id])
    return [*crumbs, Crumb(title, url), Crumb(last)]


def _message_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("message_id", ""))
    except ValueError:
        return new_id()
