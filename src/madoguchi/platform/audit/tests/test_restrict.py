# SPDX-License-Identifier: Apache-2.0
"""Can the application's own role not take back what it wrote? A real role on PostgreSQL."""

import secrets

import pytest
from django.db import DatabaseError, connection, transaction

from madoguchi.platform.audit.api import erase_subject, record
from madoguchi.platform.audit.checkpoint import make_checkpoint
from madoguchi.platform.audit.checks import application_owns_nothing
from madoguchi.platform.audit.restrict import restriction_sql
from madoguchi.platform.audit.sequence import sequence_waiting

pytestmark = pytest.mark.django_db

FORBIDDEN = (
    "UPDATE audit_leaf SET purpose = 'x'",
    "UPDATE audit_leaf SET leaf_hash = ''",
    "DELETE FROM audit_leaf",
    "TRUNCATE audit_leaf CASCADE",
    "UPDATE audit_checkpoint SET note = 'x'",
    "DELETE FROM audit_checkpoint",
    "UPDATE audit_personalvalues SET sealed = ''",
    "DELETE FROM audit_subjectkey",
    "DELETE FROM audit_tree",
    "DELETE FROM audit_witnessalarm",
    "ALTER TABLE audit_leaf DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_leaf_guard ON audit_leaf",
    "CREATE TABLE elsewhere (x int)",
)


@pytest.fixture
def restricted():
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    role = f"app_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        for statement in restriction_sql(role):
            cursor.execute(statement)
        cursor.execute(f"SET LOCAL ROLE {role}")
        yield role
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_cannot_take_anything_back(restricted, sanami, at, statement):
    record(action="a.b", actor=sanami, subject="cases:1", at=at)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_role_can_do_its_work(restricted, sanami, at):
    record(action="a.b", actor=sanami, subject="cases:1", at=at, personal={"name": "灯"})
    assert sequence_waiting() == 1
    assert make_checkpoint(at).size == 1
    erase_subject(subject="cases:1", actor=sanami, at=at, purpose="保存期間の満了")
    assert sequence_waiting() == 1


def test_an_application_that_owns_its_tables_is_told_before_deployment():
    found = application_owns_nothing(databases=["default"])
    expected = ["madoguchi.W001"] if connection.vendor == "postgresql" else []
    assert [one.id for one in found] == expected
    assert application_owns_nothing() == []


def test_the_restricted_role_owns_nothing(restricted):
    assert application_owns_nothing(databases=["default"]) == []


def test_a_name_that_is_no_identifier_is_refused():
    with pytest.raises(ValueError, match="small letters"):
        restriction_sql('app"; DROP TABLE x')
