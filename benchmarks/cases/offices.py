# SPDX-License-Identifier: Apache-2.0
"""Where does the measured office live? Seeded once, kept, and copied for each run."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg

from madoguchi.config.demo.processes import Zone
from madoguchi.kernel.clock import now, today

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "benchmarks"
PREFIX = f"madoguchi_bench_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]}"
"""Of this checkout: another one may measure on the same server."""
RUN = f"{PREFIX}_run"
DATABASE_SETTINGS = {"jit": "off", "random_page_cost": "1.1"}
"""What docs/howto/run-a-city.md advises for PostgreSQL; set on the database, nothing on the server."""
_SEEDING = ("people", "lives", "rows", "seed", "procedures", "bulk_postgresql", "bulk_sqlite")


def seeding_key(cases: int) -> str:
    """What the kept cases depend on: how many, the tables, the words, the way they are made."""
    day = today(now())
    digest = hashlib.sha256(f"{cases} {day - timedelta(days=day.weekday())}".encode())
    source = ROOT / "src" / "madoguchi"
    paths = [*source.rglob("migrations/*.py"), source / "kernel/text.py"]
    paths += [source / "engines/cases/rules/tokens.py"]
    paths += [Path(__file__).with_name(f"{name}.py") for name in _SEEDING]
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def postgresql_office(server: str, cases: int) -> Iterator[Zone]:
    """An office on PostgreSQL with its cases, a copy for this run."""
    key = seeding_key(cases)
    name, home = f"{PREFIX}_{key}", KEPT / f"postgresql-{key}"
    if not (home / "seeded").exists() or not _exists(server, name):
        _drop_former(server)
        for former in KEPT.glob("postgresql-*"):
            shutil.rmtree(former)
        _execute(server, f'CREATE DATABASE "{name}"')
        seed(_office(home, _address(server, name)), cases)
    _execute(server, f'DROP DATABASE IF EXISTS "{RUN}" WITH (FORCE)')
    print(f"  copying {name}", flush=True)
    _execute(server, f'CREATE DATABASE "{RUN}" TEMPLATE "{name}" STRATEGY file_copy')
    for setting, value in DATABASE_SETTINGS.items():
        _execute(server, f'ALTER DATABASE "{RUN}" SET {setting} = {value}')
    # The copy must be on the disk: its writing back is not what is measured.
    _execute(server, "CHECKPOINT")
    os.sync()
    try:
        yield _office(home, _address(server, RUN))
    finally:
        _execute(server, f'DROP DATABASE IF EXISTS "{RUN}" WITH (FORCE)')


@contextmanager
def sqlite_office(cases: int) -> Iterator[Zone]:
    """An office on SQLite with its cases, a copy for this run."""
    key = seeding_key(cases)
    kept, run = KEPT / f"sqlite-{key}", KEPT / "sqlite-run"
    if not (kept / "seeded").exists():
        for former in KEPT.glob("sqlite-*"):
            shutil.rmtree(former)
        seed(_office(kept, ""), cases)
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(kept, run)
    try:
        yield _office(run, "")
    finally:
        shutil.rmtree(run, ignore_errors=True)


def seed(office: Zone, cases: int) -> None:
    """Prepare an office, trust a portal's keys, and fill it."""
    office.home.mkdir(parents=True, exist_ok=True)
    office.call("prepare", "--zone", "office", "--quiet")
    portal = Zone("portal", office.home / "portal", 8000, 8000)
    file = office.home / "portal.json"
    portal.call("keys", "--zone", "portal", "export", str(file))
    office.call("keys", "--zone", "office", "import", str(file))
    on = today(now())
    words = ["-m", "benchmarks.cases.seed", "--cases", str(cases), "--on", on.isoformat()]
    subprocess.run([sys.executable, *words], env=environment(office), cwd=ROOT, check=True)
    (office.home / "seeded").write_text(json.dumps({"cases": cases, "on": on.isoformat()}))


def environment(office: Zone) -> dict[str, str]:
    """The environment of a process of the office that is not a ``madoguchi`` command."""
    return {**office.environment, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"}


def seeded_on(office: Zone) -> date:
    """The day as of which the cases were made."""
    return date.fromisoformat(json.loads((office.home / "seeded").read_text())["on"])


def _office(home: Path, address: str) -> Zone:
    extra = {
        "MADOGUCHI_DEMO": "0",
        "MADOGUCHI_SECOND_FACTOR": "offered",
        "MADOGUCHI_LOG_LEVEL": "WARNING",
    }
    if address:
        extra["DATABASE_URL"] = address
    port = int(os.environ.get("PORT", "8191"))
    return Zone("office", home, port, 8000, extra)


def _address(server: str, name: str) -> str:
    return server.rsplit("/", 1)[0] + f"/{name}"


def _exists(server: str, name: str) -> bool:
    with psycopg.connect(server) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def _drop_former(server: str) -> None:
    with psycopg.connect(server) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"]
        ).fetchall()
    for (name,) in rows:
        _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
