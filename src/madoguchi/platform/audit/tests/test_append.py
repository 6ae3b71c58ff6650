# SPDX-License-Identifier: Apache-2.0
"""Is an action written with its transaction, kept from change, and erasable without a trace?"""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import (
    Entry,
    NotCanonical,
    OutsideTransaction,
    erase_subject,
    find_personal,
    is_intact,
    list_by_actor,
    list_by_subject,
    record,
    record_many,
)
from madoguchi.platform.audit.models import Leaf, PersonalValues, SubjectKey
from madoguchi.platform.crypto.errors import CannotOpen

pytestmark = pytest.mark.django_db
SUBJECT = "cases:0190a0b0-0000-7000-8000-0000000000aa"


def write(actor, at, **more):
    values = {"action": "cases.case.viewed", "actor": actor, "subject": SUBJECT, "at": at} | more
    return record(**values)


def refused(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_leaf_needs_the_transaction_of_its_action(sanami, at):
    with pytest.raises(OutsideTransaction):
        write(sanami, at)
    with transaction.atomic():
        write(sanami, at)
        transaction.set_rollback(True)
    assert Leaf.objects.count() == 0
    with transaction.atomic():
        write(sanami, at)
    assert Leaf.objects.count() == 1


def test_a_leaf_says_who_did_what_and_is_intact(sanami, at):
    leaf = write(sanami, at, detail={"fields": ["name"], "n": 3}, purpose="窓口での確認")
    leaf.refresh_from_db()
    assert (leaf.action, leaf.actor_ref, leaf.subject) == ("cases.case.viewed", sanami.ref, SUBJECT)
    assert leaf.facts == {"fields": ["name"], "n": 3}
    assert leaf.actor_roles == "case_worker"
    assert leaf.sequence is None
    assert is_intact(leaf)
    leaf.purpose = "別の目的"
    assert not is_intact(leaf)


def test_personal_values_rest_encrypted_and_out_of_the_leaf(sanami, at):
    leaf = write(sanami, at, personal={"name": "灯 あかり", "phone": "090-0000-1125"})
    row = PersonalValues.objects.get(leaf=leaf)
    assert find_personal(leaf) == {"name": "灯 あかり", "phone": "090-0000-1125"}
    with connection.cursor() as cursor:
        for table in ("audit_leaf", "audit_personalvalues", "audit_subjectkey"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = repr(
                [
                    [bytes(v) if isinstance(v, memoryview) else v for v in r]
                    for r in cursor.fetchall()
                ]
            )
            assert "あかり" not in stored
            assert "090-0000-1125" not in stored
    assert is_intact(leaf)
    PersonalValues.objects.filter(leaf=leaf).update(
        sealed=PersonalValues.objects.get(
            leaf=write(sanami, at, personal={"name": "舟木 渡"})
        ).sealed
    )
    assert bytes(row.sealed) != bytes(PersonalValues.objects.get(leaf=leaf).sealed)
    with pytest.raises(CannotOpen):
        find_personal(leaf)


def test_erasing_a_person_destroys_the_key_and_not_the_proof(sanami, at):
    leaf = write(sanami, at, personal={"name": "灯 あかり"})
    other = write(sanami, at, subject="cases:other", personal={"name": "舟木 渡"})
    before = bytes(leaf.leaf_hash)
    erase_subject(subject=SUBJECT, actor=sanami, at=at, purpose="保存期間の満了")
    leaf.refresh_from_db()
    assert find_personal(leaf) is None
    assert is_intact(leaf)
    assert bytes(leaf.leaf_hash) == before
    assert bytes(SubjectKey.objects.get(subject=SUBJECT).wrapped) == b""
    assert find_personal(other) == {"name": "舟木 渡"}
    later = write(sanami, at, personal={"name": "灯 あかり"})
    assert find_personal(later) == {"name": "灯 あかり"}
    assert find_personal(leaf) is None
    assert "audit.subject.erased" in {row.action for row in list_by_subject(SUBJECT)}


def test_one_key_serves_all_leaves_of_a_subject(sanami, at):
    entries = [
        Entry(action="x.y", actor=sanami, subject=f"cases:{n % 3}", at=at, personal={"n": n})
        for n in range(9)
    ]
    leaves = record_many(entries)
    assert SubjectKey.objects.count() == 3
    assert [find_personal(leaf) for leaf in leaves] == [{"n": n} for n in range(9)]


def test_who_read_my_data(sanami, at, django_assert_num_queries):
    write(sanami, at)
    write(sanami, at, action="cases.case.decided")
    write(sanami, at, subject="cases:other")
    with django_assert_num_queries(1):
        leaves = list_by_subject(SUBJECT, actions=["cases.case.viewed"])
    assert [leaf.action for leaf in leaves] == ["cases.case.viewed"]
    assert list_by_subject(SUBJECT, before=at) == []
    assert len(list_by_actor(sanami.ref)) == 3
    assert len(list_by_actor(sanami.ref, limit=2)) == 2


OTHER_VALUES = {
    "id": new_id(),
    "at": datetime(2020, 1, 1, tzinfo=UTC),
    "personal_digest": b"x",
    "leaf_hash": b"x",
    "format": 2,
}


@pytest.mark.parametrize("column", [f.name for f in Leaf._meta.fields if f.name != "sequence"])
def test_the_database_refuses_to_change_a_leaf(sanami, at, column):
    leaf = write(sanami, at)
    change = {column: OTHER_VALUES.get(column, "x")}
    for values in (change, change | {"sequence": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Leaf.objects.filter(pk=leaf.pk).update(**values)


def test_the_database_refuses_deletion(sanami, at):
    write(sanami, at)
    refused("DELETE FROM audit_leaf")
    assert Leaf.objects.count() == 1


def test_a_leaf_is_sequenced_once(sanami, at):
    first, second = write(sanami, at), write(sanami, at)
    Leaf.objects.filter(pk=first.pk).update(sequence=1)
    for leaf, sequence in ((first, 2), (first, None), (second, 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Leaf.objects.filter(pk=leaf.pk).update(sequence=sequence)
    Leaf.objects.filter(pk=second.pk).update(sequence=2)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_replacing_a_leaf_is_refused(sanami, at):
    write(sanami, at)
    write(sanami, at)
    refused("INSERT OR REPLACE INTO audit_leaf SELECT * FROM audit_leaf")
    refused("UPDATE OR REPLACE audit_leaf SET rowid = 1 WHERE rowid = 2")
    refused("UPDATE OR REPLACE audit_leaf SET sequence = 5")
    assert Leaf.objects.count() == 2


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_emptying_the_table_is_refused(sanami, at):
    write(sanami, at)
    refused("TRUNCATE audit_leaf CASCADE")
    assert Leaf.objects.count() == 1


def test_a_fraction_is_refused_before_anything_is_written(sanami, at):
    with pytest.raises(NotCanonical):
        write(sanami, at, detail={"share": 0.5})
    assert Leaf.objects.count() == 0


def test_many_leaves_are_written_in_one_statement(sanami, at, django_assert_max_num_queries):
    entries = [
        Entry(action="cases.case.viewed", actor=sanami, subject=SUBJECT, at=at, detail={"n": n})
        for n in range(200)
    ]
    with django_assert_max_num_queries(4):
        record_many(entries)
    assert Leaf.objects.count() == 200
