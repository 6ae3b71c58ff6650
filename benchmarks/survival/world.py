# SPDX-License-Identifier: Apache-2.0
"""Which city is put to the test? Both zones as real processes, each with its own database server."""

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from benchmarks import definitions as forms
from benchmarks.survival.clusters import Cluster, clusters
from benchmarks.survival.warm import Warm
from benchmarks.town import write_packs
from madoguchi.config.commands.demo import carry, exchange_keys
from madoguchi.config.demo.processes import Zone, stop_all
from madoguchi.config.demo.wait import wait_until_up
from madoguchi.platform.crypto.age_text import identity_text, recipient_text
from tools.postgres import free_port

WEB_WORKERS = 3
ZONES = ("portal", "office")


class World:
    """Everything that the harness starts, kills and looks into."""

    def __init__(self, home: Path, servers: dict[str, Cluster]) -> None:
        self.home, self.servers = home, servers
        port = free_port()
        self.portal = Zone("portal", home / "portal", port, port)
        self.office = Zone("office", home / "office", free_port(), port)
        self.fault, self.clock, self.vault = home / "fault", home / "clock", home / "vault"
        identity = X25519PrivateKey.generate()
        self.recipient = recipient_text(identity.public_key())
        self.identity = home / "identity.txt"
        self.identity.write_text(identity_text(identity))
        self.warm: dict[str, Warm] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """As an operator does."""
        packs = write_packs(self.home / "packs", [forms.with_paper()])
        os.environ["MADOGUCHI_PACKS_ROOT"] = str(packs)
        for zone in (self.portal, self.office):
            (zone.home / "tmp").mkdir(parents=True)
            zone.extra = {
                "MADOGUCHI_DEMO": "0",
                "MADOGUCHI_SECOND_FACTOR": "offered",
                "TMPDIR": str(zone.home / "tmp"),
                "MADOGUCHI_CLOCK": f"@{self.clock}",
                "MADOGUCHI_BACKUPS": str(self.vault / zone.name),
            }
            if zone.name in self.servers:
                zone.extra["DATABASE_URL"] = self.servers[zone.name].address
            zone.call("prepare", "--zone", zone.name, "--quiet")
        exchange_keys(self.portal, self.office, folder=self.home / "keys-out")
        self.office.call("publish", "--zone", "office")
        carry(self.portal, self.office, folder=self.home / "crossing")
        for role, zone in (
            ("pull", self.office), ("office-worker", self.office), ("portal-worker", self.portal)
        ):  # fmt: skip
            self.warm[role] = Warm(zone.environment, self.home / f"{role}.log")

    def serve(self) -> None:
        """Serve the portal; it looks into a file at each fault point."""
        words = ("--port", str(self.portal.port), "--workers", str(WEB_WORKERS))
        kept = self.portal.extra.copy()
        self.portal.extra["MADOGUCHI_FAULT"] = f"@{self.fault}"
        self._server = self.portal.start(
            "run", "--zone", "portal", *words, log=self.home / "portal.log"
        )
        self.portal.extra = kept
        wait_until_up(self.portal.port, processes=[self._server])

    def serve_again(self) -> bool:
        """What a service manager does: the server gives up when one of its processes dies twice
        within 5.5 seconds, and is started again."""
        if self._server is not None and self._server.poll() is None:
            return False
        self.fault.unlink(missing_ok=True)
        self.serve()
        return True

    def web_processes(self) -> list[psutil.Process]:
        """The portal's web processes that do work."""
        assert self._server is not None
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._server.pid).children(recursive=True)
            return [p for p in children if p.is_running() and _serves(p)]
        return []

    def portal_processes(self) -> list[int]:
        """Every process of the portal's web server."""
        assert self._server is not None
        return [self._server.pid, *(process.pid for process in self.web_processes())]

    def stop_serving(self) -> None:
        """End the portal at once."""
        if self._server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def rows(self, zone: str, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask a database directly (``?`` stands for a value)."""
        if zone in self.servers:
            with psycopg.connect(self.servers[zone].address, autocommit=True) as connection:
                cursor = connection.execute(query.replace("?", "%s").encode(), values)
                return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        file = sqlite3.connect(getattr(self, zone).home / "db.sqlite3", timeout=60)
        try:
            found = [tuple(row) for row in file.execute(query, values).fetchall()]
            file.commit()
            return found
        finally:
            file.close()

    def back_up(self, zone: str, *, fault: str = "") -> int:
        """Make a backup; returns the exit code."""
        more = ("--recipient", self.recipient)
        role = "pull" if zone == "office" else "portal-worker"
        return self.warm[role].run("backup", "--zone", zone, *more, fault=fault)

    def close(self) -> None:
        """Stop everything."""
        if self._server is not None:
            stop_all([self._server])
        for warm in self.warm.values():
            warm.close()


@contextmanager
def a_world(kind: str) -> Iterator[World]:
    """A city that is thrown away at the end."""
    with ExitStack() as ending:
        home = Path(tempfile.mkdtemp(prefix="madoguchi-survival-"))
        ending.callback(shutil.rmtree, home, ignore_errors=True)
        world = World(home, ending.enter_context(clusters(kind)))
        ending.callback(world.close)
        world.prepare()
        yield world


def _serves(process: psutil.Process) -> bool:
    """Not the process that only tracks resources of the others."""
    try:
        return "resource_tracker" not in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False
