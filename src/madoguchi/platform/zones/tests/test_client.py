# SPDX-License-Identifier: Apache-2.0
"""Does an inner zone stand an outer one that is down, slow or mad?"""

from datetime import UTC, datetime

import httpx
import pytest

from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.keys import rotate
from madoguchi.platform.zones import client as client_module
from madoguchi.platform.zones.client import PeerRefuses, PeerUnreachable, ZoneClient
from madoguchi.platform.zones.fetching import FileLater, FileLost
from madoguchi.platform.zones.header import HeaderFile
from madoguchi.platform.zones.pulling import pull

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_office")]
FILE = HeaderFile(id=new_id(), size=3, sha256="0" * 64, key="0" * 16)


def _client(answer) -> ZoneClient:
    return ZoneClient("http://portal.test", transport=httpx.MockTransport(answer))


def _always(status: int = 200, **content):
    return lambda request: httpx.Response(status, **content)


def _down(request):
    raise httpx.ConnectError("no route")


def _slow(request):
    raise httpx.ReadTimeout("slow")


@pytest.mark.parametrize(
    "answer",
    [
        _down,
        _slow,
        _always(500),
        _always(503),
        _always(429),
        _always(content=b"<html>"),
        _always(json=[]),
        _always(json={"parcels": [{"sequence": "x"}], "more": False}),
        _always(json={"parcels": 5, "more": False}),
        _always(json={"parcels": [], "more": True}),
    ],
)
def test_a_peer_in_trouble_is_tried_later(answer) -> None:
    with _client(answer) as client, pytest.raises(PeerUnreachable):
        pull(client, AT)


def test_an_answer_without_end_is_cut_off(monkeypatch) -> None:
    monkeypatch.setattr(client_module, "MAX_ANSWER_BYTES", 1000)
    with _client(_always(content=b" " * 2000)) as client, pytest.raises(PeerUnreachable):
        client.waiting(after=0)


def test_a_peer_that_does_not_believe_us_says_why() -> None:
    answer = _always(401, json={"code": "clock_skew"})
    with _client(answer) as client, pytest.raises(PeerRefuses) as refused:
        pull(client, AT)
    assert (refused.value.status, refused.value.code) == (401, "clock_skew")


def test_a_redirect_is_not_followed() -> None:
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return httpx.Response(302, headers={"Location": "http://evil.test/"})

    with _client(answer) as client, pytest.raises(PeerRefuses):
        client.waiting(after=0)
    assert asked == ["portal.test"]


def test_malformed_parcels_are_counted_and_the_rest_goes_on() -> None:
    rows = [
        {"sequence": 1, "header": 5},
        {"sequence": 2, "header": "{}", "body": "", "signature": ""},
    ]
    with _client(_always(json={"parcels": rows, "more": False})) as client:
        report = pull(client, AT)
    assert report.received["malformed"] == 2
    assert report.is_idle


def test_while_a_new_signing_key_is_not_known_there_the_one_before_is_used(in_office) -> None:
    old = in_office.office.signing_id
    new = rotate("signing", at=AT, home=in_office.homes / "office").signing_id
    used = []

    def answer(request):
        used.append(request.headers["Madoguchi-Key"])
        if used[-1] != old:
            return httpx.Response(401, json={"code": "bad_signature"})
        return httpx.Response(200, json={"parcels": [], "more": False})

    with _client(answer) as client:
        client.waiting(after=0)
        client.waiting(after=0)
    assert used == [new, old, old]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (_always(404, json={"code": "file_gone"}), FileLost),
        (_always(404), FileLater),
        (_always(500), FileLater),
        (_down, FileLater),
    ],
)
def test_files_that_cannot_be_had(answer, error) -> None:
    with _client(answer) as client, pytest.raises(error), client.open_cipher(FILE) as pieces:
        list(pieces)
