# SPDX-License-Identifier: Apache-2.0
"""What stood in the database at one moment? A snapshot to read and to pack, on both databases."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg

from madoguchi.platform.backup.archive import PIECE_BYTES
from madoguchi.platform.backup.manifest import BackupRefused

DatabaseConfig = dict[str, Any]
TLS_WORDS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
"""What the address of the database says about TLS holds for backups, too."""


class Snapshot(Protocol):
    """The database as it stood at one moment."""

    kind: str
    server: str

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, in bounded memory."""
        ...

    def tables(self) -> dict[str, int]:
        """How many rows each table has."""
        ...

    def pieces(self) -> Iterator[bytes]:
        """The whole, as its own tools restore it."""
        ...


def take_snapshot(config: DatabaseConfig, folder: Path) -> AbstractContextManager[Snapshot]:
    """Hold the database of a zone still for reading; writers go on. ``folder`` is for a copy."""
    if "postgresql" in str(config["ENGINE"]):
        return _postgresql(config)
    return _sqlite(Path(str(config["NAME"])), folder)


class SqliteSnapshot:
    """A copy made by ``VACUUM INTO``: one read transaction, no free pages."""

    kind = "sqlite"

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection
        self.server = sqlite3.sqlite_version

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """See ``Snapshot``."""
        yield from self._connection.execute(query)

    def tables(self) -> dict[str, int]:
        """See ``Snapshot``."""
        return count_sqlite(self._connection)

    def pieces(self) -> Iterator[bytes]:
        """See ``Snapshot``."""
        with self._path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece


class PostgresSnapshot:
    """An exported snapshot of a transaction that stays open; ``pg_dump`` reads the same."""

    kind = "postgresql"

    def __init__(self, config: DatabaseConfig, connection: psycopg.Connection[Any]) -> None:
        self._config, self._connection = config, connection
        self.server = str(connection.info.server_version)
        self._program = find_program("pg_dump", connection.info.server_version)
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        self._name = str(row[0]) if row else ""

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """See ``Snapshot``."""
        with self._connection.cursor(name="backup_rows") as cursor:
            yield from cursor.execute(query.encode())

    def tables(self) -> dict[str, int]:
        """See ``Snapshot``."""
        return count_postgresql(self._connection)

    def pieces(self) -> Iterator[bytes]:
        """See ``Snapshot``."""
        words = [self._program, "--format=custom", "--no-owner", "--no-privileges"]
        words += [f"--snapshot={self._name}", f"--dbname={address_of(self._config)}"]
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment_of(self._config)
        ) as dump:
            assert dump.stdout is not None  # noqa: S101
            assert dump.stderr is not None  # noqa: S101
            while piece := dump.stdout.read(PIECE_BYTES):
                yield piece
            said = dump.stderr.read().decode(errors="replace")
        if dump.returncode:
            raise BackupRefused(f"pg_dump failed: {said.strip()[-500:]}")


@contextmanager
def _sqlite(source: Path, folder: Path) -> Iterator[Snapshot]:
    copy = folder / "snapshot.sqlite3"
    with closing(sqlite3.connect(source, timeout=60)) as connection:
        connection.execute("VACUUM INTO ?", [str(copy)])
    copy.chmod(0o600)
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            yield SqliteSnapshot(copy, connection)
    finally:
        copy.unlink(missing_ok=True)


@contextmanager
def _postgresql(config: DatabaseConfig) -> Iterator[Snapshot]:
    with psycopg.connect(**connection_words(config)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield PostgresSnapshot(config, connection)


def count_sqlite(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table of a SQLite database has."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [str(name) for (name,) in connection.execute(query)]
    # The names come from the database itself.
    counts = {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone() for n in names}  # noqa: S608
    return {name: int(count) for name, (count,) in sorted(counts.items())}


def count_postgresql(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table of a PostgreSQL database has."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    names = [str(row[0]) for row in connection.execute(query.encode()).fetchall()]
    counts = {}
    for name in names:
        row = connection.execute(f'SELECT count(*) FROM public."{name}"'.encode()).fetchone()  # noqa: S608
        counts[name] = int(row[0]) if row else 0
    return counts


def find_program(name: str, server_version: int) -> str:
    """A client program of PostgreSQL that is as new as the server.

    Raises:
        BackupRefused: it is not installed, or too old; the message says which package to install.
    """
    wanted = server_version // 10000
    places = [f"/usr/lib/postgresql/{wanted}/bin/{name}", shutil.which(name) or ""]
    found = [place for place in places if place and os.access(place, os.X_OK)]
    if not found:
        raise BackupRefused(
            f"{name} is not installed. Install the client programs of PostgreSQL {wanted} "
            f"(Debian package: postgresql-client-{wanted}) and run the command again."
        )
    said = subprocess.run([found[0], "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\)\s+(\d+)", said.stdout)
    if version is None or int(version[1]) < wanted:
        raise BackupRefused(
            f"{name} is version {version[1] if version else 'unknown'}, the server is {wanted}: "
            f"an older {name} cannot read a newer server. Install postgresql-client-{wanted}."
        )
    return found[0]


def connection_words(config: DatabaseConfig) -> dict[str, Any]:
    """How psycopg connects to the database of the settings."""
    words = {
        "dbname": config["NAME"], "user": config.get("USER"), "password": config.get("PASSWORD"),
        "host": config.get("HOST"), "port": config.get("PORT"),
    }  # fmt: skip
    options = config.get("OPTIONS") or {}
    words |= {name: options.get(name) for name in TLS_WORDS}
    return {name: value for name, value in words.items() if value}


def address_of(config: DatabaseConfig) -> str:
    """The database for the client programs; the password goes by the environment."""
    words = {k: v for k, v in connection_words(config).items() if k != "password"}
    return psycopg.conninfo.make_conninfo(**words)


def environment_of(config: DatabaseConfig) -> dict[str, str]:
    """The environment of a client program."""
    password = config.get("PASSWORD")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
