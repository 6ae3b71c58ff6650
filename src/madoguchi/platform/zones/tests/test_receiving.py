# SPDX-License-Identifier: Apache-2.0
"""What becomes of a parcel that arrives: handled once, tried later, or asked for again?"""

import logging
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pydantic import BaseModel

from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text
from madoguchi.platform.crypto.keys import ensure_zone_keys, rotate
from madoguchi.platform.crypto.peers import describe_self, trust_peer
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.zones.fetching import FileLater, FileLost
from madoguchi.platform.zones.header import HeaderFile
from madoguchi.platform.zones.models import IncomingParcel
from madoguchi.platform.zones.packing import Label, Parcel, pack
from madoguchi.platform.zones.receiving import Receiving
from madoguchi.platform.zones.registry import on_unopenable, receives

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_registry")]
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Note(BaseModel):
    text: str


class NoFiles:
    def open_cipher(self, file):
        raise FileLost("file_missing")


class Town:
    """The office, with a portal that can send it anything."""

    def __init__(self, keys) -> None:
        self.keys = keys
        self.handled: list[str] = []
        self.asked: list[str] = []
        self.trouble: Exception | None = None
        self.source = NoFiles()
        receives("test.note", Note)(self._handle)
        on_unopenable(lambda item: self.asked.append(item.reason))

    def _handle(self, opened) -> None:
        if self.trouble:
            raise self.trouble
        self.handled.append(opened.body.text)

    def pack(
        self, body: str = "x", *, kind="test.note", ref="", schema=1, files=(), refs=(), signer=None
    ):
        label = Label(new_id(), kind, schema, ref, AT, tuple(files))
        return pack(
            label,
            Note(text=body),
            refs,
            keys=signer or self.keys.portal,
            peer=describe_self(self.keys.office),
        )[1]

    def take(self, *parcels: Parcel, minutes: float = 0) -> list[str]:
        at = AT + timedelta(minutes=minutes)
        taking = Receiving("portal", self.source, at=at, route="pull")
        return [arrival.outcome for arrival in taking.take_all(parcels)]


@pytest.fixture
def town(in_office) -> Town:
    return Town(in_office)


def test_a_parcel_is_handled_once_however_often_it_comes(town) -> None:
    parcel = town.pack("一度だけ")
    assert town.take(parcel, parcel) == ["handled", "repeated"]
    assert town.take(parcel) == ["repeated"]
    assert town.handled == ["一度だけ"]
    assert IncomingParcel.objects.get().state == "handled"


def test_the_handler_s_work_and_the_note_of_it_stand_or_fall_together(town) -> None:
    town.trouble = RuntimeError("灯 あかり")
    parcel = town.pack()
    assert town.take(parcel) == ["waiting"]
    row = IncomingParcel.objects.get()
    assert (row.state, row.error, row.attempts) == ("failed", "handler:RuntimeError", 1)
    assert "灯" not in row.error


def test_waiting_grows_and_ends_with_success(town) -> None:
    town.trouble = RuntimeError()
    parcel = town.pack()
    waits = []
    minutes = 0.0
    for _ in range(14):
        assert town.take(parcel, minutes=minutes) == ["waiting"]
        row = IncomingParcel.objects.get()
        waits.append(round((row.next_attempt_at - AT).total_seconds() / 60 - minutes, 6))
        minutes += waits[-1] + 0.01
    assert waits == sorted(waits)
    assert round(waits[0] * 60) == 5
    assert round(max(waits)) == 60
    town.trouble = None
    assert town.take(parcel, minutes=minutes - 0.02) == ["waiting"]
    assert town.take(parcel, minutes=minutes) == ["handled"]
    assert IncomingParcel.objects.get().error == ""


def test_what_follows_a_failed_parcel_of_the_same_reference_waits(town) -> None:
    first, other, second = (
        town.pack("1", ref="a:1"),
        town.pack("2", ref="a:2"),
        town.pack("3", ref="a:1"),
    )
    town.trouble = RuntimeError()
    assert town.take(first) == ["waiting"]
    town.trouble = None
    assert town.take(second, other) == ["waiting", "handled"]
    assert town.take(first, second, minutes=1) == ["handled", "handled"]
    assert town.handled == ["2", "1", "3"]


