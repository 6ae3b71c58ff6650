# SPDX-License-Identifier: Apache-2.0
"""Prove, export, verify and witness the audit log."""

import argparse
import json
import sys
from pathlib import Path
from uuid import UUID

from madoguchi.config.cli import add_zone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_zone(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("status", help="how far the log is numbered, signed and confirmed")
    actions.add_parser("keys", help="print the public keys of the log and of this witness")
    actions.add_parser("seal", help="number what waits, sign, ask witnesses and time stamp, now")
    verify = actions.add_parser("verify", help="check the whole log with the stand-alone program")
    verify.add_argument("source", nargs="?", help="an export instead of this zone's database")
    verify.add_argument("--proof", help="check one proof instead of a log")
    verify.add_argument("--known", action="append", default=[], help="a checkpoint kept elsewhere")
    verify.add_argument("--max-waiting", default="86400", help="seconds without a number")
    prove = actions.add_parser("prove", help="write the proof that one leaf is in the log")
    prove.add_argument("leaf", type=UUID)
    prove.add_argument("--to", type=Path, help="file (default: the screen)")
    export = actions.add_parser("export", help="write the log into a folder that others can check")
    export.add_argument("folder", type=Path)
    restrict = actions.add_parser("restrict", help="print the SQL of the application's role")
    restrict.add_argument("role")
    witness = actions.add_parser("witness", help="cosign the log of another zone or city")
    witness.add_argument("--log", action="append", default=[], help="verifier key of a log")
    witness.add_argument("--folder", type=Path, help="answer the requests in a folder, once")
    witness.add_argument("--host", default="127.0.0.1")
    witness.add_argument("--port", type=int, default=8601)


def run(options: argparse.Namespace) -> int:
    """Do the one action."""
    import django

    django.setup()
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    return ACTIONS[options.action](options)


def show_status(_options: argparse.Namespace) -> int:
    """Sizes and times; 1 while the log is closed."""
    from madoguchi.kernel.clock import now
    from madoguchi.platform.audit.checkpoint import read_state
    from madoguchi.platform.audit.closing import is_closed

    closed = is_closed(now())
    print(read_state(), "CLOSED" if closed else "open")
    return int(closed)


def show_keys(_options: argparse.Namespace) -> int:
    """Verifier keys, the log's first."""
    from madoguchi.platform.audit.log_key import log_keys, own_witness

    print(*log_keys(), own_witness(), sep="\n")
    return 0


def seal(_options: argparse.Namespace) -> int:
    """What the jobs do each minute and each hour."""
    from madoguchi.kernel.clock import now
    from madoguchi.platform.audit.checkpoint import make_checkpoint, note_proven, read_state
    from madoguchi.platform.audit.confirm import gather_cosignatures, stamp_newest
    from madoguchi.platform.audit.sequence import sequence_waiting

    sequence_waiting()
    make_checkpoint(now())
    gather_cosignatures(now())
    stamp_newest()
    note_proven(now())
    print(read_state())
    return 0


def verify(options: argparse.Namespace) -> int:
    """Hand this zone's database to the stand-alone program, with our own keys and policy."""
    from django.conf import settings

    from madoguchi.platform.audit.log_key import log_keys
    from madoguchi.platform.audit.standalone import verify as plain

    words = ["--proof", options.proof] if options.proof else [options.source or database_address()]
    words += [word for key in log_keys() for word in ("--key", str(key))]
    words += [word for path in options.known for word in ("--known", path)]
    words += ["--max-waiting", options.max_waiting]
    if settings.AUDIT_TSA_ROOT:
        words += ["--tsa-root", settings.AUDIT_TSA_ROOT]
    if settings.AUDIT_COSIGNATURES and not options.proof:
        words += ["--cosignatures", str(settings.AUDIT_COSIGNATURES)]
        words += [word for key in settings.AUDIT_WITNESSES for word in ("--witness", key)]
    return plain.main(words)


def database_address() -> str:
    """This zone's database as the stand-alone program names it."""
    from urllib.parse import quote

    from django.db import connection

    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(values["NAME"])
    who = quote(str(values["USER"]), safe="")
    if values["PASSWORD"]:
        who += f":{quote(str(values['PASSWORD']), safe='')}"
    return f"postgresql://{who}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


def prove(options: argparse.Namespace) -> int:
    """A file that anyone can check with verify.py --proof."""
    from madoguchi.platform.audit import export as out

    try:
        proof = json.dumps(out.prove(options.leaf), ensure_ascii=False, indent=1)
    except out.NotYetProven as refusal:
        print(refusal, file=sys.stderr)
        return 1
    if options.to:
        options.to.write_text(proof, encoding="utf-8")
    else:
        print(proof)
    return 0


def export(options: argparse.Namespace) -> int:
    """Leaves, checkpoints and keys; no personal values."""
    from madoguchi.platform.audit.export import export_log

    print(export_log(options.folder))
    return 0


def restrict(options: argparse.Namespace) -> int:
    """For psql, as the owner of the tables."""
    from madoguchi.platform.audit.restrict import restriction_sql

    print(*(f"{one};" for one in restriction_sql(options.role)), sep="\n")
    return 0


def witness(options: argparse.Namespace) -> int:
    """Answer a folder once, or serve until stopped; 1 after an alarm in the folder."""
    from madoguchi.connectors.audit_witness.door import answer_folder, make_server
    from madoguchi.platform.audit.notes import read_key

    keys = [read_key(one) for one in options.log]
    if options.folder:
        return int(answer_folder(options.folder, keys) > 0)
    with make_server(options.host, options.port, keys) as server:
        server.serve_forever()
    return 0


ACTIONS = {
    "status": show_status,
    "keys": show_keys,
    "seal": seal,
    "verify": verify,
    "prove": prove,
    "export": export,
    "restrict": restrict,
    "witness": witness,
}
