# SPDX-License-Identifier: Apache-2.0
"""Who may call the addresses under ``/zone/``? Other zones alone, by signature."""

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from madoguchi.kernel import clock
from madoguchi.platform.zones.request_signing import (
    EMPTY_DIGEST,
    Line,
    RequestRefused,
    check_request,
)

_log = logging.getLogger("madoguchi.security")
View = Callable[..., HttpResponseBase]
PIECE_BYTES = 64 * 1024


def zone_only(view: View) -> View:
    """Only other zones, by a signed request; the view gets the zone's name as ``zone``.

    The answers to everybody else say nothing but a code.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            zone = check_request(
                line_of(request), request.headers, own_zone=settings.ZONE, at=clock.now()
            )
            if request.method in ("GET", "HEAD") and line_of(request).digest != EMPTY_DIGEST:
                raise RequestRefused("bad_digest", 400)
            return view(request, *args, zone=zone, **kwargs)
        except RequestRefused as refused:
            _log.warning("zone request refused: %s", refused.code)
            return JsonResponse({"code": refused.code}, status=refused.status)

    exempt = csrf_exempt(inner)
    exempt.policy = "zone"  # type: ignore[attr-defined]
    return exempt


def line_of(request: HttpRequest) -> Line:
    """What a request asks, as its signer wrote it."""
    return Line(
        method=request.method or "",
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        digest=request.headers.get("Madoguchi-Digest", ""),
    )


def read_body(request: HttpRequest, *, at_most: int) -> bytes:
    """The body of a signed request.

    Raises:
        RequestRefused: too large, or not what was signed.
    """
    return b"".join(stream_body(request, at_most=at_most))


def stream_body(request: HttpRequest, *, at_most: int) -> Iterator[bytes]:
    """The body of a signed request in pieces; wrong ones are found at the end.

    Raises:
        RequestRefused: too large, or not what was signed.
    """
    digest, total = sha256(), 0
    while piece := request.read(PIECE_BYTES):
        total += len(piece)
        if total > at_most:
            raise RequestRefused("too_large", 413)
        digest.update(piece)
        yield piece
    if digest.hexdigest() != line_of(request).digest:
        raise RequestRefused("bad_digest", 400)
