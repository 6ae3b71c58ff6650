# SPDX-License-Identifier: Apache-2.0
"""Does a restored place prove its audit log itself, on either database, and is a changed log seen?"""

from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.conf import settings as live
from django.db import connection, transaction

from madoguchi.config.cli import main
from madoguchi.config.recovering.places import verify_audit
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.audit import append
from madoguchi.platform.audit.api import record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def restored(tmp_path):
    """This zone's database as a restored place would have it: run as a process of its own."""
    import os

    values = connection.settings_dict
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("MADOGUCHI_", "DATABASE"))
    }
    environment |= {"MADOGUCHI_ZONE": live.ZONE, "MADOGUCHI_HOME": str(live.HOME)}
    if connection.vendor == "postgresql":
        who = f"{values['USER']}:{values['PASSWORD']}" if values["PASSWORD"] else values["USER"]
        environment["DATABASE_URL"] = (
            f"postgres://{who}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
        )

    def place(*, age=timedelta(0)):
        if connection.vendor == "sqlite":
            copy = tmp_path / "db.sqlite3"
            copy.unlink(missing_ok=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
            environment["DATABASE_URL"] = f"sqlite:///{copy}"
        manifest = SimpleNamespace(zone=live.ZONE, taken_at=now() - age)
        return SimpleNamespace(manifest=manifest, environment=environment)

    return place


@contextmanager
def unguarded():
    """As an administrator of the database could do; the triggers are back for the next test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_leaf DISABLE TRIGGER ALL")
            back = ["ALTER TABLE audit_leaf ENABLE TRIGGER ALL"]
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND tbl_name = 'audit_leaf'"
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            back = [made for _, made in triggers]
        try:
            yield cursor
        finally:
            for statement in back:
                cursor.execute(statement)


def write(at):
    with transaction.atomic():
        return record(action="a.b", actor=SYSTEM, subject="x:1", at=at)


def test_an_honest_log_is_said_to_hold(restored):
    write(now())
    main(["audit", "--zone", live.ZONE, "seal"])
    said = verify_audit(restored())
    assert said["ran"]
    assert not said["broken"], said
    assert "leaves: 1" in said["said"]


def test_a_changed_leaf_is_seen(restored):
    leaf = write(now())
    main(["audit", "--zone", live.ZONE, "seal"])
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_leaf SET action = 'a.c'")
    assert leaf.action == "a.b"
    assert verify_audit(restored())["broken"]


def test_what_waited_when_the_backup_was_taken_is_no_fault_of_the_log(restored, monkeypatch):
    """Three weeks later the drill must not cry; a leaf that waited a day before the backup counts."""
    written = now() - timedelta(days=21)
    made = UUID(int=int(written.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | 1)
    monkeypatch.setattr(append, "new_id", lambda: made)
    write(written)
    young = verify_audit(restored(age=timedelta(days=21)))
    assert not young["broken"], young
    assert verify_audit(restored(age=timedelta(days=19)))["broken"]


def test_a_place_that_cannot_be_read_is_broken(restored):
    place = restored()
    place.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    assert verify_audit(place)["broken"]
