# SPDX-License-Identifier: Apache-2.0
"""A whole city on this machine for a test: two zones, two databases, two sets of keys."""

import atexit
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import psycopg

from madoguchi.config.demo.processes import Zone, stop_all
from madoguchi.config.demo.sign_ins import ensure_passwords
from madoguchi.config.demo.wait import wait_until_up
from tests.journeys.ready import ReadyProcess
from tools import postgres

Database = Literal["sqlite", "postgresql"]
Row = tuple[Any, ...]


class Town:
    """Both zones of one city, prepared and (once started) served on loopback."""

    def __init__(
        self,
        home: Path,
        *,
        databases: dict[str, str] | None = None,
        extra: dict[str, str] | None = None,
    ) -> None:
        self.home = home
        self.databases = databases or {}
        ports = free_ports(2)
        self.portal = Zone("portal", home / "portal", ports[0], ports[0])
        self.office = Zone("office", home / "office", ports[1], ports[0])
        for zone in self.zones:
            zone.extra |= extra or {}
            # Tests run against the same static files and templates as a user sees.
            zone.extra["MADOGUCHI_TESTING"] = "1"
            # A zone's temporary files lie in its own home, where a test can look for traces.
            zone.extra["TMPDIR"] = str(zone.home / "tmp")
            if url := self.databases.get(zone.name):
                zone.extra["DATABASE_URL"] = url
        self.logs = home / "logs"
        self.served: dict[str, subprocess.Popen[bytes]] = {}
        self._ready = {zone.name: ReadyProcess(zone.environment) for zone in self.zones}

    @property
    def zones(self) -> tuple[Zone, Zone]:
        """Portal and office."""
        return self.portal, self.office

    @property
    def portal_url(self) -> str:
        """Where citizens go."""
        return f"http://127.0.0.1:{self.portal.port}"

    @property
    def office_url(self) -> str:
        """Where clerks go."""
        return f"http://127.0.0.1:{self.office.port}"

    @property
    def passwords(self) -> dict[str, str]:
        """The passwords of the residents and of the staff."""
        return ensure_passwords(self.home)

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        """The servers that run."""
        return list(self.served.values())

    def prepare(self, *, cases: int = 0) -> None:
        """Make both zones ready, exchange keys, publish the packs, make people's accounts."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for zone in self.zones:
            (zone.home / "tmp").mkdir(parents=True, exist_ok=True)
            self.call(zone.name, "prepare", "--quiet")
        self._exchange_keys()
        self.call("office", "publish")
        where = ("--passwords", str(self.home))
        self.call("office", "seed", "--cases", str(cases), *where)
        self.call("portal", "seed", *where)
        self.carry("office", "portal")

    def start(self, *zones: str, fault: str = "", workers: int = 1) -> None:
        """Serve the named zones (both when none is named); ``fault`` kills at a point."""
        for zone in self._named(zones):
            words = ("--zone", zone.name, "--port", str(zone.port), "--workers", str(workers))
            kept = zone.extra.copy()
            zone.extra |= _with(fault)
            self.served[zone.name] = zone.start("run", *words, log=self.log_of(zone.name))
            zone.extra = kept
        wait_until_up(*(zone.port for zone in self._named(zones)), processes=self.processes)

    def stop(self, *zones: str) -> None:
        """Stop the named servers (all when none is named)."""
        named = [zone.name for zone in self._named(zones) if zone.name in self.served]
        stop_all([self.served.pop(name) for name in named])

    def kill(self, *zones: str) -> None:
        """End servers with all their processes at once, as when the power fails."""
        for zone in self._named(zones):
            process = self.served.pop(zone.name, None)
            if process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def close(self) -> None:
        """Stop everything, also what was loaded to run commands."""
        self.stop()
        for process in self._ready.values():
            process.close()

    def run(self, zone: str, *words: str, fault: str = "") -> subprocess.CompletedProcess[str]:
        """Run a ``madoguchi`` command in a zone, in a process of its own."""
        command, *rest = words
        return self._ready[zone].run([command, "--zone", zone, *rest], _with(fault))

    def call(self, zone: str, *words: str) -> str:
        """Run a command that has to succeed; returns what it printed."""
        done = self.run(zone, *words)
        assert done.returncode == 0, f"{zone}: {words}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
        return done.stdout

    def cross(self, *, fault: str = "") -> subprocess.CompletedProcess[str]:
        """Pull once in the office; ``fault`` names a point at which the process kills itself."""
        return self.run("office", "parcels", "pull", fault=fault)

    def pull(self) -> str:
        """Pull once, which has to succeed; returns the report."""
        done = self.cross()
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def carry(self, giver: str, taker: str) -> None:
        """Bring what waits in one zone to the other on a medium."""
        medium = self.home / "medium"
        shutil.rmtree(medium, ignore_errors=True)
        medium.mkdir()
        self.call(giver, "parcels", "export", str(medium))
        self.call(taker, "parcels", "import", str(medium))

    def rows(self, zone: str, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """Ask the database of a zone directly; ``?`` stands for a value."""
        with self.connected(zone) as connection:
            mark = query if zone not in self.databases else query.replace("?", "%s")
            return [tuple(row) for row in connection.execute(mark, values).fetchall()]

    def write(self, zone: str, query: str, values: Sequence[Any] = ()) -> int:
        """Change the database of a zone directly; returns how many rows."""
        with self.connected(zone) as connection:
            mark = query if zone not in self.databases else query.replace("?", "%s")
            count = connection.execute(mark, values).rowcount
            connection.commit()
            return int(count)

    @contextmanager
    def connected(self, zone: str) -> Iterator[Any]:
        """A connection to the database of a zone."""
        if url := self.databases.get(zone):
            with psycopg.connect(url) as connection:
                yield connection
            return
        path = getattr(self, zone).home / "db.sqlite3"
        file = sqlite3.connect(path, timeout=20)
        try:
            yield file
        finally:
            file.close()

    def log_of(self, zone: str) -> Path:
        """Where a server writes what it has to say."""
        return self.logs / f"{zone}.log"

    def _named(self, names: Sequence[str]) -> list[Zone]:
        return [zone for zone in self.zones if not names or zone.name in names]

    def _exchange_keys(self) -> None:
        """Hand each zone the other's public keys, as an operator does on a medium."""
        folder = self.home / "keys-out"
        folder.mkdir(exist_ok=True)
        for giver, taker in (("portal", "office"), ("office", "portal")):
            self.call(giver, "keys", "export", str(folder / f"{giver}.json"))
            self.call(taker, "keys", "import", str(folder / f"{giver}.json"))


