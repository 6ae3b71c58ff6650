# SPDX-License-Identifier: Apache-2.0
"""How is a file given to somebody to keep?"""

from django.http import HttpResponse


def as_file(body: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """A file to keep; no cache holds it."""
    return HttpResponse(
        body,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