def test_a_refusal_asks_again_and_leaves_nothing_else(town) -> None:
    town.trouble = Conflict(text("だめです"))
    parcel = town.pack()
    assert town.take(parcel) == ["asked_again"]
    assert town.asked == ["refused:conflict"]
    town.trouble = None
    assert town.take(parcel) == ["handled"]
    assert IncomingParcel.objects.get().state == "handled"


def test_a_hook_that_breaks_is_tried_again(town) -> None:
    on_unopenable(lambda item: 1 / 0)
    parcel = town.pack()
    broken = Parcel(parcel.header, parcel.sealed, bytes(64))
    assert town.take(broken) == ["waiting"]
    assert IncomingParcel.objects.get().error == "hook:ZeroDivisionError"


def _other_zone(tmp_path, name: str):
    return ensure_zone_keys(tmp_path / f"other-{name}", zone=name)


def test_parcels_that_cannot_be_used_are_asked_for_again(town, tmp_path) -> None:
    good = town.pack()
    stranger = _other_zone(tmp_path, "core")
    to_core = pack(
        Label(new_id(), "test.note", 1, "", AT), Note(text="x"), (),
        keys=town.keys.portal, peer=describe_self(stranger),
    )[1]  # fmt: skip
    office_twin = _other_zone(tmp_path, "office")
    to_lost_key = pack(
        Label(new_id(), "test.note", 1, "", AT), Note(text="x"), (),
        keys=town.keys.portal, peer=describe_self(office_twin),
    )[1]  # fmt: skip
    from_core = town.pack(signer=stranger)
    cut = town.pack()
    wrong_body = town.pack(kind="test.strict")
    receives("test.strict", type("Strict", (BaseModel,), {"__annotations__": {"n": int}}))(print)
    cases = {
        "bad_signature": Parcel(good.header, good.sealed, bytes(64)),
        "malformed": Parcel(cut.header, cut.sealed[:-1], cut.signature),
        "unknown_key": to_lost_key,
        "body_invalid": wrong_body,
    }
    for reason, parcel in cases.items():
        assert town.take(parcel) == ["asked_again"], reason
        assert town.asked.pop() == reason
    for parcel in (to_core, from_core):
        assert town.take(parcel) == ["asked_again"]
        assert town.asked.pop() == "wrong_zone"
    assert town.handled == []
    assert set(IncomingParcel.objects.values_list("state", "from_zone")) == {
        ("asked_again", "portal")
    }


def test_what_is_no_parcel_at_all_is_counted(town) -> None:
    parcel = town.pack()
    assert town.take(Parcel("{}", parcel.sealed, parcel.signature), parcel) == [
        "malformed",
        "handled",
    ]


def test_a_zone_that_is_behind_waits_for_its_update(town) -> None:
    unknown, newer = town.pack(kind="test.future"), town.pack(schema=2)
    assert town.take(unknown, newer) == ["waiting", "waiting"]
    assert town.asked == []
    receives("test.future", Note)(town._handle)
    assert town.take(unknown, minutes=1) == ["handled"]


def test_a_parcel_that_overtakes_the_news_of_its_key_waits_a_while(town, tmp_path) -> None:
    newer = rotate("signing", at=AT, home=tmp_path / "portal")
    parcel, forged = town.pack(signer=newer), town.pack(signer=newer)
    assert town.take(parcel, forged) == ["waiting", "waiting"]
    for minutes in (1, 2, 3):
        assert town.take(forged, minutes=minutes) == ["waiting"]
    assert town.take(forged, minutes=9) == ["asked_again"]
    assert town.asked == ["bad_signature"]
    trust_peer(describe_self(newer), tmp_path / "office")
    assert town.take(parcel, minutes=1) == ["handled"]


class OneFile:
    """A source that gives what it is told to."""

    def __init__(self, content: bytes | Exception) -> None:
        self.content = content
        self.asked = 0

    @contextmanager
    def open_cipher(self, file):
        self.asked += 1
        if isinstance(self.content, Exception):
            raise self.content
        yield iter([self.content[:7], self.content[7:]])


def _file(town, plain: bytes) -> tuple[HeaderFile, FileRef, bytes]:
    from hashlib import sha256

    from madoguchi.platform.crypto.derive import key_id_of_public
    from madoguchi.platform.crypto.streams import age_encrypt

    recipient = town.keys.office.files.public_key()
    cipher = b"".join(age_encrypt([plain], recipient))
    file_id = new_id()
    ref = FileRef(
        id=file_id,
        name="a.txt",
        type="text/plain",
        size=len(plain),
        sha256=sha256(plain).hexdigest(),
    )
    head = HeaderFile(
        id=file_id,
        size=len(cipher),
        sha256=sha256(cipher).hexdigest(),
        key=key_id_of_public(recipient.public_bytes_raw()).hex(),
    )
    return head, ref, cipher


