# SPDX-License-Identifier: Apache-2.0
"""Does the plain witness cosign what grows, and refuse and sound the alarm for all else?"""

import json
import stat
from threading import Thread

import pytest
from django.db import transaction

from madoguchi.connectors.audit_witness.client import HttpWitness, write_request
from madoguchi.connectors.audit_witness.door import answer_folder
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.audit import log_key, notes, ports
from madoguchi.platform.audit.api import Entry, record_many
from madoguchi.platform.audit.checkpoint import make_checkpoint, newest_counting
from madoguchi.platform.audit.confirm import gather_cosignatures
from madoguchi.platform.audit.models import Cosignature, WitnessAlarm
from madoguchi.platform.audit.nodes import consistency_path
from madoguchi.platform.audit.sequence import sequence_waiting
from madoguchi.platform.audit.standalone import witness as plain
from madoguchi.platform.crypto.keys import ensure_zone_keys

pytestmark = pytest.mark.django_db


def grow(count):
    with transaction.atomic():
        record_many(
            [Entry(action="a.b", actor=SYSTEM, subject=f"x:{n}", at=now()) for n in range(count)]
        )
    sequence_waiting()
    return make_checkpoint(now())


def forged(size, private=None):
    origin = log_key.origin()
    text = notes.Checkpoint(origin, size, b"f" * 32).text()
    return notes.sign_note(text, origin, private or log_key.log_key())


@pytest.fixture
def neighbour(tmp_path):
    ensure_zone_keys()
    plain.make_key("witness.example/kita", tmp_path / "key")
    return plain.Witness(tmp_path / "key", [str(log_key.log_keys()[0])], tmp_path / "state.json")


@pytest.fixture
def door(neighbour, settings):
    server = plain.make_server(neighbour, 0)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    client = HttpWitness(neighbour.name, f"http://127.0.0.1:{server.server_address[1]}")
    settings.AUDIT_WITNESSES = [neighbour.verifier_key]
    settings.AUDIT_COSIGNATURES = 1
    ports.use_witnesses([client])
    yield client
    ports.use_witnesses([])
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_neighbour_cosigns_over_http(neighbour, door):
    assert door.check() == neighbour.name
    first = grow(5)
    assert gather_cosignatures(now()) == 1
    assert newest_counting() == first
    for count in (1, 300, 7):
        second = grow(count)
        assert gather_cosignatures(now()) == 1
        assert newest_counting() == second
    seen = json.loads(neighbour.state.read_bytes())[log_key.origin()]
    assert seen["size"] == second.size
    assert not neighbour.alarmed


def test_a_witness_that_fell_behind_says_from_where(neighbour, door):
    grow(5)
    gather_cosignatures(now())
    kept = neighbour.state.read_bytes()
    grow(5)
    gather_cosignatures(now())
    neighbour.state.write_bytes(kept)
    newest = grow(5)
    answer = door.add(old=10, proof=consistency_path(10, 15), note=newest.note)
    assert answer == ports.Behind(5)
    assert gather_cosignatures(now()) == 1


def test_a_forked_or_rewritten_log_is_refused_with_an_alarm(neighbour, door):
    grow(5)
    gather_cosignatures(now())
    for size in (5, 9):
        with pytest.raises(ports.WitnessRefused):
            door.add(old=5, proof=[b"x" * 32], note=forged(size))
    alarms = neighbour.state.with_name("alarms.txt").read_text("utf-8").splitlines()
    assert [json.loads(one)["why"].split(":")[0] for one in alarms] == ["forked", "inconsistent"]
    assert neighbour.alarmed
    assert json.loads(neighbour.state.read_bytes())[log_key.origin()]["size"] == 5


def test_a_log_that_was_rolled_back_is_noticed_by_its_own_city(neighbour, door):
    grow(5)
    neighbour._remember(log_key.origin(), {"size": 8, "root": "", "note": ""})
    assert gather_cosignatures(now()) == 0
    assert WitnessAlarm.objects.get().reason.startswith("knows 8")
    assert Cosignature.objects.count() == 0


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("", 400),
        ("old x\n\nnote", 400),
        ("old 0\n!\n\nnote", 400),
        ("old 0\n\nnote", 400),
        ("old 0\n\nstranger\n1\n" + "A" * 43 + "=\n\n— stranger AAAA\n", 404),
    ],
)
def test_what_is_not_a_request_is_refused(neighbour, request_text, status):
    with pytest.raises(plain.Refusal) as refusal:
        neighbour.answer(request_text)
    assert refusal.value.status == status


def test_only_the_key_of_the_log_counts(neighbour):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    note = forged(3, Ed25519PrivateKey.generate())
    with pytest.raises(plain.Refusal) as refusal:
        neighbour.answer(write_request(old=0, proof=[], note=note))
    assert refusal.value.status == 403


def test_a_folder_serves_where_there_is_no_network(neighbour, tmp_path):
    first = grow(3)
    (tmp_path / "a.request").write_text(write_request(old=0, proof=[], note=first.note))
    (tmp_path / "b.request").write_text(write_request(old=3, proof=[], note=forged(4)))
    assert plain.answer_folder(neighbour, tmp_path) == 1
    line = (tmp_path / "a.cosignature").read_text("utf-8")
    key = notes.read_key(neighbour.verifier_key)
    assert notes.is_true_line(notes.read_note(first.note).text, line, key)
    assert (tmp_path / "b.refused").read_text("utf-8").startswith("422 inconsistent")
    assert plain.answer_folder(neighbour, tmp_path) == 0


def test_a_link_in_a_shared_folder_overwrites_nothing(neighbour, tmp_path):
    first, shared, own = grow(3), tmp_path / "shared", tmp_path / "own"
    shared.mkdir()
    own.write_text("mine")
    for name, aim in (("a.cosignature", own), ("b.refused", tmp_path / "not-there")):
        (shared / name).symlink_to(aim)
    (shared / "a.request").write_text(write_request(old=0, proof=[], note=first.note))
    (shared / "b.request").write_text("no request")
    assert plain.answer_folder(neighbour, shared) == 0
    assert answer_folder(shared, [log_key.log_keys()[0]]) == 0
    assert own.read_text() == "mine"
    assert not (tmp_path / "not-there").exists()


def test_what_a_witness_remembers_is_its_owners_alone(neighbour, tmp_path):
    neighbour.answer(write_request(old=0, proof=[], note=grow(3).note))
    with pytest.raises(plain.Alarm):
        neighbour.answer(write_request(old=3, proof=[], note=forged(4)))
    for name in ("state.json", "alarms.txt", "key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name
    tmp_path.chmod(0o750)
    plain.check_own(tmp_path)
    for mode in (0o770, 0o702):
        tmp_path.chmod(mode)
        with pytest.raises(SystemExit, match="others may write there"):
            plain.main(
                ["folder", "--key", str(tmp_path / "key"), "--log", str(log_key.log_keys()[0]),
                 "--state", str(neighbour.state), str(tmp_path)]
            )  # fmt: skip
    tmp_path.chmod(0o700)
    words = ["folder", "--key", str(tmp_path / "key"), "--state", str(neighbour.state)]
    assert plain.main([*words, str(tmp_path)]) == 0


def test_a_witness_that_does_not_answer_is_asked_again(settings):
    with pytest.raises(ports.NotConfirmed) as problem:
        HttpWitness("x", "http://127.0.0.1:1").add(old=0, proof=[], note="x")
    assert not problem.value.permanent
