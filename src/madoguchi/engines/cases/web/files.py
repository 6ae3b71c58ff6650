# SPDX-License-Identifier: Apache-2.0
"""The safe copy of a file of a case: taken as a download, or looked at page by page."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.cases.commands.check_file_again import check_file_again
from madoguchi.engines.cases.commands.record_reading import record_reading
from madoguchi.engines.cases.models import Case, CaseFile
from madoguchi.engines.cases.policy import NO_SUCH_CASE, VIEW, WORK, permissions_in
from madoguchi.engines.cases.queries.case_page import get_case
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.web.files_shown import DRAWABLE, show_file
from madoguchi.engines.cases.web.small_form import case_url
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import Conflict, NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.sanitising.caged import run_caged
from madoguchi.platform.files.sanitising.limits import MEGABYTE, Limits
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say

PREVIEW_LIMITS = Limits(memory_bytes=768 * MEGABYTE, cpu_seconds=15, wall_seconds=20.0)


class NoSafeCopy(Conflict):
    """There is no copy to open: not examined yet, not openable, or shut away."""

    code = "no_safe_copy"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この書類には、まだ安全な写しがありません。",
                "There is no safe copy of this file.",
            ),
            next_step=text(
                "事案の画面で、書類の状態と、できることを確かめてください。",
                "The page of the case shows the state of the file and what you can do.",
            ),
        )


def find_file(number: str, file_id: UUID, actor: Actor) -> tuple[Case, CaseFile]:
    """A file of a case that this person may see.

    Raises:
        NotFound: no such case or file for this person.
    """
    case = get_case(number, actor=actor)
    file = case.files.select_related("case").filter(id=file_id).first()
    if file is None:
        raise NotFound(NO_SUCH_CASE)
    return case, file


@staff_may(VIEW)
@require_GET
def case_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponseBase:
    """The safe copy as a download; the reading is written down."""
    actor = actor_on(request)
    case, file = find_file(number, file_id, actor)
    if file.safe_file_id is None:
        raise NoSafeCopy
    pieces = open_file(file.safe_file_id)
    record_reading(
        case=case, actor=actor, at=now(), purpose=case.procedure_title, what=f"file:{file.id}"
    )
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    return as_download(response, file.safe_name, file.safe_size)


def as_download(response: StreamingHttpResponse, name: str, size: int) -> HttpResponseBase:
    """Never shown inside a page, never kept by a cache."""
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Length"] = str(size)
    response.headers["Cache-Control"] = "no-store"
    return response


@staff_may(VIEW)
@require_GET
def look(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """One page of the safe copy as a picture, beside what was left out."""
    actor, at, lang = actor_on(request), now(), lang_of(request)
    case, file = find_file(number, file_id, actor)
    if file.safe_file_id is None:
        raise NoSafeCopy
    record_reading(
        case=case, actor=actor, at=at, purpose=case.procedure_title, what=f"look:{file.id}"
    )
    pages = max(file.pages, 1)
    asked = request.GET.get("page", "1")
    page = min(max(int(asked) if asked.isascii() and asked.isdigit() else 1, 1), pages)
    edition = get_edition(case.procedure_id, case.revision)
    shown = {
        "case": case,
        "title": file.name,
        "file": show_file(
            file,
            label=edition.label_of(file.question),
            base=f"/cases/{case.number}",
            permissions=permissions_in(actor, case.section, on=today(at)),
            lang=lang,
        ),
        "page": page,
        "pages": pages,
        "picture": f"/cases/{case.number}/files/{file.id}/pages/{page}.jpg"
        if file.safe_type in DRAWABLE
        else "",
        "alt": say("cases.file.page.alt", lang, page=page),
        "place": say("cases.file.page", lang, page=page, pages=pages),
        "case_url": case_url(case),
    }
    return render(request, "cases/look.html", shown)


@staff_may(VIEW)
@require_GET
def page_picture(request: HttpRequest, number: str, file_id: UUID, page: int) -> HttpResponse:
    """A page of the safe copy, drawn in a cage at the moment it is asked for."""
    _, file = find_file(number, file_id, actor_on(request))
    if file.safe_file_id is None or file.safe_type not in DRAWABLE:
        raise NoSafeCopy
    ending = file.safe_name.rpartition(".")[2]
    content = b"".join(open_file(file.safe_file_id))
    drawn = run_caged(content, "preview", ending, page=page, limits=PREVIEW_LIMITS)
    if drawn.reason is not None:
        raise NoSafeCopy
    return HttpResponse(
        drawn.content, content_type="image/jpeg", headers={"Cache-Control": "no-store"}
    )


@staff_may(WORK)
@require_POST
def again(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """Put a file that could not be opened back into the queue."""
    actor = actor_on(request)
    case, file = find_file(number, file_id, actor)
    check_file_again(case_file_id=file.id, actor=actor, at=now())
    messages.success(request, say("cases.file.again.did", lang_of(request)))
    return redirect(f"{case_url(case)}#files")
