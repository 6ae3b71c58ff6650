# SPDX-License-Identifier: Apache-2.0
"""How do millions of rows come into PostgreSQL? By COPY, with indexes and constraints made after."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

_ASIDE = """
SELECT rel.relname, con.conname, pg_get_constraintdef(con.oid), con.contype::text
FROM pg_constraint con JOIN pg_class rel ON rel.oid = con.conrelid
WHERE con.contype IN ('p', 'u', 'f') AND rel.relnamespace = 'public'::regnamespace
  AND (rel.relname = ANY(%(tables)s)
       OR con.confrelid IN (SELECT oid FROM pg_class WHERE relname = ANY(%(tables)s)))
"""
_INDEXES = """
SELECT rel.relname, ind.relname, pg_get_indexdef(ind.oid)
FROM pg_index x JOIN pg_class rel ON rel.oid = x.indrelid JOIN pg_class ind ON ind.oid = x.indexrelid
WHERE rel.relname = ANY(%(tables)s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = ind.oid)
"""


@contextmanager
def without_indexes(address: str, tables: Sequence[str]) -> Iterator[None]:
    """Take every index, key and foreign key off, and put exactly the same ones on at the end."""
    named = {"tables": list(tables)}
    with psycopg.connect(address, autocommit=True) as connection:
        constraints = connection.execute(_ASIDE, named).fetchall()
        indexes = connection.execute(_INDEXES, named).fetchall()
        for table, name, _, _ in sorted(constraints, key=lambda row: row[3] != "f"):
            connection.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for _, name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
    yield
    keys = [row for row in constraints if row[3] != "f"]
    jobs: dict[str, list[str]] = {table: [] for table in tables}
    for table, name, text, _ in keys:
        jobs[table].append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {text}')
    for table, _, text in indexes:
        jobs[table].append(text)
    _run_together(address, jobs)
    foreign: dict[str, list[str]] = {}
    for table, name, text, kind in constraints:
        if kind == "f":
            words = f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {text}'
            foreign.setdefault(table, []).append(words)
    _run_together(address, foreign)


def copy_rows(
    connection: psycopg.Connection[Any],
    rows: Mapping[str, list[tuple[Any, ...]]],
    columns: Mapping[str, Sequence[str]],
) -> None:
    """COPY what has gathered, table by table."""
    for table, made in rows.items():
        names = ", ".join(f'"{column}"' for column in columns[table])
        with connection.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for first in range(0, len(made), 2_000):
                copy.write("\n".join(map(_line, made[first : first + 2_000])) + "\n")
        made.clear()
    connection.commit()


def vacuum(address: str) -> None:
    """What autovacuum does in quiet hours."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def _line(row: tuple[Any, ...]) -> str:
    return "\t".join([v if v.__class__ is str else _text(v) for v in row])


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)


def _run_together(address: str, jobs: Mapping[str, Sequence[str]]) -> None:
    """Two tables at a time, the biggest first."""
    order = sorted(jobs, key=lambda table: (table != "cases_caseaction", -len(jobs[table])))
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(_run_all, address, jobs[table]) for table in order]:
            done.result()


def _run_all(address: str, statements: Sequence[str]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET max_parallel_maintenance_workers = 0")
        for statement in statements:
            connection.execute(statement)
