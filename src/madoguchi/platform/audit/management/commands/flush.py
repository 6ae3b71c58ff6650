# SPDX-License-Identifier: Apache-2.0
"""Django's ``flush``, fit for a log that refuses deletion: it empties test databases only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Command(Flush):
    """Lift the guard of the audit log for one flush of a test database."""

    def handle(self, **options: Any) -> None:
        """Refuse on a real database: its audit log must not be emptied."""
        connection = connections[options["database"]]
        if not _is_for_tests(str(connection.settings_dict["NAME"])):
            raise CommandError("A database with an audit log is never flushed.")
        with _unguarded(connection):
            super().handle(**options)


def _is_for_tests(name: str) -> bool:
    return "mode=memory" in name or PurePath(name).name.startswith("test_")


@contextmanager
def _unguarded(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.vendor == "postgresql":
        tables = [model._meta.db_table for model in apps.get_app_config("audit").get_models()]
        lift = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        restore = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
    else:
        found = _sqlite_triggers(connection)
        lift = [f"DROP TRIGGER {name}" for name in found]
        restore = list(found.values())
    _run(connection, lift)
    try:
        yield
    finally:
        _run(connection, restore)


def _sqlite_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
