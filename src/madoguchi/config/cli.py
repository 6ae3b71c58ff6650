# SPDX-License-Identifier: Apache-2.0
"""The ``madoguchi`` command: what an operator types."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS: dict[str, str] = {
    "demo": "run a demonstration city: both zones, the worker and the crossing",
    "prepare": "make a zone ready: folders, keys, database, static files, organisation",
    "run": "serve one zone",
    "worker": "run the jobs of one zone",
    "messages": "send what people are to be told (portal)",
    "parcels": "pull, export or import parcels between the zones",
    "keys": "show, exchange, change or withdraw the keys of a zone; its recovery key on paper",
    "backup": "back a zone up into one closed archive",
    "restore": "restore a zone into a fresh place",
    "drill": "restore the newest backup for practice, prove it, and print RPO and RTO",
    "audit": "prove, export, verify and witness the audit log",
    "publish": "publish the packs: procedures (office zone), what can be booked (portal zone)",
    "links": "give out links to restricted procedures, list them, take them back (portal)",
    "staff": "look after the accounts of staff, their second factors and the emergency account",
    "seed": "fill a zone of a demonstration with people and past months",
    "security": "report on ASVS, and what browsers blocked in a zone",
    "manage": "run a Django management command in a zone",
}
ZONES = ("portal", "office", "core")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = build_parser().parse_args(arguments)
    zone = getattr(options, "zone", None)
    if zone:
        os.environ["MADOGUCHI_ZONE"] = zone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    command = import_module(f"madoguchi.config.commands.{options.command}")
    return int(command.run(options) or 0)


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command and option."""
    parser = argparse.ArgumentParser(
        prog="madoguchi", description="The open-source digital city hall."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, explanation in COMMANDS.items():
        command = commands.add_parser(name, help=explanation, description=explanation)
        import_module(f"madoguchi.config.commands.{name}").add_options(command)
    return parser


def add_zone(parser: argparse.ArgumentParser, *, zones: Sequence[str] = ZONES) -> None:
    """Add ``--zone``; its default is MADOGUCHI_ZONE where that is one of the zones."""
    given = os.environ.get("MADOGUCHI_ZONE")
    parser.add_argument(
        "--zone",
        choices=zones,
        default=given if given in zones else None,
        required=given not in zones,
        help="which zone (default: MADOGUCHI_ZONE)",
    )


if __name__ == "__main__":
    sys.exit(main())
