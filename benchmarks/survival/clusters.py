# SPDX-License-Identifier: Apache-2.0
"""Where is a PostgreSQL that may be killed? One of our own for each zone, started from scratch."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from tools import postgres


class Cluster:
    """A server on its own folder and port."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="madoguchi-survival-pg-"))
        self._programs, self._account = postgres.find_programs(), postgres.unprivileged()
        if self._account:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        postgres.make_cluster(self._programs, self.folder / "data", self._account)
        self.port = postgres.free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The database of the zone."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, also behind a crash: whatever recovery it needs is its own business."""
        for _ in range(20):
            self._process = self._launch()
            with suppress(postgres.NoPostgres):
                postgres.wait_for(self.address, self._process, self.folder / "log")
                return
            self._process.wait()
            time.sleep(0.2)
        raise postgres.NoPostgres("the cluster does not come up again")

    def _launch(self) -> subprocess.Popen[bytes]:
        """As in operation: a commit is on the disk before it is answered. (The server of the test
        suite commits asynchronously, which loses the last commits when a backend is killed.)"""
        settings = ("listen_addresses=127.0.0.1", f"port={self.port}", "synchronous_commit=on",
                    f"unix_socket_directories={self.folder}", "max_connections=100")  # fmt: skip
        words: list[str | Path] = [self._programs / "postgres", "-D", self.folder / "data"]
        for setting in settings:
            words += ["-c", setting]
        account = self._account
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                words,
                cwd=self.folder,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                stdout=log,
                stderr=log,
            )

    def kill_backend(self) -> bool:
        """Kill one server process that works for a client; the server restarts all of them."""
        try:
            with psycopg.connect(self.address, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                    " AND pid <> pg_backend_pid() ORDER BY state_change DESC NULLS LAST LIMIT 1"
                ).fetchone()
            if row is None:
                return False
            os.kill(int(row[0]), signal.SIGKILL)
        except (psycopg.Error, ProcessLookupError):
            return False
        return True

    def kill_server(self) -> None:
        """Kill the server with all its processes, then start it again."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        family = [*parent.children(recursive=True), parent]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        psutil.wait_procs(family, timeout=10)
        self.start()

    def close(self) -> None:
        """Stop and remove."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def clusters(kind: str) -> Iterator[dict[str, Cluster]]:
    """A server for each zone; none for SQLite."""
    made = {zone: Cluster() for zone in ("portal", "office")} if kind == "postgresql" else {}
    try:
        for cluster in made.values():
            cluster.start()
        yield made
    finally:
        for cluster in made.values():
            cluster.close()
