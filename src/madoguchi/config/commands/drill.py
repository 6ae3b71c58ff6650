# SPDX-License-Identifier: Apache-2.0
"""Drill: restore the newest backup into a fresh place, prove it, say how old and how fast it is."""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from madoguchi.config.cli import add_zone
from madoguchi.config.recovering.identities import identity_from


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    parser.add_argument("--from", dest="folder", type=Path, help="folder with backups")
    parser.add_argument("--archive", type=Path, help="this backup instead of the newest")
    parser.add_argument("--database-url", default="", help="an empty database for the drill")
    parser.add_argument("--here", action="store_true", help="check this zone as it stands")
    parser.add_argument("--order", type=Path, help=argparse.SUPPRESS)
    parser.add_argument(
        "--identity", type=Path, help="file with the recovery key (AGE-SECRET-KEY-1…)"
    )
    parser.add_argument(
        "--sheet", type=Path, action="append", help="file with the words of one sheet (repeat it)"
    )


def run(options: argparse.Namespace) -> int:
    """Drill; the last line is JSON. 0: all is well, 1: broken or refused."""
    from madoguchi.platform.backup.manifest import BackupRefused

    try:
        report = check_here(options.order) if options.here else drill(options)
    except BackupRefused as refused:
        print(f"The drill failed: {refused}", file=sys.stderr)
        print(json.dumps({"refused": str(refused)}))
        return 1
    for row in report["checks"]:
        wrong = f"{row['broken']} broken: {', '.join(row['examples'])}" if row["broken"] else "ok"
        print(f"  {row['name']:<40} {row['checked']:>9}  {wrong} {row['note']}".rstrip())
    if not options.here:
        print(f"  {'audit log':<40} {'':>9}  {report['audit']['said']}")
        print(
            f"  RPO {report['rpo_s']:.0f} s   RTO {report['rto_s']:.1f} s   {report['rows']} rows"
        )
    print(json.dumps(report))
    return 1 if report["broken"] else 0


def check_here(order: Path | None) -> dict[str, Any]:
    """Run the checks in this very zone; with an order first do what a restore asks for."""
    import django

    django.setup()
    from madoguchi.kernel.clock import now
    from madoguchi.platform.backup.proving import follow_up, prove

    applied: dict[str, int] = {}
    if order:
        wanted = json.loads(order.read_text())
        register = Path(wanted["register"]) if wanted["register"] else None
        applied = follow_up(register, wanted["gone"], at=now())
    return {**prove(), "applied": applied}


def drill(options: argparse.Namespace) -> dict[str, Any]:
    """Restore into a place that is thrown away, and prove it there."""
    from madoguchi.config.recovering.places import prove_in, scratch_database
    from madoguchi.kernel.clock import now
    from madoguchi.platform.backup.register import register_path
    from madoguchi.platform.backup.restoring import newest, staged

    folder = options.folder or backups_of(options.zone)
    archive = options.archive or newest(folder, options.zone)
    identity = identity_from(options)
    began = time.monotonic()
    server = os.environ.get("DATABASE_URL", "")
    kind = "postgresql" if server.startswith("postgres") and not options.database_url else ""
    with (
        tempfile.TemporaryDirectory(prefix="madoguchi-drill-") as work,
        scratch_database(kind, server) as scratch,
        staged(
            archive,
            identity,
            home=Path(work) / "home",
            database_url=options.database_url or scratch,
        ) as restored,
    ):
        report = prove_in(restored, register_path(archive.parent, options.zone))
        manifest = restored.manifest
    return report | {
        "archive": archive.name,
        "taken_at": manifest.taken_at.isoformat(),
        "rows": sum(manifest.tables.values()),
        "files": manifest.files,
        "rpo_s": round((now() - manifest.taken_at).total_seconds(), 1),
        "rto_s": round(time.monotonic() - began, 2),
    }


def backups_of(zone: str) -> Path:
    """Where the backups of a zone lie, without starting the zone."""
    from madoguchi.config.settings.environment import PROJECT_ROOT

    if given := os.environ.get("MADOGUCHI_BACKUPS"):
        return Path(given)
    home = os.environ.get("MADOGUCHI_HOME")
    return (Path(home) if home else PROJECT_ROOT / "var" / zone) / "backups"
