# SPDX-License-Identifier: Apache-2.0
"""What does this zone answer to the zones behind it? (mounted at ``/zone/``)"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.kernel import clock
from madoguchi.kernel.faults import fault_point
from madoguchi.platform.files.disk import CipherFile, cipher_path, read_pieces
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.zones.access import read_body, stream_body, zone_only
from madoguchi.platform.zones.fetching import FileLater
from madoguchi.platform.zones.header import HeaderFile, MalformedParcel
from madoguchi.platform.zones.outbox import (
    PAGE_SIZE,
    acknowledge,
    is_file_for,
    list_waiting,
    recall,
    settle,
)
from madoguchi.platform.zones.packing import Parcel
from madoguchi.platform.zones.receiving import Receiving
from madoguchi.platform.zones.request_signing import RequestRefused, forget_nonces
from madoguchi.platform.zones.settling import uuids

MAX_ACKS_BYTES = 256 * 1024
MAX_PUSH_BYTES = 48 * 1024 * 1024
MAX_FILE_BYTES = 256 * 1024 * 1024


@zone_only
@require_GET
def parcels(request: HttpRequest, *, zone: str) -> HttpResponse:
    """GET ``/zone/parcels?after=&limit=`` – the next parcels that wait for the asking zone."""
    after, limit = _number(request, "after", 0), _number(request, "limit", PAGE_SIZE)
    if after == 0:
        forget_nonces(at=clock.now())
    page = list_waiting(zone, after=after, limit=max(1, limit))
    fault_point("outbox.before_answer")
    return _json(
        {
            "parcels": [{"sequence": n, **parcel.to_wire()} for n, parcel in page.parcels],
            "more": page.more,
        }
    )


@zone_only
@require_http_methods(["GET", "PUT"])
def one_file(request: HttpRequest, file_id: UUID, *, zone: str) -> HttpResponseBase:
    """GET ``/zone/files/<id>`` – ciphertext of a waiting parcel's file. PUT – leave the ciphertext
    of a file whose parcel follows."""
    if request.method == "PUT":
        return _put_file(request, file_id)
    path = cipher_path(file_id)
    if not is_file_for(file_id, zone) or not path.exists():
        return JsonResponse({"code": "file_gone"}, status=404)
    return StreamingHttpResponse(
        read_pieces(path),
        content_type="application/octet-stream",
        headers={"Content-Length": str(path.stat().st_size)},
    )


@zone_only
@require_POST
def acks(request: HttpRequest, *, zone: str) -> HttpResponse:
    """POST ``/zone/acks`` – the asking zone has taken these parcels."""
    try:
        rows = orjson.loads(read_body(request, at_most=MAX_ACKS_BYTES))["acks"]
        taken = {UUID(row["id"]): row["outcome"] for row in rows}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RequestRefused("malformed", 400) from None
    if not set(taken.values()) <= {"handled", "asked_again"}:
        raise RequestRefused("malformed", 400)
    return _json({"acknowledged": acknowledge(taken, to_zone=zone, at=clock.now())})


@zone_only
@require_POST
def settled(request: HttpRequest, *, zone: str) -> HttpResponse:
    """POST ``/zone/settled`` – these parcels are in a backup of the asking zone: forget them."""
    try:
        ids = uuids(orjson.loads(read_body(request, at_most=MAX_ACKS_BYTES))["ids"])
    except (ValueError, KeyError, TypeError):
        raise RequestRefused("malformed", 400) from None
    if len(ids) > PAGE_SIZE:
        raise RequestRefused("too_many", 413)
    return _json({"settled": settle(ids, to_zone=zone)})


@zone_only
@require_POST
def recalled(request: HttpRequest, *, zone: str) -> HttpResponse:
    """POST ``/zone/recall`` – the asking zone was restored: offer again what is in no backup."""
    read_body(request, at_most=MAX_ACKS_BYTES)
    return _json({"recalled": recall(to_zone=zone)})


@zone_only
@require_POST
def take_parcels(request: HttpRequest, *, zone: str) -> HttpResponse:
    """POST ``/zone/parcels`` – parcels for this zone, in the order of their sending."""
    try:
        rows = orjson.loads(read_body(request, at_most=MAX_PUSH_BYTES))["parcels"]
        given = [Parcel.from_wire(row) for row in rows[: PAGE_SIZE + 1]]
    except (ValueError, KeyError, TypeError, MalformedParcel):
        raise RequestRefused("malformed", 400) from None
    if len(given) > PAGE_SIZE:
        raise RequestRefused("too_many", 413)
    taking = Receiving(zone, LeftFiles(), at=clock.now(), route="push")
    arrivals = taking.take_all(given)
    return _json({"arrivals": [{"id": a.id, "outcome": a.outcome} for a in arrivals]})


class LeftFiles:
    """Files that were PUT before their parcel: they lie in place, or have to be PUT again."""

    def open_cipher(self, file: HeaderFile) -> AbstractContextManager[Iterator[bytes]]:
        """Nothing can be fetched by this zone."""
        raise FileLater(f"file {file.id} has to be left again")


def parcels_or_push(request: HttpRequest) -> HttpResponseBase:
    """One address for reading the outbox and for giving parcels."""
    return take_parcels(request) if request.method == "POST" else parcels(request)


parcels_or_push.csrf_exempt = True  # type: ignore[attr-defined]
parcels_or_push.policy = "zone"  # type: ignore[attr-defined]


def _put_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    if StoredFile.objects.filter(id=file_id).exists():
        raise RequestRefused("file_is_here", 409)
    cipher = CipherFile(file_id)
    try:
        for piece in stream_body(request, at_most=MAX_FILE_BYTES):
            cipher.write(piece)
        cipher.place()
    finally:
        cipher.discard()
    return _json({"size": cipher.size})


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise RequestRefused("malformed", 400)
    return int(text)


def _json(document: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), content_type="application/json")
