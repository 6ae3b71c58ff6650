# SPDX-License-Identifier: Apache-2.0
"""Where can what people typed still be read? Disk, logs, backups and memory of the portal."""

import re
import subprocess
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.survival.filers import KANJI, WORD
from benchmarks.survival.world import World
from madoguchi.platform.backup.archive import unpack
from madoguchi.platform.crypto.age_text import read_identity

_PIECE = 64 * 1024 * 1024
_OVERLAP = 256


def _forms() -> list[bytes]:
    """The beginning of every canary, and the sign that stands beside it, as they may be written."""
    forms = set()
    for text in (WORD, KANJI):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "euc_jp", "cp932"):
            try:
                plain = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            forms |= {plain, plain.hex().encode(), plain.hex().upper().encode()}
            for offset in range(3):
                encoded = b64encode(b"\0" * offset + plain)
                forms.add(encoded[-(-offset * 8 // 6) : (offset + len(plain)) * 8 // 6])
        forms.add("".join(f"%{byte:02X}" for byte in text.encode()).encode())
        forms.add(text.encode("unicode_escape"))
    return sorted(forms)


_FORMS = _forms()
_NUMBERS = (
    re.compile(WORD.encode() + rb"(\d{6})"),
    re.compile(WORD.encode("utf-16-le") + rb"((?:\d\0){6})"),
    re.compile(WORD.encode("utf-32-le") + rb"((?:\d\0\0\0){6})"),
)
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")


@dataclass
class Found:
    """Which canaries were found, by place."""

    numbers: set[int] = field(default_factory=set)
    traces: int = 0
    places: list[str] = field(default_factory=list)
    searched: int = 0

    def look(self, data: bytes, place: str, *, packed: bool = True) -> None:
        """Search some bytes, and what is packed in them."""
        self.searched += len(data)
        hits = sum(map(data.count, _FORMS))  # each form at the speed of memory
        if hits:
            self.traces += hits
            self.places.append(f"{place}: {hits}")
            for pattern in _NUMBERS:
                self.numbers |= {int(m[1].replace(b"\0", b"")) for m in pattern.finditer(data)}
        for match in _ZLIB.finditer(data) if packed else ():
            inside = _inflated(data[match.start() : match.start() + 64 * 1024])
            if inside:
                self.look(inside, f"{place} (packed)", packed=False)

    @property
    def count(self) -> int:
        """How many different canaries; traces without a number count as one."""
        return len(self.numbers) or int(bool(self.traces))


def on_disk(world: World) -> Found:
    """The portal's home (database, WAL, files, temporary files), logs and database server."""
    found = Found()
    folders = [world.portal.home]
    if "portal" in world.servers:
        folders.append(world.servers["portal"].folder)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_socket():
                _look_into(found, path)
    for log in ("portal.log", "portal-worker.log"):
        _look_into(found, world.home / log)
    return found


def in_backups(world: World) -> Found:
    """The portal's backups, opened with the recovery key."""
    found = Found()
    identity = read_identity(world.identity.read_text())
    for archive in sorted((world.vault / "portal").glob("*.tar.age")):
        _look_into(found, archive)
        folder = world.home / f"look-{archive.stem}"
        folder.mkdir()
        unpack(archive, folder, identity)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                _look_into(found, path)
        if dump := sorted(folder.glob("database/dump.*")):
            _look_into_dump(found, folder, dump)
    return found


def in_memory(world: World) -> Found:
    """Every writable page of every process of the portal's web server."""
    found = Found()
    for pid in world.portal_processes():
        for data in _pages(pid):
            found.look(data, f"memory of process {pid}", packed=False)
    return found


def can_see(world: World) -> bool:
    """Whether a planted word would be found: a search that sees nothing proves nothing."""
    planted = world.portal.home / "tmp" / "planted"
    planted.write_bytes(zlib.compress(f"{WORD}999999 {KANJI}".encode()))
    found = on_disk(world)
    planted.unlink()
    return 999999 in found.numbers


def _look_into(found: Found, path: Path) -> None:
    try:
        with path.open("rb") as file:
            tail = b""
            while piece := file.read(_PIECE):
                found.look(tail + piece, str(path))
                tail = piece[-_OVERLAP:]
    except FileNotFoundError:
        return


def _look_into_dump(found: Found, folder: Path, parts: list[Path]) -> None:
    """A dump of PostgreSQL is packed: let its own tool write it out."""
    whole = folder / "whole.dump"
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))
    if whole.read_bytes()[:5] == b"PGDMP":
        done = subprocess.run(
            ["pg_restore", "-f", "-", str(whole)], capture_output=True, check=True
        )
        found.look(done.stdout, f"{whole} written out")
    whole.unlink()


def _pages(pid: int) -> Iterator[bytes]:
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            place, rights, *rest = line.split()
            if not rights.startswith("rw") or rest[-1] in {"[vvar]", "[vsyscall]"}:
                continue
            begin, end = (int(part, 16) for part in place.split("-"))
            try:
                memory.seek(begin)
                yield memory.read(end - begin)
            except (OSError, OverflowError, ValueError):
                continue


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(47).decompress(data, 4 * 1024 * 1024)
    except zlib.error:
        return b""
