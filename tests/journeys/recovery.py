# SPDX-License-Identifier: Apache-2.0
"""How does a town make backups, lose a zone and come back? What an operator types."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from pypdf import PdfReader
from shamir_mnemonic.wordlist import WORDLIST

from tests.journeys.ready import ReadyProcess
from tests.journeys.town import Town

_WORD = re.compile(r"(\d+)\s+([a-z]+)")


def split_recovery_key(town: Town, zone: str, *, shares: int = 5, needed: int = 3) -> list[Path]:
    """Make a recovery key; returns files with the words of each sheet, read from its PDF."""
    folder = town.home / f"{zone}-sheets"
    words = ("--shares", str(shares), "--needed", str(needed), "--out", str(folder))
    town.call(zone, "keys", "split", *words)
    sheets = []
    for pdf in sorted(folder.glob("*.pdf")):
        typed = pdf.with_suffix(".txt")
        typed.write_text(" ".join(words_on(pdf)))
        sheets.append(typed)
    return sheets


def words_on(pdf: Path) -> list[str]:
    """The 33 words that stand on a sheet, in their order."""
    text = PdfReader(pdf).pages[0].extract_text()
    found = {int(n): word for n, word in _WORD.findall(text) if word in WORDLIST}
    return [found[place] for place in range(1, 34)]


def identity_of(town: Town, zone: str, sheets: list[Path]) -> Path:
    """The recovery key from sheets, in a file."""
    file = town.home / f"{zone}-identity-{uuid4().hex[:6]}.txt"
    given = [word for sheet in sheets for word in ("--sheet", str(sheet))]
    town.call(zone, "keys", "join", *given, "--out", str(file))
    return file


def back_up(town: Town, zone: str, folder: Path, *, fault: str = "") -> Path | None:
    """Make a backup; None if it was killed."""
    before = set(folder.glob("*.tar.age"))
    done = town.run(zone, "backup", "--to", str(folder), fault=fault)
    if fault:
        assert done.returncode < 0, done
        return None
    assert done.returncode == 0, done.stdout + done.stderr
    [new] = set(folder.glob("*.tar.age")) - before
    return new


def restore(
    town: Town, zone: str, archive: Path, identity: Path, *words: str, home: Path | None = None
) -> tuple[subprocess.CompletedProcess[str], Path, str]:
    """Restore into a new home (and a new database); returns what it said, where, and the database."""
    place = home or town.home / f"{zone}-restored-{uuid4().hex[:6]}"
    url = new_database(town.databases[zone]) if zone in town.databases else ""
    given = ["--archive", str(archive), "--home", str(place), "--identity", str(identity), *words]
    if url:
        given += ["--database-url", url]
    return town.run(zone, "restore", *given), place, url


def move_into(town: Town, zone: str, place: Path, url: str) -> None:
    """From now on the zone lives in the restored place."""
    served = getattr(town, zone)
    served.home = place
    (place / "tmp").mkdir(exist_ok=True)
    served.extra["TMPDIR"] = str(place / "tmp")
    if url:
        town.databases[zone] = served.extra["DATABASE_URL"] = url
    town._ready[zone].close()
    town._ready[zone] = ReadyProcess(served.environment)


def new_database(beside: str) -> str:
    """An empty database on the same server."""
    name = f"madoguchi_restored_{uuid4().hex[:12]}"
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return urlunsplit(urlsplit(beside)._replace(path=f"/{name}"))


def drop_database(url: str) -> None:
    """Remove a database that was made for a restore."""
    name = urlsplit(url).path.lstrip("/")
    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