def test_files_are_checked_before_the_handler_sees_the_parcel(town) -> None:
    head, ref, cipher = _file(town, b"plain text")
    parcel = town.pack(files=[head], refs=[ref])
    for wrong in (cipher[:-1], cipher + b"x", cipher[:-1] + b"x", b""):
        town.source = OneFile(wrong)
        assert town.take(town.pack(files=[head], refs=[ref])) == ["waiting"]
    assert not StoredFile.objects.exists()
    town.source = OneFile(cipher)
    assert town.take(parcel) == ["handled"]
    row = StoredFile.objects.get()
    assert (row.name, row.owner) == (
        "a.txt",
        f"zones:{IncomingParcel.objects.get(state='handled').id}",
    )
    assert town.handled == ["x"]


def test_a_file_that_stays_damaged_or_missing_is_asked_for_again(town) -> None:
    head, ref, cipher = _file(town, b"plain text")
    parcel = town.pack(files=[head], refs=[ref])
    town.source = OneFile(cipher[:-1])
    outcomes = [town.take(parcel, minutes=n * 10)[0] for n in range(5)]
    assert outcomes == ["waiting"] * 4 + ["asked_again"]
    town.source = OneFile(FileLost("file_missing"))
    assert town.take(town.pack(files=[head], refs=[ref])) == ["asked_again"]
    town.source = OneFile(FileLater("503"))
    assert town.take(town.pack(files=[head], refs=[ref])) == ["waiting"]
    assert town.asked == ["file_damaged", "file_missing"]


def test_a_file_with_another_content_than_sealed_inside_is_found(town) -> None:
    """The portal swapped both file and header hash? Then the hash inside the seal tells."""
    _, ref, _ = _file(town, b"plain text")
    other_head, _, other_cipher = _file(town, b"other text")
    swapped = other_head.model_copy(update={"id": ref.id})
    town.source = OneFile(other_cipher)
    parcel = town.pack(files=[swapped], refs=[ref])
    assert town.take(parcel) == ["waiting"]
    assert town.take(town.pack(files=[other_head], refs=[ref])) == ["asked_again"]
    assert town.asked == ["malformed"]


def test_a_file_that_is_here_already_is_not_fetched_again(town) -> None:
    head, ref, cipher = _file(town, b"plain text")
    town.source = OneFile(cipher)
    town.trouble = RuntimeError()
    parcel = town.pack(files=[head], refs=[ref])
    assert town.take(parcel) == ["waiting"]
    town.trouble = None
    assert town.take(parcel, minutes=1) == ["handled"]
    assert town.source.asked == 1


def test_nothing_personal_is_logged(town, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    town.trouble = RuntimeError("灯 あかり 090-0000-0000")
    town.take(town.pack("灯 あかり"))
    town.take(Parcel("灯", b"", b""))
    assert "RuntimeError" in caplog.text
    assert "灯" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_take_the_same_parcel_handle_it_once(town) -> None:
    parcel = town.pack()
    gate = threading.Barrier(2)
    outcomes = []

    def slow(opened) -> None:
        time.sleep(0.2)
        town.handled.append(opened.body.text)

    town._handle = slow
    receives("test.slow", Note)(slow)
    parcel = town.pack(kind="test.slow")

    def run() -> None:
        try:
            gate.wait()
            outcomes.extend(town.take(parcel))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["handled", "repeated"]
    assert town.handled == ["x"]


def test_three_hundred_parcels_are_handled_in_one_go(town) -> None:
    """With a handler that writes a row each; how fast is measured by the benchmarks."""

    def write(opened) -> None:
        StoredFile.objects.create(
            purpose="t", owner="t:1", size=1, cipher_size=2, cipher_sha256="", recipient_key="",
            created_at=AT,
        )  # fmt: skip

    receives("test.row", Note)(write)
    parcels = [town.pack("あ" * 2000, kind="test.row", ref=f"a:{n}") for n in range(300)]
    assert set(town.take(*parcels)) == {"handled"}
    assert StoredFile.objects.filter(owner="t:1").count() == 300
