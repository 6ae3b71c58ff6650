# SPDX-License-Identifier: Apache-2.0
"""How are the demo's processes started, watched and stopped together?"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

SHARED = ("MADOGUCHI_FAULT", "MADOGUCHI_PACKS", "MADOGUCHI_PACKS_ROOT")
"""The settings of the caller that both zones of a demo keep."""


@dataclass
class Zone:
    """One zone of the demo: its home folder, its port and its environment."""

    name: str
    home: Path
    port: int
    portal_port: int
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process of this zone; nothing of the other zone is in it."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("MADOGUCHI_") and key != "DATABASE_URL"
        }
        shared = {k: v for k, v in os.environ.items() if k in SHARED}
        return {
            **kept,
            **shared,
            "MADOGUCHI_ZONE": self.name,
            "MADOGUCHI_HOME": str(self.home),
            "MADOGUCHI_DEMO": "1",
            "MADOGUCHI_PORTAL_URL": f"http://127.0.0.1:{self.portal_port}",
            "PYTHONUNBUFFERED": "1",
            **self.extra,
        }

    def call(self, *words: str) -> str:
        """Run a ``madoguchi`` command to its end and return what it printed."""
        done = subprocess.run(
            madoguchi(*words), env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(
                f"madoguchi {' '.join(words)}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
            )
        return done.stdout

    def start(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a ``madoguchi`` command in the background; its output goes to ``log``."""
        with log.open("ab") as file:
            return subprocess.Popen(
                madoguchi(*words),
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def madoguchi(*words: str) -> list[str]:
    """The command line of ``madoguchi`` with this interpreter."""
    return [sys.executable, "-m", "madoguchi.config.cli", *words]


def stop_all(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each process group to end, and end it after five seconds."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + 5
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
