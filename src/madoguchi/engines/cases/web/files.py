# SPDX-License-Identifier: Apache-2.0
"""A file of a case, opened for an officer and never shown inside the page."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from madoguchi.engines.cases.commands.record_reading import record_reading
from madoguchi.engines.cases.policy import NO_SUCH_CASE, VIEW
from madoguchi.engines.cases.queries.case_page import get_case
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.screens.policies import actor_on, staff_may


@staff_may(VIEW)
@require_GET
def case_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponseBase:
    """The file as it was sent, as a download; the reading is written down."""
    actor = actor_on(request)
    case = get_case(number, actor=actor)
    file = case.files.filter(id=file_id).first()
    if file is None:
        raise NotFound(NO_SUCH_CASE)
    pieces = open_file(file.file_id)
    record_reading(
        case=case, actor=actor, at=now(), purpose=case.procedure_title, what=f"file:{file.id}"
    )
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Length"] = str(file.size)
    response.headers["Cache-Control"] = "no-store"
    return response
