# SPDX-License-Identifier: Apache-2.0
"""Restore a zone into a fresh place; nothing is overwritten, nothing is live before it is checked."""

import argparse
import os
import sys
import time
from pathlib import Path

from madoguchi.config.cli import add_zone
from madoguchi.config.recovering.identities import identity_from


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--archive", type=Path, help="the backup (….tar.age)")
    source.add_argument("--newest-in", type=Path, help="folder with backups: take the newest")
    parser.add_argument("--home", type=Path, required=True, help="the new home; must not exist")
    parser.add_argument("--database-url", default="", help="an empty database (PostgreSQL)")
    parser.add_argument("--register", type=Path, help="default: the one beside the archive")
    parser.add_argument(
        "--without-register",
        action="store_true",
        help="the register is lost: what was destroyed since the backup comes back",
    )
    parser.add_argument(
        "--identity", type=Path, help="file with the recovery key (AGE-SECRET-KEY-1…)"
    )
    parser.add_argument(
        "--sheet", type=Path, action="append", help="file with the words of one sheet (repeat it)"
    )


def run(options: argparse.Namespace) -> int:
    """Restore; 1 and nothing changed if anything is wrong."""
    from madoguchi.config.recovering.places import prove_in
    from madoguchi.platform.backup.manifest import BackupRefused, short
    from madoguchi.platform.backup.restoring import make_live, newest, staged

    began = time.monotonic()
    try:
        archive = options.archive or newest(options.newest_in, options.zone)
        register = register_for(options, archive)
        identity = identity_from(options)
        home = options.home.resolve()
        with staged(archive, identity, home=home, database_url=options.database_url) as restored:
            if restored.manifest.zone != options.zone:
                raise BackupRefused(f"this is a backup of the zone {restored.manifest.zone}")
            report = prove_in(restored, register)
            if report["broken"]:
                broken = [f["name"] for f in report["checks"] if f["broken"]] or ["audit log"]
                raise BackupRefused(f"the checks found something broken: {', '.join(broken)}")
            make_live(restored, home)
    except BackupRefused as refused:
        print(f"Nothing was restored: {refused}", file=sys.stderr)
        return 1
    manifest = restored.manifest
    print(f"{home} holds {options.zone} as of {manifest.taken_at.isoformat()}")
    print(f"  applied from the register: {short(report['applied']) or 'nothing'}")
    print(f"  audit log: {report['audit']['said']}")
    for name, value in manifest.settings.items():
        if os.environ.get(name) != value:
            print(f"  setting of the backup: {name}={value}")
    for name in manifest.settings_to_repeat:
        print(f"  not in the backup, set it again: {name}")
    print(f"  took {time.monotonic() - began:.1f} s; the first crossing recalls what came in since")
    return 0


def register_for(options: argparse.Namespace, archive: Path) -> Path | None:
    """The register to apply.

    Raises:
        BackupRefused: it is not there, and the operator did not say that it is lost.
    """
    from madoguchi.platform.backup.manifest import BackupRefused
    from madoguchi.platform.backup.register import register_path

    if options.without_register:
        return None
    path = options.register or register_path(archive.parent, options.zone)
    if not path.exists() and options.register is None and not _had_register(archive):
        return None
    if not path.exists():
        raise BackupRefused(
            f"{path} is missing: destroyed records would come back. Bring the register, "
            "or give --without-register if it is really lost"
        )
    return Path(path)


def _had_register(archive: Path) -> bool:
    """A zone in which nothing was ever destroyed has none."""
    return any(archive.parent.glob("*-register.jsonl"))
