# SPDX-License-Identifier: Apache-2.0
"""Can an operator seal, verify, prove and export the log from the command line?"""

import json

import pytest
from django.db import transaction

from madoguchi.config.cli import main
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def audit(settings):
    def run(*words):
        return main(["audit", "--zone", settings.ZONE, *map(str, words)])

    return run


def test_from_a_leaf_to_its_proof(audit, tmp_path, capsys):
    with transaction.atomic():
        leaf = record(action="a.b", actor=SYSTEM, subject="x:1", at=now())
    assert audit("prove", leaf.id) == 1
    assert audit("seal") == 0
    assert audit("status") == 0
    assert audit("verify") == 0
    proof = tmp_path / "proof.json"
    assert audit("prove", leaf.id, "--to", proof) == 0
    assert json.loads(proof.read_bytes())["index"] == 0
    assert audit("verify", "--proof", proof) == 0
    assert audit("export", tmp_path / "log") == 0
    assert audit("verify", tmp_path / "log") == 0
    proof.write_text(proof.read_text().replace('"index": 0', '"index": 1'))
    assert audit("verify", "--proof", proof) == 1
    assert audit("keys") == 0
    assert "/witness+" in capsys.readouterr().out


def test_a_zone_witnesses_a_folder(audit, tmp_path, capsys):
    from madoguchi.platform.audit import log_key
    from madoguchi.platform.audit.notes import Checkpoint, sign_note

    name = log_key.origin()
    for file, size in (("a", 3), ("b", 2)):
        text = Checkpoint(name, size, file.encode() * 32).text()
        note = sign_note(text, name, log_key.log_key())
        (tmp_path / f"{file}.request").write_text(f"old {size - 3 if size > 2 else 0}\n\n{note}")
    words = ("witness", "--log", log_key.log_keys()[0], "--folder", tmp_path)
    assert audit(*words) == 0
    assert (tmp_path / "a.cosignature").read_text().startswith("\u2014 ")
    assert (tmp_path / "b.refused").read_text() == "409 3\n"
    text = Checkpoint(name, 3, b"z" * 32).text()
    note = sign_note(text, name, log_key.log_key())
    (tmp_path / "c.request").write_text(f"old 3\n\n{note}")
    assert audit(*words) == 1
    assert (tmp_path / "c.refused").read_text().startswith("422 ")


def test_the_role_is_printed(audit, capsys):
    assert audit("restrict", "city_app") == 0
    assert "GRANT UPDATE (sequence) ON audit_leaf TO city_app;" in capsys.readouterr().out