@contextmanager
def a_town(*, database: Database = "sqlite") -> Iterator[Town]:
    """A prepared town in a folder of its own that is removed at the end.

    The first town of a test run is prepared; the others are copies of it.
    """
    original = _prepared(database)
    with ExitStack() as ending:
        home = _folder(ending)
        shutil.copytree(original.home, home, dirs_exist_ok=True)
        databases = {
            zone: _make_database(ending, zone, template=url)
            for zone, url in original.databases.items()
        }
        town = Town(home, databases=databases)
        ending.callback(town.close)
        yield town


@cache
def _prepared(database: Database) -> Town:
    """The town from which the others are copied; it lives as long as the test run."""
    ending = ExitStack()
    atexit.register(ending.close)
    databases = {}
    if database == "postgresql":
        databases = {zone: _make_database(ending, zone) for zone in ("portal", "office")}
    town = Town(_folder(ending), databases=databases)
    ending.callback(town.close)
    town.prepare()
    town.close()
    return town


@cache
def _server() -> str:
    ending = ExitStack()
    atexit.register(ending.close)
    return ending.enter_context(postgres.server())


def _make_database(ending: ExitStack, zone: str, *, template: str = "template1") -> str:
    """A database of its own for a zone, copied from another; dropped at the end."""
    server, name = _server(), f"madoguchi_{zone}_{uuid4().hex[:12]}"
    model = template.rpartition("/")[2]
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
    ending.callback(_on_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return f"{server.rpartition('/')[0]}/{name}"


def _on_server(statement: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _folder(ending: ExitStack) -> Path:
    home = Path(tempfile.mkdtemp(prefix="madoguchi-town-"))
    if not os.environ.get("KEEP_TOWN"):
        ending.callback(shutil.rmtree, home, ignore_errors=True)
    return home


def _with(fault: str) -> dict[str, str]:
    return {"MADOGUCHI_FAULT": fault} if fault else {}


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on just now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
