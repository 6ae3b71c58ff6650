# SPDX-License-Identifier: Apache-2.0
"""A form with and one without files."""

from datetime import UTC, datetime

from django.http import HttpRequest, JsonResponse
from django.urls import path

from madoguchi.platform.files.kinds import ALL_KINDS, UploadRule
from madoguchi.platform.files.uploads import accepts_uploads, receive_uploads

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@accepts_uploads(UploadRule(kinds=ALL_KINDS, max_bytes=300_000, max_files=3))
def attach(request: HttpRequest) -> JsonResponse:
    strict = UploadRule(max_bytes=100_000, max_files=2) if "strict" in request.GET else None
    got = receive_uploads(
        request, "proof", purpose="test", owner="procedures:1", at=AT, rule=strict
    )
    return JsonResponse(
        {
            "files": [ref.model_dump(mode="json") for ref in got.files],
            "refusals": [refusal.code for refusal in got.refusals],
            "note": request.POST.get("note"),
        }
    )


def careless(request: HttpRequest) -> JsonResponse:
    """Takes the form and forgets the files."""
    return JsonResponse({"note": request.POST.get("note"), "files": len(request.FILES)})


accepts_uploads(UploadRule(kinds=ALL_KINDS))(forgetful := lambda request: careless(request))
urlpatterns = [
    path("attach", attach),
    path("careless", careless),
    path("forgetful", forgetful),
]
