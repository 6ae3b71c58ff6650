# SPDX-License-Identifier: Apache-2.0
"""Staff import who is invited to a check-up: choose a file, look at each line, import."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.engines.booking.commands.import_invitations import (
    import_invitations,
    withdraw_invitation,
)
from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.policy import MANAGE
from madoguchi.engines.booking.queries.invitations import (
    LineChange,
    compare_list,
    count_invited,
    find_invitation,
)
from madoguchi.engines.booking.rules.invited import (
    InvitedList,
    ListUnreadable,
    eligible_days,
    read_list,
    write_wrong,
)
from madoguchi.engines.booking.rules.invited_refusals import InvitationUnknown
from madoguchi.engines.booking.web.rules.frame import (
    Crumb,
    managed_offer,
    page,
    pick,
)
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.crypto.fields import decrypt, encrypt
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

MOST_BYTES = 2_000_000
SEALED = "booking.invitation_list"
MOST_SHOWN = 500
TONES = {"new": "ok", "changed": "info", "same": "quiet", "wrong": "bad"}


@csrf_protect
@visiting_staff_may(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def _guarded(request: HttpRequest, key: str) -> HttpResponse:
    offer = managed_offer(key, actor_on(request))
    if request.method != "POST":
        return _page(request, offer)
    try:
        content = _content(request, offer)
        found = read_list(content, offer.read_rules(), on=today(now()))
        if request.POST.get("do") == "wrong":
            return _wrong(found)
        if request.POST.get("do") == "import":
            done = import_invitations(offer=offer, found=found, actor=actor_on(request), at=now())
            count = sum(one.verb in {"new", "changed"} for one in done)
            return HttpResponseRedirect(f"{request.path}?imported={count}")
    except Refusal as refusal:
        return _page(request, offer, refusal=refusal)
    return _page(request, offer, content, found)


@csrf_exempt
@wraps(_guarded)
def invitations(request: HttpRequest, key: str) -> HttpResponseBase:
    """案内名簿の取込み. The list stays in memory; the token is checked once the handler is set."""
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _guarded(request, key)


def _content(request: HttpRequest, offer: Offer) -> bytes:
    """The file that was chosen, or the one that was looked at before, sealed in the page.

    Raises:
        ListUnreadable: there is none, or it is too large.
    """
    kept = request.POST.get("kept", "")
    if kept and "list" not in request.FILES:
        try:
            return decrypt(SEALED, urlsafe_b64decode(kept.encode()), aad=offer.id.bytes)
        except (CryptoError, ValueError):
            raise ListUnreadable(
                why="もう一度ファイルを選んでください。", why_en="Choose the file again."
            ) from None
    file = request.FILES.get("list")
    if file is None:
        raise ListUnreadable(why="ファイルが選ばれていません。", why_en="No file was chosen.")
    if not file.size or file.size > MOST_BYTES:
        raise ListUnreadable(why="2MBまでのファイルにしてください。", why_en="At most 2 MB.")
    return bytes(file.read())


def _wrong(found: InvitedList) -> HttpResponse:
    """The lines to correct, as a file."""
    response = HttpResponse(write_wrong(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="naosu.csv"'
    return response


def _page(
    request: HttpRequest,
    offer: Offer,
    content: bytes = b"",
    found: InvitedList | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang = lang_of(request)
    invited, booked = count_invited(offer)
    imported = request.GET.get("imported", "")
    values: dict[str, Any] = {
        "crumbs": [
            Crumb(say("booking.rules.title", lang), reverse("booking:rules")),
            Crumb(pick(offer.title, lang)),
        ],
        "offer": offer,
        "title": pick(offer.title, lang),
        "invited": invited,
        "booked": booked,
        "imported": imported if imported.isascii() and imported.isdigit() else "",
        "withdrawn": bool(request.GET.get("withdrawn")),
    }
    if found is not None:
        changes = compare_list(found, offer)
        values |= _preview(changes, found, offer, lang)
        values["kept"] = urlsafe_b64encode(encrypt(SEALED, content, aad=offer.id.bytes)).decode()
    return page(request, "invitations", values, refusal)


def _preview(
    changes: list[LineChange], found: InvitedList, offer: Offer, lang: str
) -> dict[str, Any]:
    count = {verb: sum(one.verb == verb for one in changes) for verb in TONES}
    # Wrong lines first: they need the reader.
    ordered = sorted(changes, key=lambda one: (one.verb != "wrong", one.line.line))
    return {
        "previewed": True,
        "encoding": found.encoding,
        "ignored": "、".join(found.ignored),
        "count": count,
        "good": count["new"] + count["changed"],
        "rows": [_line(one, offer, lang) for one in ordered[:MOST_SHOWN]],
        "hidden": max(len(changes) - MOST_SHOWN, 0),
    }


def _line(one: LineChange, offer: Offer, lang: str) -> dict[str, Any]:
    line = one.line
    days = ""
    if line.birth_on is not None and not line.problems:
        first, last = eligible_days(line.birth_on, offer.read_rules())
        days = f"{format_date(first, lang)} – {format_date(last, lang)}"
    return {
        "line": line.line,
        "verb": say(f"booking.invited.verb.{one.verb}", lang),
        "tone": TONES[one.verb],
        "number": line.number,
        "name": line.name,
        "birth": format_date(line.birth_on, lang) if line.birth_on else "",
        "days": days,
        "problems": [problem.pick(lang) for problem in line.problems],
        "notes": [note.pick(lang) for note in line.notes],
        "booked": one.is_booked,
    }


@visiting_staff_may(MANAGE)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take one invitation back by its number."""
    offer = managed_offer(key, actor_on(request))
    found = find_invitation(request.POST.get("number", "")[:40])
    if found is None or found.offer_id != offer.id:
        return _page(request, offer, refusal=InvitationUnknown())
    withdraw_invitation(invitation=found, actor=actor_on(request), at=now())
    return HttpResponseRedirect(f"{reverse('booking:invitations', args=[key])}?withdrawn=1")
