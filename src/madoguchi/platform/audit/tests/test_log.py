# SPDX-License-Identifier: Apache-2.0
"""Are leaves numbered once and gapless, signed, and witnessed, whoever races or tampers?"""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction

from madoguchi.platform.audit import log_key, nodes, notes, ports
from madoguchi.platform.audit.api import Entry, record_many
from madoguchi.platform.audit.checkpoint import (
    make_checkpoint,
    newest_counting,
    note_proven,
    read_state,
    whole_note,
)
from madoguchi.platform.audit.confirm import gather_cosignatures
from madoguchi.platform.audit.models import (
    Checkpoint,
    Leaf,
    Tree,
    TreeNode,
    WitnessAlarm,
    WitnessedLog,
)
from madoguchi.platform.audit.sequence import sequence_waiting, tree_row
from madoguchi.platform.audit.tree import is_consistent, is_included
from madoguchi.platform.audit.witness import consider

pytestmark = pytest.mark.django_db


def write(actor, at, count=1, **more):
    with transaction.atomic():
        return record_many(
            [
                Entry(action="cases.read", actor=actor, subject=f"cases:{n}", at=at, **more)
                for n in range(count)
            ]
        )


def refused(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_leaves_are_numbered_from_zero_in_batches(sanami, at):
    write(sanami, at, 700)
    assert sequence_waiting(batch=300) == 700
    assert list(Leaf.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
        range(700)
    )
    assert TreeNode.objects.count() == 2
    assert sequence_waiting() == 0
    leaf = Leaf.objects.get(sequence=613)
    first = make_checkpoint(at)
    path = nodes.inclusion_path(613, 700)
    assert is_included(bytes(leaf.leaf_hash), 613, 700, path, bytes(first.root))
    write(sanami, at, 5)
    sequence_waiting()
    second = make_checkpoint(at)
    proof = nodes.consistency_path(700, 705)
    assert is_consistent(700, bytes(first.root), 705, bytes(second.root), proof)
    assert make_checkpoint(at) is None


def race(works):
    """Each in its own thread and connection, again and again until nothing waits."""
    gate, problems = threading.Barrier(len(works)), []

    def run(work):
        gate.wait()
        for _ in range(60):
            try:
                work()
            except OperationalError:
                continue
            except Exception as problem:  # noqa: BLE001 - the test looks at it
                problems.append(problem)
            if not Leaf.objects.filter(sequence=None).exists():
                break
        connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return problems


@pytest.mark.django_db(transaction=True)
def test_racing_sequencers_number_each_leaf_once(sanami, at):
    write(sanami, at, 400)

    def number():
        sequence_waiting(batch=37)
        make_checkpoint(at)

    assert race([number, number, number, lambda: write(sanami, at, 3)]) == []
    sequence_waiting()
    numbers = list(Leaf.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(len(numbers)))
    assert tree_row().size == len(numbers)
    make_checkpoint(at)
    last = Checkpoint.objects.order_by("-size").first()
    for one in Checkpoint.objects.all():
        path = nodes.consistency_path(one.size, last.size)
        assert is_consistent(one.size, bytes(one.root), last.size, bytes(last.root), path)


def test_the_database_keeps_the_tree_whole(sanami, at):
    write(sanami, at, 4)
    sequence_waiting()
    make_checkpoint(at)
    write(sanami, at, 2)
    for statement in (
        "UPDATE audit_tree SET size = 3",
        "UPDATE audit_tree SET size = 5",
        "UPDATE audit_tree SET frontier = ''",
        "DELETE FROM audit_tree",
        "UPDATE audit_leaf SET sequence = 2 WHERE sequence IS NULL",
        "UPDATE audit_checkpoint SET note = 'x'",
        "DELETE FROM audit_checkpoint",
        "INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint",
    ):
        refused(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        Checkpoint.objects.create(size=5, root=b"x" * 32, note="x", at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Checkpoint.objects.create(size=3, root=b"x" * 32, note="x", at=at)
    assert Tree.objects.get().size == 4


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_replacing_is_refused_on_sqlite(sanami, at):
    write(sanami, at, 4)
    sequence_waiting()
    make_checkpoint(at)
    refused("INSERT OR REPLACE INTO audit_checkpoint SELECT * FROM audit_checkpoint")
    refused("REPLACE INTO audit_tree (id, size, frontier) VALUES (1, 0, '')")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("table", ["checkpoint", "tree", "treenode", "timestamp", "witnessedlog"])
def test_emptying_is_refused_on_postgresql(table):
    refused(f"TRUNCATE audit_{table} CASCADE")


def test_a_checkpoint_is_a_note_signed_by_the_log(sanami, at, settings):
    settings.AUDIT_ORIGIN = "audit.todai.example"
    write(sanami, at, 3)
    sequence_waiting()
    read = notes.read_note(make_checkpoint(at).note)
    (key,) = log_key.log_keys()
    assert notes.read_key(str(key)) == key
    assert notes.is_signed(read, key)
    said = notes.read_checkpoint(read.text)
    assert (said.origin, said.size) == (f"audit.todai.example/{settings.ZONE}", 3)
    assert not notes.is_signed(notes.Note(read.text.replace("3", "4", 1), read.lines), key)
    for broken in ("", "a\n\nb\n", "x\n1\nAA==\n", f"{read.text}\n"):
        with pytest.raises(notes.BadNote):
            notes.read_checkpoint(notes.read_note(broken).text)


class Neighbour:
    """Our own witness behind the port, as if it were another city."""

    def __init__(self, at):
        self.name, self.at, self.answers = log_key.witness_name(), at, []

    def add(self, *, old, proof, note):
        verdict = consider(old=old, proof=proof, note=note, keys=log_key.log_keys(), at=self.at)
        self.answers.append(verdict.status)
        if verdict.status == 409:
            return ports.Behind(int(verdict.body))
        if verdict.status != 200:
            raise ports.WitnessRefused(verdict.body)
        return verdict.body


@pytest.fixture
def neighbour(at, settings):
    settings.AUDIT_WITNESSES = [str(log_key.own_witness())]
    settings.AUDIT_COSIGNATURES = 1
    found = Neighbour(at)
    ports.use_witnesses([found])
    yield found
    ports.use_witnesses([])


def test_a_checkpoint_counts_with_its_cosignatures(sanami, at, neighbour):
    write(sanami, at, 3)
    sequence_waiting()
    first = make_checkpoint(at)
    assert newest_counting() is None
    assert not note_proven(at)
    assert gather_cosignatures(at) == 1
    assert gather_cosignatures(at) == 0
    assert newest_counting() == first
    assert note_proven(at)
    write(sanami, at, 300)
    sequence_waiting()
    make_checkpoint(at)
    assert newest_counting() == first
    assert not read_state().is_proven
    assert gather_cosignatures(at) == 1
    assert newest_counting().size == 303
    assert neighbour.answers == [200, 200]
    assert whole_note(newest_counting()).count("\u2014 ") == 2


def test_a_witness_that_remembers_less_gets_a_proof_from_there(sanami, at, neighbour):
    write(sanami, at, 3)
    sequence_waiting()
    make_checkpoint(at)
    gather_cosignatures(at)
    WitnessedLog.objects.update(at=at + timedelta(seconds=1))
    stale = Neighbour(at)
    write(sanami, at, 2)
    sequence_waiting()
    newest = make_checkpoint(at)
    answer = stale.add(old=0, proof=[], note=newest.note)
    assert answer == ports.Behind(3)
    assert gather_cosignatures(at) == 1


def forge(size, root):
    """A checkpoint that the log's own key signs over another history."""
    origin = log_key.origin()
    text = notes.Checkpoint(origin, size, root).text()
    return notes.sign_note(text, origin, log_key.log_key())


def test_a_forked_log_is_refused_with_an_alarm(sanami, at, neighbour):
    write(sanami, at, 3)
    sequence_waiting()
    make_checkpoint(at)
    gather_cosignatures(at)
    for note, old in ((forge(3, b"x" * 32), 3), (forge(7, b"x" * 32), 3)):
        with pytest.raises(ports.WitnessRefused):
            neighbour.add(old=old, proof=[], note=note)
    assert list(WitnessAlarm.objects.order_by("id").values_list("reason", flat=True)) == [
        "forked",
        "inconsistent",
    ]
    assert WitnessedLog.objects.get().size == 3
    verdict = consider(old=0, proof=[], note="x", keys=log_key.log_keys(), at=at)
    assert verdict.status == 400
    assert consider(old=0, proof=[], note=forge(9, b"y" * 32), keys=[], at=at).status == 404


def test_a_rolled_back_log_alarms_by_itself(sanami, at, neighbour):
    write(sanami, at, 3)
    sequence_waiting()
    newest = make_checkpoint(at)
    WitnessedLog.objects.create(
        origin=log_key.origin(), size=9, root=b"z" * 32, note=newest.note, at=at
    )
    assert gather_cosignatures(at) == 0
    assert WitnessAlarm.objects.get().reason.startswith("knows 9 leaves")


def test_after_a_change_of_the_key_older_checkpoints_still_hold(sanami, at, tmp_path, settings):
    from madoguchi.platform.crypto.keys import ensure_zone_keys, rotate

    settings.HOME = tmp_path
    ensure_zone_keys()
    write(sanami, at)
    sequence_waiting()
    old = notes.read_note(make_checkpoint(at).note)
    rotate("signing", at=at)
    write(sanami, at)
    sequence_waiting()
    new = notes.read_note(make_checkpoint(at).note)
    newest, first = log_key.log_keys()
    assert notes.is_signed(old, first)
    assert notes.is_signed(new, newest)
    assert not notes.is_signed(new, first)
