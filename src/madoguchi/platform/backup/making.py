# SPDX-License-Identifier: Apache-2.0
"""Make a backup of a zone: all of it as at one moment, closed, whole or not at all.

The archive gets its name only when it is complete and on the disk; the label follows. What
was broken off leaves a ``.part`` that the next backup clears away and no restore takes.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from django.db import connection

from madoguchi.kernel.faults import fault_point
from madoguchi.kernel.ids import new_id
from madoguchi.platform.backup import register
from madoguchi.platform.backup.archive import SealedTar
from madoguchi.platform.backup.manifest import BackupRefused, Label, LastLeaf, Manifest
from madoguchi.platform.backup.own_checks import index_probe
from madoguchi.platform.backup.snapshots import Snapshot, take_snapshot
from madoguchi.platform.crypto.age_text import recipient_text
from madoguchi.platform.crypto.key_file import replace_file
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.recovery import CARD_KEYS, recovery_key, write_capsule
from madoguchi.platform.files.disk import cipher_path, sync_folder
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.zones.settling import note_backed_up, reports_backups

SECRETS = ("PASSWORD", "SECRET", "TOKEN", "DATABASE_URL")
NOT_KEPT = frozenset({"MADOGUCHI_HOME", "MADOGUCHI_FAULT", "MADOGUCHI_CLOCK", "MADOGUCHI_TESTING"})


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup."""

    archive: Path
    manifest: Manifest
    missing: tuple[UUID, ...]
    """Files that the database names and the disk has lost: the zone itself is damaged."""


def make_backup(folder: Path, *, at: datetime, recipient: X25519PublicKey | None = None) -> Made:
    """Write a backup of this zone into a folder.

    Raises:
        BackupRefused: no recovery key, no ``pg_dump``, no room; the message says what to do.
    """
    key = recipient or _recovery_recipient()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear_parts(folder)
    register.catch_up(folder)
    name = f"{settings.ZONE}-{at.strftime('%Y%m%dT%H%M%SZ')}"
    part = folder / f"{name}.tar.age.part"
    try:
        with _working_folder() as work, SealedTar(part, key) as tar:
            manifest, parcels, missing = _fill(tar, work, folder, at)
            tar.finish(manifest.model_dump_json().encode())
    except OSError as error:
        raise BackupRefused(f"the backup could not be written: {error.strerror}") from error
    archive = _place(part, _label(manifest, tar, key))
    note_backed_up(parcels)
    return Made(archive, manifest, missing)


def list_labels(folder: Path, zone: str) -> list[tuple[Path, Label]]:
    """The finished backups of a zone in a folder, oldest first."""
    found = []
    for path in sorted(folder.glob(f"{zone}-*.json")):
        archive = path.with_name(path.name.removesuffix(".json") + ".tar.age")
        if archive.exists():
            found.append((archive, Label.model_validate_json(path.read_bytes())))
    return found


def discard_old(folder: Path, *, keep: int) -> int:
    """Remove all backups of this zone but the newest; returns how many."""
    old = list_labels(folder, settings.ZONE)[:-keep]
    for archive, _ in old:
        archive.unlink()
        archive.with_name(archive.name.removesuffix(".tar.age") + ".json").unlink()
    return len(old)


def program_version() -> str:
    """The version of Madoguchi that runs here."""
    try:
        return version("madoguchi")
    except PackageNotFoundError:
        return "0"


def _fill(
    tar: SealedTar, work: Path, folder: Path, at: datetime
) -> tuple[Manifest, list[UUID], tuple[UUID, ...]]:
    with take_snapshot(connection.settings_dict, work) as snapshot:
        fault_point("backup.after_snapshot")
        parcels = _parcels_in(snapshot)
        tar.add_pieces("database/dump", snapshot.pieces())
        files, gone = _add_files(tar, snapshot)
        _add_keys(tar)
        kept, secrets = _settings(os.environ)
        tar.add_bytes("settings/environment.json", orjson.dumps(kept))
        manifest = Manifest(
            id=new_id(),
            zone=settings.ZONE,
            taken_at=at,
            program=program_version(),
            database=snapshot.kind,
            server=snapshot.server,
            migrations=_migrations_in(snapshot),
            tables=snapshot.tables(),
            last_leaf=_last_leaf_in(snapshot),
            files=files,
            files_gone=gone,
            parcels=len(parcels),
            settings=kept,
            settings_to_repeat=secrets,
            register_lines=register.count_lines(folder, settings.ZONE),
            index_probe=index_probe(),
            contents=tar.tally.contents,
        )
    return manifest, parcels, tuple(file_id for file_id in gone if _is_still_wanted(file_id))


