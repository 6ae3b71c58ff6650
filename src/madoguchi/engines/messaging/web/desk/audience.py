# SPDX-License-Identifier: Apache-2.0
"""Staff choose to whom a notice is written: interests, areas, a drawn map, children, courses, a list."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from madoguchi.engines.messaging.commands.import_list import import_list
from madoguchi.engines.messaging.commands.prepare_notice import count_people
from madoguchi.engines.messaging.commands.write_notice import aim_notice
from madoguchi.engines.messaging.models import Notice, Topic
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.policy import WRITE, check_may
from madoguchi.engines.messaging.queries.desk import get_desk_notice
from madoguchi.engines.messaging.queries.listed import match_list
from madoguchi.engines.messaging.rules.areas import MOST_BYTES, areas_inside, read_geojson
from madoguchi.engines.messaging.rules.audience import read_audience
from madoguchi.engines.messaging.rules.audience_form import (
    TypedAudience,
    build_audience,
    typed_of,
)
from madoguchi.engines.messaging.rules.audience_refusals import (
    ListUnreadable,
    MapFileUnreadable,
    NoAreaInside,
)
from madoguchi.engines.messaging.rules.name_list import NameList, read_list
from madoguchi.engines.messaging.rules.refusals import NobodyToTell, NotToBeChanged
from madoguchi.engines.messaging.web.desk.frame import (
    crumbs,
    name_of,
    notice_url,
    page,
    subject_of,
    uploads_in_memory,
    who,
)
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.crypto.fields import decrypt, encrypt
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.wording import say

SEALED = "messaging.name_list"
MOST_LIST = 5_000_000
MOST_SHOWN = 50


@csrf_protect
@visiting_staff_may(WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def _audience(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at, _ = who(request)
    notice, _ = get_desk_notice(notice_id, actor)
    check_may(actor, notice.section, WRITE)
    if notice.state != "draft":
        raise NotToBeChanged(state=notice.get_state_display())
    if request.method != "POST":
        return _page(request, notice, typed_of(read_audience(notice.audience)))
    typed = _read(request)
    try:
        if request.POST.get("do") == "list" or "list" in request.FILES:
            content = _content(request, notice)
            found = read_list(content)
            if request.POST.get("do") != "list":
                return _page(request, notice, typed, found=found, content=content)
            made = import_list(found=found, section=notice.section, actor=actor, at=at)
            typed = TypedAudience(**{**_plain(typed), "list_id": str(made)})
        typed = _with_map(request, typed)
        aim_notice(notice_id=notice_id, audience=build_audience(typed), actor=actor, at=at)
        count_people(notice_id=notice_id, actor=actor, at=at)
    except Refusal as refusal:
        return _page(request, notice, typed, refusal=refusal)
    return redirect("messaging:desk-notice", notice_id)


audience = uploads_in_memory(_audience)


def _plain(typed: TypedAudience) -> dict[str, Any]:
    return {name: getattr(typed, name) for name in TypedAudience.__slots__}


def _read(request: HttpRequest) -> TypedAudience:
    post = request.POST
    known = {one.code for one in pack_in_use().areas}

    def line(name: str) -> str:
        return normalise(post.get(name, ""))[:120].strip()

    return TypedAudience(
        topics=tuple(one[:48] for one in post.getlist("topics")[:100]),
        areas=tuple(one for one in post.getlist("areas") if one in known),
        born_from=line("born_from"),
        born_to=line("born_to"),
        participants=line("participants"),
        list_id=line("list_id") if not post.get("no_list") else "",
    )


def _with_map(request: HttpRequest, typed: TypedAudience) -> TypedAudience:
    """The areas whose centre lies in the map file, besides those ticked.

    Raises:
        MapFileUnreadable, NoAreaInside.
    """
    file = request.FILES.get("map")
    if file is None:
        return typed
    if not file.size or file.size > MOST_BYTES:
        raise MapFileUnreadable
    inside = areas_inside(pack_in_use().list_areas(), read_geojson(bytes(file.read())))
    if not inside:
        raise NoAreaInside
    codes = dict.fromkeys((*typed.areas, *(one.code for one in inside)))
    return TypedAudience(**{**_plain(typed), "areas": tuple(codes)})


def _content(request: HttpRequest, notice: Notice) -> bytes:
    """The list that was chosen, or the one that was looked at before, sealed in the page."""
    file = request.FILES.get("list")
    if file is not None:
        if not file.size or file.size > MOST_LIST:
            raise ListUnreadable
        return bytes(file.read())
    try:
        kept = urlsafe_b64decode(request.POST.get("kept", "").encode())
        return decrypt(SEALED, kept, aad=notice.id.bytes)
    except (CryptoError, ValueError):
        raise ListUnreadable from None


def _page(
    request: HttpRequest,
    notice: Notice,
    typed: TypedAudience,
    *,
    found: NameList | None = None,
    content: bytes = b"",
    refusal: Refusal | None = None,
) -> HttpResponse:
    _, _, lang = who(request)
    subject = subject_of(notice, lang)
    title = say("messaging.desk.audience", lang)
    shown: dict[str, Any] = {
        "notice": notice,
        "subject": subject,
        "crumbs": crumbs(lang, Crumb(subject, notice_url(notice)), Crumb(title)),
        "typed": typed,
        "topics": [
            {"value": one.key, "label": name_of(one.title, lang)}
            for one in Topic.objects.filter(is_active=True, way="asked")
        ],
        "areas": [
            {"value": one.code, "label": one.title.pick(lang)} for one in pack_in_use().areas
        ],
        "list": _list_shown(notice, found, content, lang) if found is not None else None,
        "is_nobody": isinstance(refusal, NobodyToTell),
    }
    return page(request, "audience", shown, refusal)


def _list_shown(notice: Notice, found: NameList, content: bytes, lang: str) -> dict[str, Any]:
    matched = match_list(found)
    return {
        "encoding": found.encoding,
        "count": len(found.addresses),
        "matched": len(matched.parties),
        "unknown": matched.unknown,
        "wrong": [
            {"line": one.line, "written": one.written,
             "why": say(f"messaging.list.why.{one.why}", lang)}
            for one in found.wrong[:MOST_SHOWN]
        ],
        "wrong_count": len(found.wrong),
        "kept": urlsafe_b64encode(encrypt(SEALED, content, aad=notice.id.bytes)).decode(),
    }  # fmt: skip
