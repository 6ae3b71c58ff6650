# SPDX-License-Identifier: Apache-2.0
"""Who is believed at ``/zone/``, and what is answered?"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from pydantic import BaseModel

from madoguchi.kernel import clock
from madoguchi.kernel.facts import _listeners
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.files.disk import cipher_path
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.refusals import FileGone
from madoguchi.platform.files.storing import receive_stream
from madoguchi.platform.zones import views
from madoguchi.platform.zones.events import ParcelAcked
from madoguchi.platform.zones.models import OutgoingParcel, SeenNonce
from madoguchi.platform.zones.outbox import discard_asked_again
from madoguchi.platform.zones.request_signing import Line, forget_nonces, sign_request
from madoguchi.platform.zones.sending import offer_again, send

pytestmark = [pytest.mark.django_db, pytest.mark.urls("madoguchi.platform.zones.tests.urls")]
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Note(BaseModel):
    text: str


@pytest.fixture(autouse=True)
def at_nine(settings):
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    with clock.frozen(AT):
        yield


class Caller:
    """The office, calling a portal that runs in this process."""

    def __init__(self, keys) -> None:
        self.keys = keys.office
        self.http = Client(enforce_csrf_checks=True)

    def headers(self, method: str, path: str, body: bytes = b"", **more) -> dict[str, str]:
        bare, _, query = path.partition("?")
        line = Line(method, bare, query, sha256(body).hexdigest())
        options = {"signer": self.keys.signing, "zone": "office", "to_zone": "portal", "at": AT}
        return sign_request(line, **{**options, **more})

    def call(self, method: str, path: str, body: bytes = b"", headers=None, **more):
        headers = headers or self.headers(method, path, body, **more)
        return self.http.generic(
            method, path, body, content_type="application/json", headers=headers
        )


@pytest.fixture
def caller(in_portal) -> Caller:
    return Caller(in_portal)


def _send(count: int = 1, **more) -> list[UUID]:
    with transaction.atomic():
        return [
            send("test.note", Note(text="x"), to="office", ref="a:1", at=AT, **more)
            for _ in range(count)
        ]


def _ack(caller: Caller, *ids: UUID, outcome: str = "handled"):
    rows = [{"id": str(parcel_id), "outcome": outcome} for parcel_id in ids]
    return caller.call("POST", "/zone/acks", json.dumps({"acks": rows}).encode())


def test_nobody_else_is_answered(caller, tmp_path) -> None:
    stranger = ensure_zone_keys(tmp_path / "x", zone="office").signing
    path = "/zone/parcels?after=0"
    good = caller.headers("GET", path)
    wrong = {
        "unsigned": [{}, {**good, "Madoguchi-Nonce": "1"}, {**good, "Madoguchi-Zone": "portal"}],
        "bad_signature": [
            caller.headers("GET", path, signer=stranger),
            caller.headers("GET", path, to_zone="core"),
            caller.headers("GET", "/zone/parcels?after=1"),
            caller.headers("POST", path),
            caller.headers("GET", "/zone/acks?after=0"),
            {**good, "Madoguchi-Zone": "core"},
            {**good, "Madoguchi-Nonce": "0" * 32},
            {**good, "Madoguchi-Digest": "0" * 64},
            {**good, "Madoguchi-Time": str(int(AT.timestamp()) + 1)},
            {**good, "Madoguchi-Key": "0" * 16},
            {**good, "Madoguchi-Signature": "AAAA"},
            {**good, "Madoguchi-Signature": "#"},
        ],
        "clock_skew": [
            caller.headers("GET", path, at=AT - timedelta(minutes=6)),
            caller.headers("GET", path, at=AT + timedelta(minutes=6)),
        ],
    }
    for code, several in wrong.items():
        for headers in several:
            answer = caller.http.get(path, headers=headers)
            assert (answer.status_code, answer.json()) == (401, {"code": code}), headers
    assert not SeenNonce.objects.exists()
    assert caller.call("GET", path, headers=good).status_code == 200


def test_a_request_is_answered_once(caller) -> None:
    headers = caller.headers("GET", "/zone/parcels")
    assert caller.call("GET", "/zone/parcels", headers=headers).status_code == 200
    again = caller.call("GET", "/zone/parcels", headers=headers)
    assert (again.status_code, again.json()) == (401, {"code": "replayed"})
    assert forget_nonces(at=AT + timedelta(minutes=14)) == 0
    assert forget_nonces(at=AT + timedelta(minutes=16)) == 1


def test_a_body_that_was_not_signed_is_refused(caller) -> None:
    body = json.dumps({"acks": []}).encode()
    headers = caller.headers("POST", "/zone/acks", body)
    answer = caller.call("POST", "/zone/acks", body + b" ", headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"code": "bad_digest"})


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/zone/parcels?after=x", b"", 400),
        ("GET", "/zone/parcels?limit=-1", b"", 400),
        ("POST", "/zone/acks", b"{", 400),
        ("POST", "/zone/acks", b'{"acks": [{"id": 1, "outcome": "handled"}]}', 400),
        ("POST", "/zone/acks", b"[]", 400),
        ("POST", "/zone/parcels", b'{"parcels": [{}]}', 400),
        ("DELETE", "/zone/acks", b"", 405),
        ("PUT", "/zone/parcels", b"", 405),
        ("POST", "/zone/acks", b" " * 300_000, 413),
    ],
)
def test_nonsense_is_refused(caller, method: str, path: str, body: bytes, status: int) -> None:
    assert caller.call(method, path, body).status_code == status


def test_waiting_parcels_come_in_pages(caller) -> None:
    ids = _send(5)
    first = caller.call("GET", "/zone/parcels?after=0&limit=3").json()
    assert (len(first["parcels"]), first["more"]) == (3, True)
    last = first["parcels"][-1]["sequence"]
    rest = caller.call("GET", f"/zone/parcels?after={last}&limit=3").json()
    assert (len(rest["parcels"]), rest["more"]) == (2, False)
    seen = [json.loads(row["header"])["id"] for row in first["parcels"] + rest["parcels"]]
    assert seen == [str(parcel_id) for parcel_id in ids]


def test_pages_are_bounded_by_size(caller) -> None:
    with transaction.atomic():
        for _ in range(4):
            send("test.note", Note(text="a" * 3_000_000), to="office", ref="", at=AT)
    page = caller.call("GET", "/zone/parcels").json()
    assert (len(page["parcels"]), page["more"]) == (3, True)


def test_an_acknowledged_parcel_leaves_a_tombstone_and_a_fact(caller, monkeypatch) -> None:
    told = []
    monkeypatch.setitem(_listeners, ParcelAcked, [told.append])
    one, two = _send(2)
    assert _ack(caller, one).json() == {"acknowledged": 1}
    assert _ack(caller, one).json() == {"acknowledged": 0}
    assert _ack(caller, two, outcome="asked_again").json() == {"acknowledged": 1}
    assert _ack(caller, new_id()).json() == {"acknowledged": 0}
    assert _ack(caller, one, outcome="lost").status_code == 400
    assert [(fact.parcel_id, fact.outcome, fact.ref) for fact in told] == [
        (one, "handled", "a:1"),
        (two, "asked_again", "a:1"),
    ]
    taken, kept = OutgoingParcel.objects.all()
    assert (taken.sealed is None, taken.outcome, taken.acked_at) == (False, "handled", AT)
    assert (kept.sealed is None, kept.outcome) == (False, "asked_again")
    body = json.dumps({"ids": [str(one), str(two)]}).encode()
    assert caller.call("POST", "/zone/settled", body).json() == {"settled": 1}
    assert caller.call("POST", "/zone/settled", body).json() == {"settled": 0}
    assert [row.sealed is None for row in OutgoingParcel.objects.all()] == [True, False]


def test_an_unusable_parcel_may_be_offered_again_until_its_body_goes(caller) -> None:
    (one,) = _send()
    _ack(caller, one, outcome="asked_again")
    assert offer_again(one)
    assert not offer_again(one)
    assert OutgoingParcel.objects.get().acked_at is None
    _ack(caller, one, outcome="asked_again")
    assert discard_asked_again(at=AT + timedelta(days=29)) == 0
    assert discard_asked_again(at=AT + timedelta(days=30)) == 1
    assert not offer_again(one)


def _with_file() -> tuple[UUID, UUID]:
    ref = receive_stream([b"text"], name="a.txt", purpose="t", owner="a:1", at=AT)
    return _send(files=[ref])[0], ref.id


def test_a_file_is_given_to_its_addressee_while_its_parcel_waits(caller, tmp_path) -> None:
    parcel_id, file_id = _with_file()
    draft = receive_stream([b"text"], name="a.txt", purpose="t", owner="a:1", at=AT)
    path = f"/zone/files/{file_id}"
    answer = caller.call("GET", path)
    assert b"".join(answer.streaming_content) == cipher_path(file_id).read_bytes()
    assert caller.call("GET", f"/zone/files/{draft.id}").status_code == 404
    assert caller.call("GET", f"/zone/files/{new_id()}").json() == {"code": "file_gone"}
    _ack(caller, parcel_id)
    assert caller.call("GET", path).status_code == 404
    assert StoredFile.objects.filter(id=file_id).exists()
    body = json.dumps({"ids": [str(parcel_id)]}).encode()
    caller.call("POST", "/zone/settled", body)
    assert not StoredFile.objects.filter(id=file_id).exists()


def test_a_zone_sees_its_own_parcels_only(caller, in_portal, tmp_path) -> None:
    from madoguchi.platform.crypto.peers import describe_self, trust_peer

    core = ensure_zone_keys(tmp_path / "core", zone="core")
    trust_peer(describe_self(core), tmp_path / "portal")
    parcel_id, file_id = _with_file()
    as_core = {"signer": core.signing, "zone": "core"}
    assert caller.call("GET", "/zone/parcels", **as_core).json()["parcels"] == []
    assert caller.call("GET", f"/zone/files/{file_id}", **as_core).status_code == 404
    body = json.dumps({"acks": [{"id": str(parcel_id), "outcome": "handled"}]}).encode()
    assert caller.call("POST", "/zone/acks", body, **as_core).json() == {"acknowledged": 0}


def test_a_file_is_left_whole_or_not_at_all(caller, monkeypatch) -> None:
    file_id = new_id()
    path = f"/zone/files/{file_id}"
    headers = caller.headers("PUT", path, b"cipher")
    assert caller.call("PUT", path, b"ciphes", headers=headers).status_code == 400
    assert not cipher_path(file_id).exists()
    assert caller.call("PUT", path, b"cipher").json() == {"size": 6}
    assert cipher_path(file_id).read_bytes() == b"cipher"
    monkeypatch.setattr(views, "MAX_FILE_BYTES", 5)
    assert caller.call("PUT", f"/zone/files/{new_id()}", b"cipher").status_code == 413


def test_a_file_that_the_portal_holds_is_not_overwritten(caller) -> None:
    _, file_id = _with_file()
    before = cipher_path(file_id).read_bytes()
    assert caller.call("PUT", f"/zone/files/{file_id}", b"other").status_code == 409
    assert cipher_path(file_id).read_bytes() == before


def test_sending_is_part_of_the_caller_s_transaction(caller) -> None:
    with pytest.raises(FileGone):
        _send(
            files=[
                receive_stream([b"t"], name="a.txt", purpose="t", owner="a:1", at=AT).model_copy(
                    update={"id": new_id()}
                )
            ]
        )
    with transaction.atomic():
        _send()
        transaction.set_rollback(True)
    assert not OutgoingParcel.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_outside_a_transaction(in_portal) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        send("test.note", Note(text="x"), to="office", ref="", at=AT)


def test_every_address_says_who_may_call_it() -> None:
    for view in (views.parcels_or_push, views.one_file, views.acks):
        assert view.policy == "zone"
        assert view.csrf_exempt
