# SPDX-License-Identifier: Apache-2.0
"""What must not come back, and what must not be given twice, after a restore?

A restore brings back what was destroyed since the backup. So each destruction is also written to
``<backups>/<zone>-register.jsonl``, outside the database: one line per thing, chained by hash and
signed. A restore applies it. The lines hold ids and numbers, nothing personal.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from madoguchi.platform.backup.manifest import BackupRefused
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.crypto.key_file import locked
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.peers import Peer, describe_self
from madoguchi.platform.crypto.signing import sign, verify

CONTEXT = "register/v1"
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a restore has to know: ``id`` is unique within its kind."""

    kind: str
    id: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an engine remembers: how to list it, and how to apply it to a restored database."""

    name: str
    entries: Callable[[], Iterable[Entry]]
    apply: Callable[[Entry, datetime], bool]
    """True if something changed. Must do no harm a second time."""


_kinds: dict[str, Kind] = {}


def remembers(kind: Kind) -> None:
    """Let a kind of thing be remembered beside the backups."""
    _kinds[kind.name] = kind


def backup_folder() -> Path:
    """Where the backups of this zone go unless an operator says otherwise."""
    return Path(settings.BACKUP_FOLDER or Path(settings.HOME) / "backups")


def catch_up(folder: Path | None = None) -> int:
    """Write down everything that is committed and not in the register yet; returns how many."""
    target = folder or backup_folder()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(target):
        lines = _cut_half_line(register_path(target, settings.ZONE))
        known = {(row["kind"], row["id"]) for row in map(_content, lines)}
        new = [
            entry
            for kind in _kinds.values()
            for entry in kind.entries()
            if (entry.kind, entry.id) not in known
        ]
        if new:
            _append(register_path(target, settings.ZONE), lines, new)
    return len(new)


def read(path: Path, signer: Peer) -> list[Entry]:
    """Every entry of a register, checked.

    Raises:
        BackupRefused: a line was changed, taken out, or not written by the zone.
    """
    entries, before = [], START
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            _check(line, before, signer)
        except (CryptoError, ValueError, KeyError, TypeError):
            if number == len(lines) and not path.read_bytes().endswith(b"\n"):
                break  # a kill in the middle of a line; what it told is in the database
            raise BackupRefused(
                f"line {number} of {path.name} was changed or is missing: bring a copy that is whole"
            ) from None
        row = _content(line)
        entries.append(Entry(row["kind"], row["id"], row["detail"]))
        before = _hash(line)
    return entries


def apply_all(entries: Iterable[Entry], *, at: datetime) -> dict[str, int]:
    """Apply a register to this (restored) database; returns what changed, by kind.

    Raises:
        BackupRefused: it holds a kind that this program does not know.
    """
    changed: dict[str, int] = {}
    for entry in entries:
        kind = _kinds.get(entry.kind)
        if kind is None:
            raise BackupRefused(f"nobody here knows {entry.kind}: install the newer program first")
        changed[entry.kind] = changed.get(entry.kind, 0) + int(kind.apply(entry, at))
    return changed


def register_path(folder: Path, zone: str) -> Path:
    """Where the register of a zone lies."""
    return folder / f"{zone}-register.jsonl"


def count_lines(folder: Path, zone: str) -> int:
    """How long a register is."""
    path = register_path(folder, zone)
    return path.read_bytes().count(b"\n") if path.exists() else 0


def own_signer() -> Peer:
    """The public halves of this zone's keys, old ones too."""
    return describe_self(zone_keys())


def _append(path: Path, lines: list[str], new: Iterable[Entry]) -> None:
    keys, before = zone_keys(), _hash(lines[-1]) if lines else START
    with path.open("a", encoding="utf-8") as file:
        for entry in new:
            content = json.dumps(
                {"before": before, "kind": entry.kind, "id": entry.id, "detail": entry.detail},
                ensure_ascii=False,
                sort_keys=True,
            )
            signature = b64encode(sign(keys.signing, CONTEXT, content.encode())).decode()
            line = json.dumps({"text": content, "by": keys.signing_id, "signature": signature})
            file.write(line + "\n")
            before = _hash(line)
        file.flush()
    path.chmod(0o600)


def _cut_half_line(path: Path) -> list[str]:
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with suppress(OSError):
            path.write_bytes(whole)
    return whole.decode().splitlines()


def _check(line: str, before: str, signer: Peer) -> None:
    row = json.loads(line)
    text = row["text"].encode()
    verify(signer.signing_key(row["by"]), CONTEXT, text, b64decode(row["signature"]))
    if json.loads(text)["before"] != before:
        raise ValueError("the chain is broken")


def _content(line: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json.loads(line)["text"])
    return content


def _hash(line: str) -> str:
    return sha256(line.encode()).hexdigest()
