# SPDX-License-Identifier: Apache-2.0
"""How do thousands of rows reach a table at once, on either database?

PostgreSQL takes them by COPY, SQLite by one prepared statement. Values must fit their columns:
nothing of Django's fields looks at them.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from madoguchi.kernel.ids import new_id

Row = Sequence[Any]
_SQLITE: dict[type, Callable[[Any], Any]] = {
    UUID: lambda one: one.hex,
    datetime: lambda one: one.astimezone(UTC).replace(tzinfo=None).isoformat(" "),
    date: lambda one: one.isoformat(),
}


def is_postgresql() -> bool:
    """Whether the rows rest in PostgreSQL."""
    return connection.vendor == "postgresql"


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, native: bool = False
) -> None:
    """Insert rows; ``columns`` are names of the table's columns.

    ``native`` rows hold values as this database has them (``id_maker``, ``native_value``).
    """
    table, names = model._meta.db_table, ", ".join(f'"{one}"' for one in columns)
    with connection.cursor() as cursor:
        if is_postgresql():
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608 - names of ours
            rows if native else [_plain(row) for row in rows],  # type: ignore[arg-type]
        )


def change_rows(
    model: type[models.Model], key: str, columns: Sequence[tuple[str, str]], rows: Iterable[Row]
) -> None:
    """Set columns of rows by their key, which stands last in each row.

    ``columns`` are names with their types in PostgreSQL.
    """
    table = model._meta.db_table
    held = list(rows)
    if not held:
        return
    with connection.cursor() as cursor:
        if is_postgresql():
            lists = ", ".join([*(f"%s::{kind}[]" for _, kind in columns), "%s::uuid[]"])
            names = ", ".join([*(name for name, _ in columns), "k"])
            sets = ", ".join(f'"{name}" = v."{name}"' for name, _ in columns)
            cursor.execute(
                f'UPDATE "{table}" AS t SET {sets} FROM unnest({lists}) AS v({names})'  # noqa: S608
                f' WHERE t."{key}" = v.k',
                [list(one) for one in zip(*held, strict=True)],
            )
            return
        sets = ", ".join(f'"{name}" = %s' for name, _ in columns)
        cursor.executemany(
            f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s',  # noqa: S608 - names of ours
            [_plain(row) for row in held],
        )


def within(column: str, kind: str) -> str:
    """A condition: the column is one of the list that ``as_list`` makes; ``kind`` is its type."""
    if is_postgresql():
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - names of ours


def as_list(values: Collection[Any]) -> Any:
    """The parameter of ``within``."""
    if is_postgresql():
        return list(values)
    return json.dumps([_one(one) for one in values])


def id_maker() -> Callable[[], Any]:
    """What makes new ids as this database has them: UUIDs, or 32 hexadecimal digits in SQLite."""
    return new_id if is_postgresql() else _new_hex


def _new_hex() -> str:
    return new_id().hex


def show_id(value: Any) -> str:
    """An id of the database with its hyphens."""
    if isinstance(value, str) and len(value) == 32:
        return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
    return str(value)


def native_value(value: Any) -> Any:
    """A value as this database has it."""
    return value if is_postgresql() else _one(value)


def read_id(value: Any) -> UUID:
    """An id as the database gave it."""
    return value if isinstance(value, UUID) else UUID(value)


@lru_cache(maxsize=4096)
def read_day(value: Any) -> date | None:
    """A day as the database gave it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _plain(row: Row) -> list[Any]:
    return [_one(value) for value in row]


def _one(value: Any) -> Any:
    change = _SQLITE.get(type(value))
    return change(value) if change else value
