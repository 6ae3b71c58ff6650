# SPDX-License-Identifier: Apache-2.0
"""Bring a backup back into a fresh place; nothing is live before everything was checked.

Needs no settings and no keys of the zone: they come out of the archive. The place is a folder that
does not exist yet beside its final name, and an empty database.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
import orjson
import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import ValidationError

from madoguchi.platform.backup.archive import PIECE_BYTES, unpack
from madoguchi.platform.backup.manifest import BackupRefused, Label, Manifest
from madoguchi.platform.backup.snapshots import (
    address_of,
    connection_words,
    count_postgresql,
    count_sqlite,
    environment_of,
    find_program,
)
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.crypto.key_file import locked, replace_file
from madoguchi.platform.crypto.keys import ZoneKeys, key_path, zone_keys
from madoguchi.platform.crypto.peers import describe_self
from madoguchi.platform.zones.marks import restored_mark


@dataclass(frozen=True, slots=True)
class Restored:
    """A place that holds what the archive held, not live yet."""

    folder: Path
    manifest: Manifest
    environment: Mapping[str, str]
    """What a process needs to run as the zone in this place."""


@contextmanager
def staged(
    archive: Path, identity: X25519PrivateKey, *, home: Path, database_url: str = ""
) -> Iterator[Restored]:
    """Unpack and check an archive beside ``home``; on any error everything is taken away again.

    The caller makes it live with ``make_live`` within this context.

    Raises:
        BackupRefused: see the messages.
    """
    _check_free(home)
    folder = home.with_name(f".{home.name}.restoring-{os.getpid()}")
    folder.mkdir(parents=True, mode=0o700)
    loaded = False
    try:
        manifest = _unpack_checked(archive, folder, identity)
        _arrange(folder, manifest)
        if manifest.database == "postgresql":
            _check_empty(database_url)
            loaded = True
        _load(folder, manifest, database_url)
        yield Restored(folder, manifest, _environment(folder, manifest, database_url))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if loaded:
            _empty(database_url)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_live(restored: Restored, home: Path) -> None:
    """Give the place its name."""
    with locked(restored.folder.parent):
        _check_free(home)
        if home.exists():
            home.rmdir()
        restored.folder.rename(home)


def newest(folder: Path, zone: str) -> Path:
    """The newest finished backup of a zone.

    Raises:
        BackupRefused: there is none.
    """
    archives = sorted(folder.glob(f"{zone}-*.tar.age"))
    if not archives:
        raise BackupRefused(f"there is no finished backup of {zone} in {folder}")
    return archives[-1]


def _check_free(home: Path) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BackupRefused(
            f"{home} is not empty: a restore never overwrites. Name a new folder, or move this away"
        )


def _unpack_checked(archive: Path, folder: Path, identity: X25519PrivateKey) -> Manifest:
    if not archive.name.endswith(".tar.age"):
        raise BackupRefused(f"{archive.name} is no finished backup (they end in .tar.age)")
    label = _label_of(archive)
    content, tally = unpack(archive, folder, identity, expected=label.sha256 if label else "")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError:
        raise BackupRefused("the list of the archive is of a newer program, or damaged") from None
    if tally.contents != manifest.contents:
        raise BackupRefused("the archive does not hold what its list says")
    if label is not None:
        _check_label(label, manifest, zone_keys(folder))
    return manifest


def _label_of(archive: Path) -> Label | None:
    path = archive.with_name(archive.name.removesuffix(".tar.age") + ".json")
    try:
        return Label.model_validate_json(path.read_bytes()) if path.exists() else None
    except ValidationError:
        raise BackupRefused(f"the label {path.name} is damaged: remove it to go on") from None


def _check_label(label: Label, manifest: Manifest, keys: ZoneKeys) -> None:
    try:
        label.check(describe_self(keys))
    except CryptoError:
        raise BackupRefused("the label is not signed by the zone of the backup") from None
    if (label.id, label.taken_at, label.last_leaf) != (
        manifest.id, manifest.taken_at, manifest.last_leaf
    ):  # fmt: skip
        raise BackupRefused("the label belongs to another backup")


def _arrange(folder: Path, manifest: Manifest) -> None:
    """Put everything where a home has it."""
    secret = folder / "settings" / "secret_key"
    if secret.exists():
        secret.replace(folder / "secret_key")
    name = "db.sqlite3" if manifest.database == "sqlite" else "database.dump"
    with (folder / name).open("wb") as whole:
        (folder / name).chmod(0o600)
        for part in sorted((folder / "database").glob("dump.*")):
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole, PIECE_BYTES)
            part.unlink()
    shutil.rmtree(folder / "database")
    zone_keys(folder)  # whole and ours to read
    if not key_path(folder).exists():
        raise BackupRefused("the archive holds no keys")
    mark = {
        "backup": str(manifest.id),
        "taken_at": manifest.taken_at.isoformat(),
        "index_probe": manifest.index_probe,
    }
    replace_file(restored_mark(folder), orjson.dumps(mark))


def _load(folder: Path, manifest: Manifest, database_url: str) -> None:
    if manifest.database == "sqlite":
        with closing(sqlite3.connect(folder / "db.sqlite3")) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            counts = count_sqlite(connection)
        if said != ["ok"]:
            raise BackupRefused(f"the database of the archive is damaged: {said[0]}")
    else:
        counts = _load_postgresql(folder / "database.dump", database_url)
    if counts != manifest.tables:
        wrong = {
            t for t in counts.keys() | manifest.tables if counts.get(t) != manifest.tables.get(t)
        }
        raise BackupRefused(f"rows are missing in {', '.join(sorted(wrong))}")


def _load_postgresql(dump: Path, url: str) -> dict[str, int]:
    config = _config(url)
    with psycopg.connect(**connection_words(config)) as connection:
        program = find_program("pg_restore", connection.info.server_version)
    words = [program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    done = subprocess.run(
        [*words, f"--dbname={address_of(config)}", str(dump)],
        env=environment_of(config),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupRefused(f"pg_restore failed: {done.stderr.strip()[-500:]}")
    dump.unlink()
    with psycopg.connect(**connection_words(config)) as connection:
        return count_postgresql(connection)


def _check_empty(url: str) -> None:
    if not url:
        raise BackupRefused(
            "this backup is of PostgreSQL: make an empty database and name it with --database-url"
        )
    try:
        with psycopg.connect(**connection_words(_config(url))) as connection:
            tables = count_postgresql(connection)
    except psycopg.OperationalError as error:
        raise BackupRefused(f"the database cannot be reached: {error}") from None
    if tables:
        raise BackupRefused("the database is not empty: a restore never overwrites. Make a new one")


def _empty(url: str) -> None:
    """It was empty before we came."""
    with psycopg.connect(**connection_words(_config(url)), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def _config(url: str) -> dict[str, Any]:
    return {**dj_database_url.parse(url)}


def _environment(folder: Path, manifest: Manifest, database_url: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MADOGUCHI_") and name != "DATABASE_URL"
    }
    ours = {
        "MADOGUCHI_ZONE": manifest.zone,
        "MADOGUCHI_HOME": str(folder),
    }
    if manifest.database == "postgresql":
        ours["DATABASE_URL"] = database_url
    packs = {k: v for k, v in os.environ.items() if k.startswith("MADOGUCHI_PACKS")}
    return {**kept, **manifest.settings, **packs, **ours}
