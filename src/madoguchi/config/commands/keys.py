# SPDX-License-Identifier: Apache-2.0
"""Show, exchange, change or withdraw the keys of a zone; split its recovery key onto paper."""

import argparse
import os
import sys
from pathlib import Path

from madoguchi.config.cli import add_zone
from madoguchi.config.recovering.identities import identity_from

USES = ("signing", "sealing", "files", "fields")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("show", help="print the keys in use, those that end soon, and our peers'")
    export = actions.add_parser("export", help="write our public keys to a file")
    export.add_argument("file", type=Path)
    bring = actions.add_parser("import", help="trust the public keys in a file from an operator")
    bring.add_argument("file", type=Path)
    rotate = actions.add_parser("rotate", help="make a new key; the old one still opens")
    rotate.add_argument("use", choices=(*USES, "due"), help="due: every key that ends in 30 days")
    distrust = actions.add_parser("distrust", help="believe no more in a key that a thief may know")
    distrust.add_argument("peer", help="the other zone")
    distrust.add_argument("key", help="id of its signing key")
    withdraw = actions.add_parser("withdraw", help="take a signing key of ours out of use")
    withdraw.add_argument("key", help="id of the key")
    split = actions.add_parser("split", help="make a recovery key, as sheets of paper")
    split.add_argument("--shares", type=int, default=5, help="how many sheets (default 5)")
    split.add_argument("--needed", type=int, default=3, help="how many are needed (default 3)")
    split.add_argument("--out", type=Path, required=True, help="folder for the sheets (PDF)")
    join = actions.add_parser("join", help="get the recovery key back from sheets")
    join.add_argument("--out", type=Path, help="write it to this file (for restore and drill)")
    join.add_argument("--capsule", type=Path, help="put the keys of this capsule into the home")
    join.add_argument(
        "--identity", type=Path, help="file with the recovery key (AGE-SECRET-KEY-1…)"
    )
    join.add_argument(
        "--sheet", type=Path, action="append", help="file with the words of one sheet (repeat it)"
    )


def run(options: argparse.Namespace) -> int:
    """Do the one action."""
    from madoguchi.platform.backup.manifest import BackupRefused
    from madoguchi.platform.crypto.errors import CryptoError

    actions = {"join": join_sheets}
    try:
        if options.action in actions:
            return actions[options.action](options)
        return in_zone(options)
    except (BackupRefused, CryptoError, ValueError) as refused:
        print(f"Nothing was changed: {refused}", file=sys.stderr)
        return 1


def in_zone(options: argparse.Namespace) -> int:
    """What needs the keys of the zone."""
    import django

    django.setup()
    from madoguchi.kernel.clock import now
    from madoguchi.platform.crypto.keys import ensure_zone_keys, zone_keys
    from madoguchi.platform.crypto.peers import Peer, describe_self, distrust, trust_peer
    from madoguchi.platform.zones.key_change import withdraw_key

    ensure_zone_keys()
    if options.action == "export":
        options.file.write_text(describe_self(zone_keys()).model_dump_json(indent=1))
    elif options.action == "import":
        trust_peer(Peer.model_validate_json(options.file.read_bytes()))
    elif options.action == "rotate":
        rotate(options.use)
    elif options.action == "distrust":
        distrust(options.peer, options.key)
    elif options.action == "withdraw":
        withdraw_key(options.key, to=other_zones(), at=now())
    elif options.action == "split":
        split_key(options)
    show()
    return 0


def rotate(use: str) -> None:
    """Make a new key of one use, or of each that is due, and tell the other zones."""
    from madoguchi.kernel.clock import now
    from madoguchi.platform.crypto.expiry import list_expiring
    from madoguchi.platform.crypto.keys import zone_keys
    from madoguchi.platform.zones.key_change import change_key

    at = now()
    ending = list_expiring(zone_keys(), at=at)
    uses = [one.key.use for one in ending] if use == "due" else [use]
    if any(one.is_over and one.key.use == "signing" for one in ending):
        print(
            "The signing key is over, so the other zone believes no announcement: hand it the new"
            " public keys on a medium (keys export here, keys import there).",
            file=sys.stderr,
        )
    for one in uses:
        change_key(one, to=other_zones(), at=at)  # type: ignore[arg-type]


def split_key(options: argparse.Namespace) -> None:
    """Make a new recovery key; its private half goes onto the sheets and nowhere else."""
    from django.conf import settings

    from madoguchi.kernel.clock import now
    from madoguchi.platform.backup.sheets import draw_sheet
    from madoguchi.platform.crypto.recovery import keep_public_half, new_secret
    from madoguchi.platform.crypto.shares import split

    secret, at = new_secret(), now()
    sheets = split(secret, shares=options.shares, needed=options.needed)
    options.out.mkdir(parents=True, exist_ok=True, mode=0o700)
    recovery = keep_public_half(
        secret, zone=settings.ZONE, needed=options.needed, shares=options.shares, at=at
    )
    for sheet in sheets:
        pdf = draw_sheet(
            sheet, zone=settings.ZONE, shares=options.shares, recipient=recovery.recipient, at=at
        )
        path = options.out / f"{settings.ZONE}-{sheet.set_id:05}-{sheet.number}.pdf"
        write_private(path, pdf)
        print(path)
    print(
        f"Print each sheet, give it to its holder, then remove {options.out}. Backups are closed for"
        f" {recovery.recipient} from now on; older backups need the older sheets."
    )


def join_sheets(options: argparse.Namespace) -> int:
    """Get the recovery key back; works on a machine that has nothing of the zone."""
    from madoguchi.platform.crypto.age_text import identity_text, recipient_text
    from madoguchi.platform.crypto.recovery import open_capsule

    identity = identity_from(options)
    print(f"The sheets fit together: {recipient_text(identity.public_key())}")
    if options.out:
        write_private(options.out, f"{identity_text(identity)}\n".encode())
        print(f"Its private half is in {options.out}: remove it when you are done.")
    if options.capsule:
        from madoguchi.config.settings.environment import zone_home

        written = open_capsule(options.capsule, identity, zone_home(options.zone))
        print(f"Brought back: {', '.join(written)}")
    return 0


def show() -> None:
    """Print what is in use, to the operator's screen and not into a pipe."""
    from django.conf import settings

    from madoguchi.kernel.clock import now
    from madoguchi.platform.crypto.expiry import list_expiring
    from madoguchi.platform.crypto.keys import zone_keys
    from madoguchi.platform.crypto.peers import peer_keys
    from madoguchi.platform.crypto.recovery import recovery_key

    keys = zone_keys()
    for key in keys.stored:
        end = f" until {key.not_after[:10]}" if key.not_after else ""
        gone = f" withdrawn {key.retired_at[:10]}" if key.retired_at else ""
        print(f"{key.use:8} {key.id} made {key.made_at}{end}{gone}", file=sys.stderr)
    for zone in other_zones():
        print(f"peer {zone}: signs with {', '.join(peer_keys(zone).signing_ids)}", file=sys.stderr)
    recovery = recovery_key()
    said = f"{recovery.needed} of {recovery.shares} sheets" if recovery else "none: keys split"
    print(f"recovery key of {settings.ZONE}: {said}", file=sys.stderr)
    for ending in list_expiring(keys, at=now()):
        print(f"WARNING {ending.sentence}", file=sys.stderr)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, and that must not exist."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def other_zones() -> tuple[str, ...]:
    """The zones whose public keys lie here: they are told of a change by parcel."""
    from django.conf import settings

    return tuple(sorted(file.stem for file in (settings.HOME / "peers").glob("*.json")))