def _add_files(tar: SealedTar, snapshot: Snapshot) -> tuple[int, tuple[UUID, ...]]:
    """Files never change; one that is gone was forgotten after the moment of the snapshot."""
    count, gone = 0, []
    for (text,) in snapshot.rows("SELECT id FROM files_storedfile"):
        file_id = UUID(str(text))
        path = cipher_path(file_id)
        try:
            tar.add_file(f"files/{path.parent.parent.name}/{path.parent.name}/{path.name}", path)
            count += 1
        except FileNotFoundError:
            gone.append(file_id)
    return count, tuple(gone)


def _add_keys(tar: SealedTar) -> None:
    home = Path(settings.HOME)
    found = [*home.glob("keys/*.json"), *home.glob("peers/**/*"), *home.glob(CARD_KEYS)]
    names = [*found, home / "secret_key"]
    for path in sorted(path for path in names if path.is_file() and path.name != ".lock"):
        inside = "settings/secret_key" if path.name == "secret_key" else path.relative_to(home)
        tar.add_file(str(inside), path)


def _parcels_in(snapshot: Snapshot) -> list[UUID]:
    if not reports_backups():
        return []
    query = "SELECT id FROM zones_incomingparcel WHERE state <> 'failed' AND settled_at IS NULL"
    return [UUID(str(text)) for (text,) in snapshot.rows(query)]


def _migrations_in(snapshot: Snapshot) -> tuple[str, ...]:
    rows = snapshot.rows("SELECT app, name FROM django_migrations ORDER BY app, name")
    return tuple(f"{app}.{name}" for app, name in rows)


def _last_leaf_in(snapshot: Snapshot) -> LastLeaf | None:
    [(count,)] = snapshot.rows("SELECT count(*) FROM audit_leaf")
    for text, digest in snapshot.rows(
        "SELECT id, leaf_hash FROM audit_leaf ORDER BY id DESC LIMIT 1"
    ):
        return LastLeaf(id=UUID(str(text)), hash=bytes(digest).hex(), count=count)
    return None


def _settings(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    ours = {k: v for k, v in environment.items() if k.startswith("MADOGUCHI_") or k in SECRETS}
    secret = sorted(name for name in ours if any(word in name for word in SECRETS))
    kept = {k: v for k, v in sorted(ours.items()) if k not in secret and k not in NOT_KEPT}
    return kept, tuple(secret)


def _is_still_wanted(file_id: UUID) -> bool:
    return StoredFile.objects.filter(id=file_id).exists()


def _label(manifest: Manifest, tar: SealedTar, key: X25519PublicKey) -> Label:
    keys = zone_keys()
    return Label(
        id=manifest.id,
        zone=manifest.zone,
        taken_at=manifest.taken_at,
        program=manifest.program,
        database=manifest.database,
        size=tar.size,
        sha256=tar.sha256,
        recipient=recipient_text(key),
        last_leaf=manifest.last_leaf,
        signed_by=keys.signing_id,
    ).signed(keys)


def _place(part: Path, label: Label) -> Path:
    archive = part.with_suffix("")
    if archive.exists():
        part.unlink()
        raise BackupRefused(f"{archive.name} exists already: wait a second and run it again")
    fault_point("backup.before_place")
    part.replace(archive)
    sync_folder(archive.parent)
    fault_point("backup.after_place")
    beside = archive.with_name(archive.name.removesuffix(".tar.age") + ".json")
    replace_file(beside, label.model_dump_json(indent=1).encode(), mode=0o644)
    write_capsule(to=archive.parent / f"{label.zone}-keys.age")
    return archive


def _recovery_recipient() -> X25519PublicKey:
    recovery = recovery_key()
    if recovery is None:
        raise BackupRefused(
            "this zone has no recovery key. Make one first: "
            "`madoguchi keys split --shares 5 --needed 3 --out FOLDER` (or give --recipient age1…)"
        )
    return recovery.key


def _clear_parts(folder: Path) -> None:
    for left in folder.glob(f"{settings.ZONE}-*.part"):
        left.unlink(missing_ok=True)


@contextmanager
def _working_folder() -> Iterator[Path]:
    """A folder in the zone's own home: a copy of its database lies nowhere else in the clear."""
    work = Path(settings.HOME) / "backup-work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
