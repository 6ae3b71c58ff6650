# SPDX-License-Identifier: Apache-2.0
"""How do many rows come into SQLite? In one transaction, triggers and indexes in place."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def insert_rows(
    rows: Mapping[str, list[tuple[Any, ...]]], columns: Mapping[str, Sequence[str]]
) -> None:
    """Insert what has gathered, table by table."""
    with connection.cursor() as cursor:
        for table, made in rows.items():
            names = ", ".join(f'"{column}"' for column in columns[table])
            places = ", ".join("?" * len(columns[table]))
            statement = f'INSERT INTO "{table}" ({names}) VALUES ({places})'
            raw = cursor.cursor.connection if hasattr(cursor, "cursor") else connection.connection
            raw.executemany(statement, map(_plain, made) if table == "cases_search" else made)
            made.clear()


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The word index keeps instants in ISO form."""
    case_id, received_at, tokens = row
    return case_id, received_at.replace(" ", "T") + "+00:00", tokens
