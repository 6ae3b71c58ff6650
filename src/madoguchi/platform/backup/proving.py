# SPDX-License-Identifier: Apache-2.0
"""In a place that was just restored: forget what was destroyed since, then prove that all is well."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit import api as audit
from madoguchi.platform.backup import register
from madoguchi.platform.backup.checks import run_checks
from madoguchi.platform.backup.manifest import BackupRefused
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.zones.marks import restored_mark

SUBJECT = "backup:restore"


def follow_up(register_file: Path | None, gone: list[str], *, at: datetime) -> dict[str, int]:
    """Migrate, apply the register, drop rows of files that were forgotten while the backup ran;
    all of it is a leaf of the audit log.

    Raises:
        BackupRefused: the backup is of a newer program, or the register is damaged.
    """
    _check_program()
    call_command("migrate", interactive=False, verbosity=0)
    entries = register.read(register_file, register.own_signer()) if register_file else []
    with transaction.atomic():
        changed = register.apply_all(entries, at=at)
        changed["files.gone"] = StoredFile.objects.filter(id__in=gone).delete()[0]
        audit.record(
            action="backup.restored",
            actor=SYSTEM,
            subject=SUBJECT,
            at=at,
            detail={"mark": _mark(), "applied": changed, "register": len(entries)},
        )
    return changed


def prove() -> dict[str, Any]:
    """Run every check; what a drill and a restore report."""
    findings = [asdict(finding) for finding in run_checks()]
    return {"checks": findings, "broken": sum(int(row["broken"]) for row in findings)}


def _check_program() -> None:
    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    replaced = {key for m in executor.loader.disk_migrations.values() for key in m.replaces}
    if newer := sorted(".".join(key) for key in unknown - replaced):
        raise BackupRefused(
            f"the backup was made by a newer program ({newer[0]} is unknown here): install that one"
        )


def _mark() -> str:
    mark = restored_mark()
    try:
        return str(orjson.loads(mark.read_bytes())["backup"]) if mark.exists() else ""
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
