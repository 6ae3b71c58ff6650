# SPDX-License-Identifier: Apache-2.0
"""Do uploads of a form arrive sealed, and do refused ones leave the rest of the form whole?"""

import io
import tempfile
from hashlib import sha256
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from madoguchi.platform.files import uploads
from madoguchi.platform.files.disk import files_root
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.urls("madoguchi.platform.files.tests.urls")]
BIG = samples.CANARY * 10_000


@pytest.fixture(autouse=True)
def handlers(settings) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["madoguchi.platform.files.uploads.SealingUploadHandler"]
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]


def _file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _post(path: str, *files: SimpleUploadedFile, client: Client | None = None):
    data = {"note": "書いたこと", "proof": list(files)}
    return (client or Client()).post(path, data)


def _left() -> list:
    return [path for path in files_root().rglob("*") if path.is_file()]


def test_files_of_a_form_are_sealed_while_they_arrive(portal, monkeypatch) -> None:
    def no_temporary_file(*_, **__):
        raise AssertionError("a temporary file was made")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, no_temporary_file)
    answer = _post("/attach", _file("秘密.txt", BIG), _file("b.pdf", samples.pdf())).json()
    assert answer["refusals"] == []
    assert answer["note"] == "書いたこと"
    first, second = answer["files"]
    assert (first["name"], first["sha256"]) == ("秘密.txt", sha256(BIG).hexdigest())
    assert second["type"] == "application/pdf"
    opened = open_file(UUID(first["id"]), identities=portal.reader.files_keys)
    assert b"".join(opened) == BIG
    assert StoredFile.objects.filter(held_until__isnull=False).count() == 2
    assert samples.CANARY not in b"".join(path.read_bytes() for path in _left())


def test_a_refused_file_does_not_spoil_the_form(portal) -> None:
    answer = _post(
        "/attach",
        _file("big.txt", b"a" * 300_001),
        _file("empty.txt", b""),
        _file("good.txt", b"ok"),
    ).json()
    assert sorted(answer["refusals"]) == ["upload_empty", "upload_too_large"]
    assert [ref["name"] for ref in answer["files"]] == ["good.txt"]
    assert answer["note"] == "書いたこと"
    assert len(_left()) == 1


def test_the_number_of_files_is_capped(portal) -> None:
    answer = _post("/attach", *(_file(f"{n}.txt", b"ok") for n in range(4))).json()
    assert len(answer["files"]) == 3
    assert answer["refusals"] == ["upload_too_many"]


def test_a_question_may_be_stricter_than_the_page(portal) -> None:
    answer = _post(
        "/attach?strict",
        _file("a.txt", b"text"),
        _file("big.pdf", samples.pdf() + bytes(100_000)),
        _file("ok.pdf", samples.pdf()),
    ).json()
    assert answer["refusals"] == ["upload_type_not_allowed", "upload_too_large"]
    assert len(answer["files"]) == 1
    assert len(_left()) == 1


def test_a_page_without_files_takes_none(portal) -> None:
    assert _post("/careless", _file("a.txt", BIG)).json() == {"note": "書いたこと", "files": 0}
    assert not _left()


def test_files_that_the_view_forgets_are_gone_after_the_request(portal) -> None:
    assert _post("/forgetful", _file("a.txt", BIG)).json()["files"] == 1
    assert not _left()


def test_without_the_csrf_token_nothing_is_stored(portal) -> None:
    answer = _post("/attach", _file("a.txt", BIG), client=Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert not _left()
    assert not StoredFile.objects.exists()


def _body(parts: list[tuple[str, bytes]]) -> tuple[bytes, bytes]:
    head = b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nkept\r\n'
    for name, _ in parts:
        head += (
            b'--b\r\nContent-Disposition: form-data; name="proof"; filename="%s"\r\n'
            b"Content-Type: text/plain\r\n\r\n" % name.encode()
        )
    return head, b"\r\n--b--\r\n"


class Socket(io.RawIOBase):
    """A long body made while it is read."""

    def __init__(self, head: bytes, filler: int, end: bytes) -> None:
        self.rest, self.filler, self.end, self.given = head, filler, end, 0

    def read(self, size: int = -1) -> bytes:
        if not self.rest and self.filler:
            step = min(self.filler, 65536)
            self.rest, self.filler = b"x" * step, self.filler - step
        if not self.rest:
            self.rest, self.end = self.end, b""
        out, self.rest = self.rest[:size], self.rest[size:]
        self.given += len(out)
        return out


def _stream(filler: int, *, end: bool = True) -> tuple[dict, Socket]:
    head, tail = _body([("huge.txt", b"")])
    socket = Socket(head, filler, tail if end else b"")
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/attach",
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        "CONTENT_LENGTH": str(len(head) + filler + len(tail)),
        "wsgi.input": socket,
    }
    return environ, socket


def _answer(environ: dict):
    from django.urls import resolve

    request = WSGIRequest(environ)
    request.resolver_match = resolve("/attach")
    from madoguchi.platform.files.tests.urls import attach

    return attach(request)


def test_a_large_upload_is_read_away_and_refused_in_flat_memory(portal) -> None:
    import json
    import tracemalloc

    environ, socket = _stream(200_000_000)
    tracemalloc.start()
    answer = json.loads(_answer(environ).content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer == {"files": [], "refusals": ["upload_too_large"], "note": "kept"}
    assert socket.given > 200_000_000
    assert peak < 3_000_000
    assert not _left()


def test_a_2_gb_upload_is_cut_off_where_draining_is_not_worth_it(portal, monkeypatch) -> None:
    import json

    monkeypatch.setattr(uploads, "DRAIN_BYTES", 1024**3)
    environ, socket = _stream(2 * 1024**3)
    answer = json.loads(_answer(environ).content)
    assert answer == {"files": [], "refusals": ["upload_too_large"], "note": "kept"}
    assert socket.given < 1_000_000
    assert not _left()


def test_a_broken_connection_leaves_nothing(portal) -> None:
    environ, _ = _stream(100_000, end=False)
    environ["CONTENT_LENGTH"] = str(10**6)
    _answer(environ)
    assert not _left()
    assert not StoredFile.objects.exists()


def test_an_upload_cannot_be_read_again_here(portal, rf) -> None:
    received = []
    original = uploads.SealedUpload.take
    try:
        uploads.SealedUpload.take = lambda self: received.append(self) or original(self)
        _post("/attach", _file("a.txt", b"text"))
    finally:
        uploads.SealedUpload.take = original
    with pytest.raises(PermissionError):
        received[0].chunks()
    assert "a.txt" not in repr(received[0])
