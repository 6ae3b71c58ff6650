# SPDX-License-Identifier: Apache-2.0
"""Where is a PostgreSQL for the tests? The one that listens, else one started for the occasion."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

LISTENING = "postgresql://postgres@127.0.0.1:5432/postgres"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


class NoPostgres(Exception):
    """There is no server, and none can be started; the message says why."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases may be made; stopped at the end if started."""
    given = os.environ.get("DATABASE_URL", "")
    for address in (given if given.startswith("postgres") else "", LISTENING):
        if address and answers(address):
            yield address
            return
    with started() as address:
        yield address


def answers(address: str) -> bool:
    """Whether a server lets us in there and lets us make databases."""
    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return bool(row and row[0])
    except psycopg.Error:
        return False


@contextmanager
def started() -> Iterator[str]:
    """Start a server of our own in a temporary folder, on a free port."""
    programs = find_programs()
    account = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-postgres-"))
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        make_cluster(programs, folder / "data", account)
        port = free_port()
        process = launch(programs, folder, port, account)
        try:
            address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            wait_for(address, process, folder / "log")
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder with ``initdb`` and ``postgres``, the newest version first."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)
    )
    on_path = shutil.which("initdb")
    for folder in (*installed, *([Path(on_path).resolve().parent] if on_path else [])):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed (Debian package: postgresql)")


def unprivileged() -> pwd.struct_passwd | None:
    """The account to run as: PostgreSQL refuses root. None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL refuses root, and there is no account postgres or nobody")


def make_cluster(programs: Path, data: Path, account: pwd.struct_passwd | None) -> None:
    """Make an empty cluster that trusts local connections."""
    words = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    done = subprocess.run(
        [*words, "-E", "UTF8", "--locale=C", "--no-sync"],
        cwd=data.parent,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


def launch(
    programs: Path, folder: Path, port: int, account: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    """Start the server; its words go to ``folder/log``."""
    settings = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
    words: list[str | Path] = [programs / "postgres", "-D", folder / "data"]
    for setting in (*settings, *_FAST):
        words += ["-c", setting]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            words,
            cwd=folder,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            stdout=log,
            stderr=log,
        )


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; say what it said if it does not."""
    for _ in range(100):
        if process.poll() is not None:
            break
        if answers(address):
            return
        time.sleep(0.2)
    raise NoPostgres(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
