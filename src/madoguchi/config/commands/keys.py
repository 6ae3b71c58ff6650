# SPDX-License-Identifier: Apache-2.0
"""Show, exchange or rotate the keys of a zone. Only public halves ever leave it."""

import argparse
import sys
from pathlib import Path

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("show", help="print the ids of the keys in use")
    export = actions.add_parser("export", help="write our public keys to a file")
    export.add_argument("file", type=Path)
    bring = actions.add_parser("import", help="trust the public keys in a file from an operator")
    bring.add_argument("file", type=Path)
    rotate = actions.add_parser("rotate", help="make a new key; the old one still opens")
    rotate.add_argument("use", choices=("signing", "sealing", "files", "fields"))


def run(options: argparse.Namespace) -> int:
    """Do the one action."""
    import django

    django.setup()
    from madoguchi.kernel.clock import now
    from madoguchi.platform.crypto.keys import ensure_zone_keys, zone_keys
    from madoguchi.platform.crypto.peers import Peer, describe_self, trust_peer
    from madoguchi.platform.zones.key_change import change_key

    ensure_zone_keys()
    if options.action == "export":
        options.file.write_text(describe_self(zone_keys()).model_dump_json(indent=1))
    elif options.action == "import":
        trust_peer(Peer.model_validate_json(options.file.read_bytes()))
    elif options.action == "rotate":
        change_key(options.use, to=other_zones(), at=now())
    for key in zone_keys().stored:
        print(f"{key.use:8} {key.id} made {key.made_at}", file=sys.stderr)
    return 0


def other_zones() -> tuple[str, ...]:
    """The zones whose public keys lie here: they are told of a change by parcel."""
    from django.conf import settings

    return tuple(sorted(file.stem for file in (settings.HOME / "peers").glob("*.json")))
