# SPDX-License-Identifier: Apache-2.0
"""Keys of both zones in this process, or both zones as processes."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from madoguchi.platform.crypto.keys import ZoneKeys, ensure_zone_keys
from madoguchi.platform.crypto.peers import describe_self, trust_peer
from madoguchi.platform.zones import registry


@dataclass(frozen=True)
class Keys:
    """The keys of both zones; the settings say which of them this process is."""

    portal: ZoneKeys
    office: ZoneKeys
    homes: Path

    def enter(self, zone: str, settings) -> None:
        settings.HOME, settings.ZONE = self.homes / zone, zone


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    portal = ensure_zone_keys(tmp_path / "portal", zone="portal")
    office = ensure_zone_keys(tmp_path / "office", zone="office")
    trust_peer(describe_self(office), tmp_path / "portal")
    trust_peer(describe_self(portal), tmp_path / "office")
    return Keys(portal, office, tmp_path)


@pytest.fixture
def in_office(keys: Keys, settings) -> Keys:
    keys.enter("office", settings)
    return keys


@pytest.fixture
def in_portal(keys: Keys, settings) -> Keys:
    keys.enter("portal", settings)
    return keys


@pytest.fixture
def clean_registry(monkeypatch) -> None:
    """Handlers and hooks of a test end with it."""
    monkeypatch.setattr(registry, "_receivers", dict(registry._receivers))
    monkeypatch.setattr(registry, "_hooks", [])


MODULE = "madoguchi.platform.zones.tests.zone_process"


class ZoneDied(Exception):
    """The process ended instead of answering."""


class ZoneProcess:
    """A zone in a process of its own; see ``zone_process``."""

    def __init__(self, source: Path, zone: str, home: Path, environment: dict[str, str]) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(source))
        self._lines = self._socket.makefile("rw", encoding="utf-8")
        log = str(home.parent / f"{zone}.log")
        self._say({"zone": zone, "home": str(home), "log": log, "environment": environment})
        try:
            self._pid = int(self._hear())
        except ZoneDied:
            self._close()
            raise

    def ask(self, verb: str, **arguments: Any) -> Any:
        """Have the zone do something.

        Raises:
            ZoneDied: it ended instead.
        """
        self._say([verb, arguments])
        answer = json.loads(self._hear())
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["answer"]

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self._close()

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            self._lines.close()
        self._socket.close()

    def _say(self, what: Any) -> None:
        self._lines.write(json.dumps(what) + "\n")
        self._lines.flush()

    def _hear(self) -> str:
        try:
            line = self._lines.readline()
        except ConnectionError:
            line = ""
        if not line:
            raise ZoneDied
        return line


@pytest.fixture(scope="session")
def zone_source() -> Iterator[Path]:
    """A process that has imported everything and forks zones."""
    with tempfile.TemporaryDirectory(prefix="zones-") as folder:
        path = Path(folder) / "socket"
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(registry.__file__).parents[3])},
        )
        assert process.stdout.readline() == "ready\n"
        yield path
        process.kill()
        process.wait()
        process.stdout.close()


@dataclass
class City:
    """Both zones, and the address of the portal."""

    start: Callable[..., ZoneProcess]
    portal: ZoneProcess
    office: ZoneProcess
    url: str
    folder: Path

    def restart_office(self, **environment: str) -> None:
        self.office.end()
        self.office = self.start("office", **environment)

    def restart_portal(self, **environment: str) -> None:
        self.portal.end()
        self.portal = self.start("portal", **environment)
        self.url = f"http://127.0.0.1:{self.portal.ask('serve')}"

    def pull(self, minutes: int = 0) -> dict[str, dict[str, int]]:
        return self.office.ask("pull", url=self.url, minutes=minutes)


@pytest.fixture
def city(tmp_path: Path, zone_source: Path) -> Iterator[City]:
    started: list[ZoneProcess] = []

    def start(zone: str, **environment: str) -> ZoneProcess:
        process = ZoneProcess(zone_source, zone, tmp_path / zone, environment)
        started.append(process)
        return process

    try:
        portal, office = start("portal"), start("office")
        portal.ask("trust", peer=office.ask("own_keys"))
        office.ask("trust", peer=portal.ask("own_keys"))
        url = f"http://127.0.0.1:{portal.ask('serve')}"
        yield City(start, portal, office, url, tmp_path)
    finally:
        for process in started:
            process.end()
