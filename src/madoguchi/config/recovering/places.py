# SPDX-License-Identifier: Apache-2.0
"""How does a restored place prove itself? As the zone, in a process of its own."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psycopg

from madoguchi.config.demo.processes import madoguchi
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.platform.backup.manifest import BackupRefused
from madoguchi.platform.backup.restoring import Restored
from madoguchi.platform.backup.snapshots import connection_words

USUAL_WAIT = timedelta(days=1)
"""A leaf waits for its number no longer than this, as of the moment of the backup."""


def prove_in(restored: Restored, register: Path | None) -> dict[str, Any]:
    """Let the restored zone forget what was destroyed since, and run its checks.

    Raises:
        BackupRefused: it could not; with what it said.
    """
    with tempfile.TemporaryDirectory(prefix="madoguchi-prove-") as folder:
        order = Path(folder) / "order.json"
        order.write_text(
            json.dumps(
                {
                    "register": str(register.resolve()) if register and register.exists() else "",
                    "gone": [str(file_id) for file_id in restored.manifest.files_gone],
                }
            )
        )
        done = _run(restored, "drill", "--here", "--order", str(order))
    report: dict[str, Any] = _last_line(done)
    report["audit"] = verify_audit(restored)
    if report["audit"].get("broken"):
        report["broken"] += 1
    return report


def verify_audit(restored: Restored) -> dict[str, Any]:
    """What `madoguchi audit verify` says of the restored place.

    Leaves that waited for their number when the backup was taken have waited since: that is the age
    of the backup and no fault of the log.
    """
    wait = max(now() - restored.manifest.taken_at, timedelta(0)) + USUAL_WAIT
    words = ("--max-waiting", str(round(wait.total_seconds())))
    done = _run(restored, "audit", "--zone", restored.manifest.zone, "verify", *words)
    said = (done.stdout or done.stderr).strip()[-500:]
    return {"ran": True, "said": said, "broken": done.returncode != 0}


@contextmanager
def scratch_database(kind: str, url: str) -> Iterator[str]:
    """An empty database on the same server for a drill, dropped at the end; none for SQLite."""
    if kind != "postgresql":
        yield ""
        return
    name = f"madoguchi_drill_{new_id().hex[-12:]}"
    words = connection_words({**dj_database_url.parse(url)})
    try:
        with psycopg.connect(**words, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    except psycopg.Error as error:
        raise BackupRefused(
            f"no database for the drill could be made ({error}): name an empty one (--database-url)"
        ) from None
    try:
        parts = urlsplit(url)
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(**words, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def _run(restored: Restored, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        madoguchi(*words),
        env=dict(restored.environment),
        capture_output=True,
        text=True,
        check=False,
    )


def _last_line(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    lines = done.stdout.strip().splitlines()
    if not lines or not lines[-1].startswith("{"):
        said = (done.stderr or done.stdout).strip().splitlines()
        raise BackupRefused(f"the restored zone does not start: {said[-1] if said else 'silence'}")
    answer: dict[str, Any] = json.loads(lines[-1])
    if "refused" in answer:
        raise BackupRefused(answer["refused"])
    return answer
