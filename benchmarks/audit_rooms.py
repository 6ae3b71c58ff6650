# SPDX-License-Identifier: Apache-2.0
"""One database's part of ``benchmarks.audit``: commits by processes, the verifier, the tamperings."""

import io
import multiprocessing
import os
import re
import subprocess
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")

_gate: list[Any] = []
ACTOR = "identity:0190a0b0-0000-7000-8000-000000000001"


def main() -> int:
    """Print figures as ``name=value`` lines."""
    seconds, leaves, writers = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    name = make_database()
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_work (id char(36) PRIMARY KEY, words text)")
        commits(seconds, writers)
        bare_commits(seconds, writers)
        fill(leaves)
        verified()
        tampered()
    finally:
        connection.close()
        drop_database(name)
    return 0


def make_database() -> str:
    """A database of our own on PostgreSQL; the file of the home on SQLite."""
    address = os.environ["DATABASE_URL"]
    if not address:
        return ""
    import psycopg

    name = f"madoguchi_bench_audit_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    os.environ["BENCH_SERVER"] = address
    os.environ["DATABASE_URL"] = re.sub(r"/[^/]*$", f"/{name}", address)
    return name


def drop_database(name: str) -> None:
    """Leave nothing behind."""
    if name:
        import psycopg

        with psycopg.connect(os.environ["BENCH_SERVER"], autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def start_together(gate: Any) -> None:
    """Be ready, with an open connection, before anyone's time begins to run."""
    django.setup()
    from django.db import connection

    connection.ensure_connection()
    _gate[:] = [gate]


def write(seconds: float) -> int:
    """Commit one row of work with its leaf, again and again; returns how many."""
    from django.db import connection, transaction

    from madoguchi.kernel.actors import Actor
    from madoguchi.kernel.clock import now
    from madoguchi.kernel.ids import new_id
    from madoguchi.platform.audit.api import record

    actor = Actor(kind="staff", ref=ACTOR, name="", roles=frozenset({"case_worker"}))
    _gate[0].wait()
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        key = str(new_id())
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO bench_work VALUES (%s, 'words')", [key])
            record(
                action="cases.case.viewed", actor=actor, subject=f"cases:{key}", at=now(),
                detail={"number": "R8-4K7M-0273-6", "what": "page"}, purpose="児童手当 認定請求",
            )  # fmt: skip
        done += 1
    connection.close()
    return done


def write_bare(seconds: float) -> int:
    """The same row of work without a leaf and without Django: what this machine can commit."""
    import psycopg

    from madoguchi.kernel.ids import new_id

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        _gate[0].wait()
        done, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            connection.execute("INSERT INTO bench_work VALUES (%s, 'words')", [str(new_id())])
            connection.commit()
            done += 1
    return done


def sequence(seconds: float) -> int:
    """The sequencer beside the writers."""
    from django.db import connection

    from madoguchi.platform.audit.sequence import sequence_waiting

    _gate[0].wait()
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        done += sequence_waiting()
        time.sleep(0.5)
    connection.close()
    return done


def commits(seconds: float, writers: int) -> None:
    """Several connections at once; all that was committed must be numbered afterwards."""
    from django.db import connection

    from madoguchi.platform.audit.models import Leaf
    from madoguchi.platform.audit.sequence import sequence_waiting

    connection.close()
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(writers + 1)
    with spawn.Pool(writers + 1, start_together, (gate,)) as pool:
        beside = pool.apply_async(sequence, (seconds,))
        done = pool.map(write, [seconds] * writers, chunksize=1)
        beside.get()
    sequence_waiting()
    if Leaf.objects.exclude(sequence=None).count() != sum(done):
        raise SystemExit("not every committed leaf is numbered")
    print(f"audited_commits_per_s={sum(done) / seconds:.0f}")


def bare_commits(seconds: float, writers: int) -> None:
    """As many connections that commit a row each time, with no leaf (PostgreSQL only)."""
    if not os.environ["DATABASE_URL"]:
        return
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(writers)
    with spawn.Pool(writers, start_together, (gate,)) as pool:
        done = pool.map(write_bare, [seconds] * writers, chunksize=1)
    print(f"bare_commits_per_s={sum(done) / seconds:.0f}")


def fill(leaves: int) -> None:
    """More leaves in bulk, with a checkpoint now and then."""
    from django.db import transaction

    from madoguchi.kernel.actors import Actor
    from madoguchi.kernel.clock import now
    from madoguchi.platform.audit.api import Entry, record_many
    from madoguchi.platform.audit.checkpoint import make_checkpoint
    from madoguchi.platform.audit.models import Leaf
    from madoguchi.platform.audit.sequence import sequence_waiting

    actor = Actor(kind="staff", ref=ACTOR, name="", roles=frozenset({"case_worker"}))
    began, missing = time.perf_counter(), max(leaves - Leaf.objects.count(), 10_000)
    while missing > 0:
        entries = [
            Entry(
                action="cases.case.viewed", actor=actor, subject=f"cases:{missing}-{n}", at=now(),
                detail={"number": "R8-4K7M-0273-6", "what": "page"}, purpose="児童手当 認定請求",
            )
            for n in range(min(5_000, missing))
        ]  # fmt: skip
        with transaction.atomic():
            record_many(entries)
        missing -= len(entries)
        sequence_waiting()
        make_checkpoint(now())
    print(f"filled_s={time.perf_counter() - began:.1f}")


def verified() -> None:
    """The stand-alone program over the database and over an export, in fresh interpreters."""
    from django.conf import settings

    from madoguchi.config.commands.audit import database_address
    from madoguchi.platform.audit.export import export_log

    folder = Path(settings.HOME) / "export"
    export_log(folder)
    for name, source in (("_in_place", database_address()), ("", str(folder))):
        rates = [_rate(source) for _ in range(3)]
        print(f"verified_leaves_per_s{name}={sorted(rates)[1]}")


def _rate(source: str) -> int:
    from madoguchi.platform.audit.log_key import log_keys
    from madoguchi.platform.audit.standalone import verify

    words = [sys.executable, "-I", verify.__file__, source, "--key", str(log_keys()[0])]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    found = re.search(r"\(([\d,]+)/s\)", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"the log does not hold: {done.stdout}{done.stderr}")
    return int(found[1].replace(",", ""))


def tampered() -> None:
    """Each kind of tampering on the database (rolled back after) and on a copy of the export."""
    import shutil

    from django.conf import settings

    from madoguchi.platform.audit.models import Checkpoint
    from madoguchi.platform.audit.tests import tampering

    home = Path(settings.HOME)
    known = home / "known.txt"
    found = [_in_database(kind, known) for kind in tampering.IN_DATABASE.values()]
    from madoguchi.platform.audit.export import export_log

    small_log()
    known.write_text(Checkpoint.objects.order_by("-size")[0].note, encoding="utf-8")
    export_log(home / "small")
    for kind in tampering.IN_EXPORT.values():
        shutil.rmtree(home / "copy", ignore_errors=True)
        shutil.copytree(home / "small", home / "copy")
        found.append(_is_found(kind(home / "copy"), str(home / "copy"), known))
    print(f"tamper_classes={len(found)}")
    print(f"tamper_classes_detected={sum(found)}")


def small_log() -> None:
    """A fresh log of three checkpoints, so that each tampering is quick to make."""
    from django.db import connection

    from madoguchi.platform.audit.tests import tampering

    tables = (
        "audit_cosignature", "audit_timestamp", "audit_personalvalues", "audit_checkpoint",
        "audit_treenode", "audit_leaf", "audit_tree",
    )  # fmt: skip
    with tampering.unguarded(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
    for count in (1030, 7, 300):
        fill_exactly(count)


def fill_exactly(count: int) -> None:
    """So many leaves and a checkpoint."""
    from django.db import transaction

    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now
    from madoguchi.platform.audit.api import Entry, record_many
    from madoguchi.platform.audit.checkpoint import make_checkpoint
    from madoguchi.platform.audit.sequence import sequence_waiting

    with transaction.atomic():
        record_many(
            [
                Entry(
                    action="a.b", actor=SYSTEM, subject=f"x:{n}", at=now(),
                    detail={"number": "R8-4K7M", "n": n},
                )
                for n in range(count)
            ]
        )  # fmt: skip
    sequence_waiting()
    make_checkpoint(now())


def _in_database(kind: object, known: Path) -> bool:
    from madoguchi.config.commands.audit import database_address
    from madoguchi.kernel.clock import now
    from madoguchi.platform.audit.models import Checkpoint
    from madoguchi.platform.audit.tests import tampering

    small_log()
    known.write_text(Checkpoint.objects.order_by("-size")[0].note, encoding="utf-8")
    with tampering.unguarded():
        code = kind(now())  # type: ignore[operator]
    return _is_found(code, database_address(), known)


def _is_found(code: str, source: str, known: Path) -> bool:
    """Found with the fault that is expected, by the program that others run."""
    from madoguchi.platform.audit.log_key import log_keys
    from madoguchi.platform.audit.standalone import verify

    said = io.StringIO()
    with redirect_stdout(said):
        exit_code = verify.main([source, "--key", str(log_keys()[0]), "--known", str(known)])
    return exit_code == 1 and f"[{code}]" in said.getvalue()


if __name__ == "__main__":
    sys.exit(main())
