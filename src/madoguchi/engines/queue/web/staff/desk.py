# SPDX-License-Identifier: Apache-2.0
"""The desk page: one key calls the next, everything else is one key away."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.queue.commands.call_next import ANYBODY, call_next, call_ticket
from madoguchi.engines.queue.commands.desk_shift import close_desk, open_desk
from madoguchi.engines.queue.commands.leave import leave
from madoguchi.engines.queue.commands.miss import come_back, miss
from madoguchi.engines.queue.commands.serve import call_again, finish, start, write_note
from madoguchi.engines.queue.commands.transfer import transfer
from madoguchi.engines.queue.policy import VIEW, WORK, may_work
from madoguchi.engines.queue.queries.lines import get_desk
from madoguchi.engines.queue.rules.refusals import QueueRefusal, RuleWrong, TicketUnknown
from madoguchi.engines.queue.web.staff.desk_shown import desk_values, lists_values
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

Act = Callable[[HttpRequest, str, Actor, datetime], None]


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def desk(request: HttpRequest, desk_key: str) -> HttpResponse:
    """窓口の画面: who is here, who waits, who did not come."""
    return _page(request, desk_key)


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def desk_lists(request: HttpRequest, desk_key: str) -> HttpResponse:
    """Who waits and who did not come; 204 while it is as the page shows it."""
    values = lists_values(get_desk(desk_key), lang_of(request), now(), actor=actor_on(request))
    if request.GET.get("was") == values["mark"]:
        return HttpResponse(status=204)
    return render(request, "queue/staff/desk_lists.html", values)


@visiting_staff_may(WORK)
@never_cache
@require_POST
def desk_do(request: HttpRequest, desk_key: str) -> HttpResponse:
    """One act at the desk; then the page as it is now."""
    act = _ACTS.get(request.POST.get("verb", ""))
    try:
        if act is None:
            raise RuleWrong(why="操作が選ばれていません")
        act(request, desk_key, actor_on(request), now())
    except QueueRefusal as refusal:
        return _page(request, desk_key, refusal)
    return HttpResponseRedirect(reverse("queue:desk", args=[desk_key]))


def _page(request: HttpRequest, desk_key: str, refusal: QueueRefusal | None = None) -> HttpResponse:
    lang, at, actor = lang_of(request), now(), actor_on(request)
    found = get_desk(desk_key)
    values = desk_values(found, lang, at, actor=actor)
    values["may_work"] = may_work(actor, found.section)
    values["typed_note"] = request.POST.get("note", "")
    if refusal is not None:
        values["problem"] = refusal.message.pick(lang)
        values["next"] = refusal.next_step.pick(lang) if refusal.next_step else ""
    return render(
        request, "queue/staff/desk.html", values, status=refusal.status if refusal else 200
    )


def _ticket_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("ticket", ""))
    except ValueError:
        raise TicketUnknown from None


def _next(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:
    seen = request.POST.get("seen", ANYBODY)
    call_next(desk_key=desk_key, actor=actor, at=at, seen=seen)


def _pick(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:
    call_ticket(desk_key=desk_key, ticket_id=_ticket_id(request), actor=actor, at=at)


def _again(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    call_again(ticket_id=_ticket_id(request), actor=actor, at=at)


def _start(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    start(ticket_id=_ticket_id(request), actor=actor, at=at)


def _finish(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    finish(ticket_id=_ticket_id(request), actor=actor, at=at)


def _miss(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    miss(ticket_id=_ticket_id(request), actor=actor, at=at)


def _back(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    come_back(ticket_id=_ticket_id(request), actor=actor, at=at)


def _end(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    leave(ticket_id=_ticket_id(request), actor=actor, at=at, reason="staff")


def _note(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    write_note(
        ticket_id=_ticket_id(request), words=request.POST.get("note", ""), actor=actor, at=at
    )
    messages.success(request, say("queue.desk.noted", lang_of(request)))


def _transfer(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    sent = transfer(
        ticket_id=_ticket_id(request),
        line_key=request.POST.get("line", "")[:48],
        note=request.POST.get("note", ""),
        actor=actor,
        at=at,
    )
    lang = lang_of(request)
    line = sent.line.name.pick(lang)
    messages.success(request, say("queue.desk.sent", lang, label=sent.label, line=line))


def _open(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    open_desk(desk_key=desk_key, actor=actor, at=at)


def _close(request: HttpRequest, desk_key: str, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    close_desk(desk_key=desk_key, actor=actor, at=at)


_ACTS: dict[str, Act] = {
    "next": _next, "pick": _pick, "again": _again, "start": _start, "finish": _finish,
    "miss": _miss, "back": _back, "end": _end, "note": _note, "transfer": _transfer,
    "open": _open, "close": _close,
}  # fmt: skip


def sections_of(actor: Actor, known: set[str]) -> set[str]:
    """The sections whose desks the person may see."""
    return {one for one in known if may_work(actor, one, VIEW)}
