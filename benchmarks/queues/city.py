# SPDX-License-Identifier: Apache-2.0
"""A database of its own for the queues, a crew of workers, and what can befall them."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tools.postgres import find_programs, free_port, make_cluster, unprivileged, wait_for

ROOT = Path(__file__).resolve().parents[2]
UNFINISHED = {
    "madoguchi": "SELECT count(*) FROM jobs_job WHERE status IN ('READY', 'RUNNING')",
    "procrastinate": "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
    "django-tasks-db": (
        "SELECT count(*) FROM django_tasks_database_dbtaskresult "
        "WHERE status IN ('READY', 'RUNNING', 'NEW')"
    ),
}
TABLES = {
    "madoguchi": "jobs_job",
    "procrastinate": "procrastinate_jobs",
    "django-tasks-db": "django_tasks_database_dbtaskresult",
}


class Postgres:
    """A server of our own, durable as a city's, that can be restarted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.programs, self.account = find_programs(), unprivileged()
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        make_cluster(self.programs, folder / "data", self.account)
        self.address = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._connection: psycopg.Connection[Any] | None = None
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        identity: dict[str, Any] = {}
        if self.account:
            gid = self.account.pw_gid
            identity = {"user": self.account.pw_uid, "group": gid, "extra_groups": []}
        words = [
            str(self.programs / "postgres"),
            "-D",
            str(self.folder / "data"),
            "-p",
            str(self.port),
        ]
        words += ["-k", str(self.folder), "-c", "listen_addresses=127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                words, cwd=self.folder, stdout=log, stderr=log, **identity
            )
        wait_for(self.address, self.process, self.folder / "log")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Fast shutdown: connections are broken off."""
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:  # somebody does not let go of a connection
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)

    def ask(self, sql: str) -> int:
        """One number, over a connection that is kept."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.address, autocommit=True)
        done = self._connection.execute(sql.encode())
        row = done.fetchone() if done.description else None
        return int(row[0]) if row else 0


class Sqlite:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self.address, self.path = "", folder / "home" / "db.sqlite3"

    def ask(self, sql: str) -> int:
        """One number."""
        with sqlite3.connect(self.path, timeout=30) as connection:
            row = connection.execute(sql).fetchone()
        connection.close()
        return int(row[0]) if row else 0

    def stop(self) -> None:
        """Nothing runs."""


class City:
    """A database and the processes around it."""

    def __init__(self, database: Postgres | Sqlite, home: Path) -> None:
        self.database, self.home = database, home
        self.environment = {
            **os.environ, "MADOGUCHI_ZONE": "office", "MADOGUCHI_HOME": str(home),
            "DATABASE_URL": database.address, "DJANGO_SETTINGS_MODULE": "benchmarks.queues.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "MADOGUCHI_LOG_LEVEL": "ERROR",
        }  # fmt: skip

    def run(self, *words: str) -> str:
        """Run a verb to its end; what it printed."""
        done = subprocess.run(
            self._command(*words), env=self.environment, cwd=ROOT, check=True,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return done.stdout

    def start(self, queue: str) -> subprocess.Popen[bytes]:
        """Start a worker."""
        with (self.home / "workers.log").open("ab") as log:
            return subprocess.Popen(
                self._command("work", queue), env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    def clear(self, queue: str) -> None:
        """Forget former jobs."""
        self.database.ask("DELETE FROM bench_ran")
        suffix = " CASCADE" if isinstance(self.database, Postgres) else ""
        verb = "TRUNCATE" if suffix else "DELETE FROM"
        self.database.ask(f"{verb} {TABLES[queue]}{suffix}")
        for marker in self.home.glob("crashed-*"):
            marker.unlink()

    def wait(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is so; False if it did not come in time."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                if is_so():
                    return True
            except (psycopg.Error, sqlite3.Error):
                pass  # The database is being restarted.
            time.sleep(0.05)
        return False

    @staticmethod
    def _command(*words: str) -> list[str]:
        return [sys.executable, "-m", "benchmarks.queues.process", *words]


class Crew:
    """Workers, and a supervisor that starts another whenever one has ended (as systemd does)."""

    def __init__(self, city: City, queue: str, size: int) -> None:
        self.city, self.queue = city, queue
        self.workers = [city.start(queue) for _ in range(size)]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._supervise, daemon=True)
        self._thread.start()

    def kill_one(self, number: int = 0) -> None:
        """kill -9."""
        self.workers[number % len(self.workers)].kill()

    def end(self) -> None:
        """Kill all."""
        self._stop.set()
        self._thread.join()
        for worker in self.workers:
            worker.kill()
            worker.wait()

    def _supervise(self) -> None:
        while not self._stop.wait(0.2):
            for place, worker in enumerate(self.workers):
                if worker.poll() is not None:
                    self.workers[place] = self.city.start(self.queue)


@contextmanager
def city(kind: str) -> Iterator[City]:
    """A fresh city on SQLite or PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-queues-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        home = folder / "home"
        home.mkdir(mode=0o700)
        cluster = folder / "postgresql"
        cluster.mkdir()
        database = Postgres(cluster) if kind == "postgresql" else Sqlite(folder)
        try:
            here = City(database, home)
            here.run("prepare")
            yield here
        finally:
            database.stop()
