# SPDX-License-Identifier: Apache-2.0
"""Where do the benchmarks run? A city of two zones on this machine, prepared as an operator does."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from madoguchi.config.commands.demo import carry, exchange_keys
from madoguchi.config.demo.processes import Zone, stop_all
from madoguchi.config.demo.wait import wait_until_up
from tools.postgres import server

ROOT = Path(__file__).resolve().parents[1]
PORTS = {"portal": 8910, "office": 8911}


def write_packs(folder: Path, definitions: Sequence[dict[str, Any]]) -> Path:
    """A packs folder with the city of the repository and the given procedures."""
    shutil.copytree(ROOT / "packs" / "base", folder / "base")
    city = folder / "todai"
    city.mkdir()
    shutil.copy(ROOT / "packs" / "todai" / "city.yaml", city / "city.yaml")
    for definition in definitions:
        service = city / "services" / definition["id"]
        service.mkdir(parents=True)
        text = json.dumps(definition, ensure_ascii=False)  # JSON is YAML
        (service / "procedure.yaml").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def databases(kind: str) -> Iterator[dict[str, str]]:
    """DATABASE_URL of each zone; empty for SQLite. PostgreSQL databases are dropped at the end."""
    if kind == "sqlite":
        yield {}
        return
    with server() as address:
        names = {zone: f"bench_{zone}_{os.getpid()}" for zone in ("portal", "office")}
        base = address.rsplit("/", 1)[0]
        with psycopg.connect(address, autocommit=True) as connection:
            for name in names.values():
                connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
            try:
                yield {zone: f"{base}/{name}" for zone, name in names.items()}
            finally:
                for name in names.values():
                    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@contextmanager
def a_city(kind: str, definitions: Sequence[dict[str, Any]]) -> Iterator[tuple[Zone, Zone, Path]]:
    """Both zones, prepared and exchanging keys, with the definitions published on the portal."""
    home = Path(tempfile.mkdtemp(prefix="madoguchi-bench-"))
    os.environ["MADOGUCHI_PACKS_ROOT"] = str(write_packs(home / "packs", definitions))
    try:
        with databases(kind) as addresses:
            portal, office = (
                Zone(name, home / name, PORTS[name], PORTS["portal"]) for name in PORTS
            )
            for zone in (portal, office):
                zone.extra["MADOGUCHI_DEMO"] = "0"
                zone.extra["MADOGUCHI_SECOND_FACTOR"] = "offered"
                if address := addresses.get(zone.name):
                    zone.extra["DATABASE_URL"] = address
                zone.call("prepare", "--zone", zone.name, "--quiet")
            exchange_keys(portal, office, folder=home / "keys-out")
            office.call("publish", "--zone", "office")
            carry(portal, office, folder=home / "crossing")
            yield portal, office, home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def serving(zone: Zone, home: Path, *, workers: int = 4) -> Iterator[None]:
    """The zone's web server, with as many processes as the figures ask for."""
    words = ("--zone", zone.name, "--port", str(zone.port), "--workers", str(workers))
    process = zone.start("run", *words, log=home / f"{zone.name}.log")
    try:
        wait_until_up(zone.port, processes=[process])
        wait_for_workers(zone.port, workers)
        yield
    finally:
        stop_all([process])


def wait_for_workers(port: int, workers: int, *, seconds: float = 60.0) -> None:
    """Wait until every process of a server listens: the first to come up would get all connections.

    Each listens for itself (SO_REUSEPORT), and the kernel spreads connections over those that do.
    """
    deadline = time.monotonic() + seconds
    while count_listeners(port) < workers:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{count_listeners(port)} of {workers} processes listen on {port}")
        time.sleep(0.05)


def count_listeners(port: int) -> int:
    """How many sockets listen on a port of this machine."""
    listening = f"{port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    rows = (line.split() for line in lines)
    return sum(1 for row in rows if row[1].endswith(f":{listening}") and row[3] == "0A")


def in_zone(zone: Zone, module: str, *words: str) -> str:
    """Run a module of the benchmarks inside a zone and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env=zone.environment | {"DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-3000:]}")
    return done.stdout


def draft_of(location: str) -> UUID:
    """The draft's id in an address such as ``/drafts/<id>/…``."""
    return UUID(location.split("/drafts/")[1].split("/")[0])
