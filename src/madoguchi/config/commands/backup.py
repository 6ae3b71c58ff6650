# SPDX-License-Identifier: Apache-2.0
"""Back a zone up: database, files, keys and settings in one archive, closed for its recovery key."""

import argparse
import sys
from pathlib import Path

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    parser.add_argument("--to", type=Path, help="folder (default: MADOGUCHI_BACKUPS)")
    parser.add_argument("--recipient", help="age1… (default: the zone's recovery key)")
    parser.add_argument("--keep", type=int, help="remove all but so many of the newest backups")


def run(options: argparse.Namespace) -> int:
    """Back up; 1 if it was refused, 3 if the zone itself turned out to be damaged."""
    import django

    django.setup()
    from madoguchi.kernel.clock import now
    from madoguchi.platform.backup.making import discard_old, make_backup
    from madoguchi.platform.backup.manifest import BackupRefused
    from madoguchi.platform.backup.register import backup_folder
    from madoguchi.platform.crypto.age_text import read_recipient
    from madoguchi.platform.crypto.errors import CryptoError

    folder = options.to or backup_folder()
    try:
        recipient = read_recipient(options.recipient) if options.recipient else None
        made = make_backup(folder, at=now(), recipient=recipient)
        gone = discard_old(folder, keep=max(1, options.keep)) if options.keep else 0
    except (BackupRefused, CryptoError, ValueError) as refused:
        print(f"No backup was made: {refused}", file=sys.stderr)
        return 1
    manifest = made.manifest
    print(
        f"{made.archive}\n  {sum(manifest.tables.values())} rows in {len(manifest.tables)} tables,"
        f" {manifest.files} files, {made.archive.stat().st_size} bytes"
    )
    if gone:
        print(f"  {gone} older backups were removed")
    if made.missing:
        names = ", ".join(map(str, made.missing[:5]))
        print(f"  {len(made.missing)} files of the zone are lost: {names}", file=sys.stderr)
        return 3
    return 0
