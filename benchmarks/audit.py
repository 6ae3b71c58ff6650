# SPDX-License-Identifier: Apache-2.0
"""How fast are audited commits and the verifier, and is each tampering found? ``make bench-audit``

An audited commit is a real transaction with one row of work and one leaf, by several processes with
a connection each, while the sequencer runs beside them; ``bare_commits_per_s`` is what the machine does
with psycopg alone, one row and no leaf. The verifier is the stand-alone program in a
fresh interpreter, the middle of three runs: ``verified_leaves_per_s`` over an export, which holds the
hashed bytes themselves, and ``…_in_place`` over the database, which makes them from its columns.
``--seconds``, ``--leaves`` and ``--writers`` set the sizes.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import print_json, print_table

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure SQLite, and PostgreSQL where there is one; 1 if a kind of tampering was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--leaves", type=int, default=200_000)
    parser.add_argument("--writers", type=int, default=12)
    options = parser.parse_args(arguments)
    from tools.postgres import NoPostgres, server

    figures = {"sqlite": measure(options, "")}
    try:
        with server() as address:
            figures["postgresql"] = measure(options, address)
    except NoPostgres as why:
        print(f"postgresql: {why}")
    header = list(figures[max(figures, key=lambda name: len(figures[name]))])
    rows = [[name, *(found.get(key, "-") for key in header)] for name, found in figures.items()]
    header.insert(0, "database")
    print_table("Audit log", header, rows)
    print_json({name: _published(found) for name, found in figures.items()})
    missed = [
        f"{name}: {found['tamper_classes_detected']} of {found['tamper_classes']} tamperings found"
        for name, found in figures.items()
        if found["tamper_classes_detected"] != found["tamper_classes"]
    ]
    for words in missed:
        print(f"FAILED {words}", file=sys.stderr)
    return int(bool(missed))


def measure(options: argparse.Namespace, address: str) -> dict[str, object]:
    """Run the measurement of one database in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-audit-") as home:
        environment = os.environ | {
            "MADOGUCHI_HOME": home,
            "MADOGUCHI_ZONE": "core",
            "DATABASE_URL": address,
            "MADOGUCHI_AUDIT_ORIGIN": "bench.example",
        }
        words = [str(options.seconds), str(options.leaves), str(options.writers)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.audit_rooms", *words],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    return {
        name: float(value) if "." in value else int(value)
        for name, value in re.findall(r"^(\w+)=([\d.]+)$", done.stdout, re.MULTILINE)
    }


def _published(found: dict[str, object]) -> dict[str, object]:
    keys = (
        "audited_commits_per_s", "verified_leaves_per_s", "tamper_classes",
        "tamper_classes_detected",
    )  # fmt: skip
    return {key: found[key] for key in keys}


if __name__ == "__main__":
    sys.exit(main())
