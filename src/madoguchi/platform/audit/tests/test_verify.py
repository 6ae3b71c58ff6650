# SPDX-License-Identifier: Apache-2.0
"""Does the plain program find every kind of tampering, in an export and in the database itself?"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from madoguchi.platform.audit import log_key
from madoguchi.platform.audit.api import Entry, erase_subject, find_personal, record_many
from madoguchi.platform.audit.checkpoint import make_checkpoint
from madoguchi.platform.audit.export import NotYetProven, export_log, prove
from madoguchi.platform.audit.models import Checkpoint, Leaf, PersonalValues, SubjectKey
from madoguchi.platform.audit.sequence import sequence_waiting
from madoguchi.platform.audit.standalone import verify
from madoguchi.platform.audit.tests import tampering

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = Path(verify.__file__)


def write(actor, at, count, **more):
    with transaction.atomic():
        leaves = record_many(
            [
                Entry(
                    action="cases.read",
                    actor=actor,
                    subject=f"cases:{n}",
                    at=at,
                    detail={"number": "R8-4K7M", "what": '頁\n\t"x"\u2028\x01', "n": n},
                    purpose="児童手当",
                    **more,
                )
                for n in range(count)
            ]
        )
    sequence_waiting()
    make_checkpoint(at)
    return leaves


@pytest.fixture
def log(sanami, at):
    """A log of three checkpoints."""
    for count in (1030, 7, 300):
        write(sanami, at, count)


def address():
    """The test database as the plain program names it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(values["NAME"])
    user, host = values["USER"], values["HOST"]
    secret = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return f"postgresql://{user}{secret}@{host}:{values['PORT']}/{values['NAME']}"


def check(*words, key=True):
    """Run the checks; returns exit code and codes of the faults."""
    keys = ["--key", str(log_key.log_keys()[0])] if key else []
    return verify.main([*map(str, words), *keys])


def test_an_honest_log_holds_in_the_database_and_exported(log, tmp_path, capsys):
    done = export_log(tmp_path)
    assert (done.leaves, done.waiting, done.checkpoints) == (1337, 0, 3)
    assert check(address()) == 0
    assert check(tmp_path) == 0
    assert check(tmp_path, key=False) == 3
    assert check(tmp_path / "nowhere") == 2
    assert "leaves: 1337" in capsys.readouterr().out


def test_the_program_runs_alone(log, tmp_path):
    """Without Django, without Madoguchi, in a fresh interpreter."""
    export_log(tmp_path / "export")
    copy = tmp_path / "verify.py"
    copy.write_bytes(PROGRAM.read_bytes())
    key = str(log_key.log_keys()[0])
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", copy, tmp_path / "export", "--key", key],
        capture_output=True, env=clean, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "改ざんはありません" in done.stdout.decode()
    assert PROGRAM.read_text().count("\n") < 300
    assert "django" not in PROGRAM.read_text().replace("Django", "").lower().replace("# ", "")


@pytest.mark.parametrize("kind", tampering.IN_DATABASE)
def test_tampering_with_the_database_is_found(log, kind, capsys, at, tmp_path):
    """By someone who may drop triggers: what remains are the hashes and the signatures."""
    known = tmp_path / "known.txt"
    known.write_text(Checkpoint.objects.order_by("-size")[0].note)
    with tampering.unguarded():
        words = tampering.IN_DATABASE[kind](at)
    assert check(address(), "--known", known) == 1
    assert f"[{words}]" in capsys.readouterr().out


@pytest.mark.parametrize("kind", tampering.IN_EXPORT)
def test_tampering_with_an_export_is_found(log, kind, tmp_path, capsys):
    export_log(tmp_path)
    words = tampering.IN_EXPORT[kind](tmp_path)
    assert check(tmp_path) == 1
    assert f"[{words}]" in capsys.readouterr().out


def test_a_leaf_that_waits_too_long_is_found(log, sanami, at, monkeypatch, capsys):
    with transaction.atomic():
        record_many([Entry(action="a.b", actor=sanami, subject="cases:1", at=at)])
    assert check(address()) == 0
    later = time.time() + 90_000
    monkeypatch.setattr(verify.time, "time", lambda: later)
    assert check(address()) == 1
    assert "[waiting]" in capsys.readouterr().out


def test_a_proof_of_one_leaf_stands_alone(log, sanami, at, tmp_path, capsys):
    leaf = Leaf.objects.get(sequence=1033)
    file = tmp_path / "proof.json"
    proof = prove(leaf.id)
    file.write_text(json.dumps(proof))
    assert check("--proof", file) == 0
    assert str(leaf.id) in capsys.readouterr().out
    for change in (
        {"leaf": proof["leaf"].replace("児童手当", "興味")},
        {"index": 1034},
        {"index": -1},
        {"path": proof["path"][:-1]},
        {"path": [*proof["path"], proof["path"][0]]},
    ):
        file.write_text(json.dumps(proof | change))
        assert check("--proof", file) == 1
    with transaction.atomic():
        (late,) = record_many([Entry(action="a.b", actor=sanami, subject="cases:1", at=at)])
    with pytest.raises(NotYetProven):
        prove(late.id)
    sequence_waiting()
    with pytest.raises(NotYetProven):
        prove(late.id)


def test_erasing_a_person_leaves_the_proof_whole(sanami, at, tmp_path):
    leaf = write(sanami, at, 3, personal={"name": "灯 あかり"})[0]
    sealed = bytes(PersonalValues.objects.get(leaf=leaf).sealed)
    old = SubjectKey.objects.get(subject=leaf.subject)
    with transaction.atomic():
        erase_subject(subject=leaf.subject, actor=sanami, at=at, purpose="保存期間の満了")
    sequence_waiting()
    make_checkpoint(at)
    assert check(address()) == 0
    export_log(tmp_path)
    assert check(tmp_path) == 0
    assert find_personal(leaf) is None
    assert bytes(SubjectKey.objects.get(pk=old.pk).wrapped) == b""
    again = write(sanami, at, 1, personal={"name": "灯 あかり"})[0]
    fresh = SubjectKey.objects.get(subject=leaf.subject, erased_at=None)
    assert fresh.pk != old.pk
    assert find_personal(again) == {"name": "灯 あかり"}
    assert find_personal(leaf) is None
    from madoguchi.platform.audit.subject_keys import open_key, open_values
    from madoguchi.platform.crypto.errors import CannotOpen

    with pytest.raises(CannotOpen):
        open_values(open_key(fresh), leaf.id, sealed)
    assert check(address()) == 0


def test_cosignatures_are_counted(log, at, capsys, settings):
    from madoguchi.platform.audit import ports
    from madoguchi.platform.audit.confirm import gather_cosignatures
    from madoguchi.platform.audit.tests.test_log import Neighbour

    witness = str(log_key.own_witness())
    settings.AUDIT_WITNESSES = [witness]
    asked = [address(), "--witness", witness, "--cosignatures", 1]
    assert check(*asked) == 1
    assert "[witness]" in capsys.readouterr().out
    ports.use_witnesses([Neighbour(at)])
    try:
        assert gather_cosignatures(at) == 1
    finally:
        ports.use_witnesses([])
    assert check(*asked) == 0
    assert check(*asked[:-1], 2) == 1
