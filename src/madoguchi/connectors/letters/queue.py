# SPDX-License-Identifier: Apache-2.0
"""Which letters wait for the printer, and who has printed them?

A batch is two files in the queue's folder: ``<batch>.sealed`` (the PDF, encrypted for this zone) and
``<batch>.json`` (the manifest: numbers only, nothing about people). The manifest is written last; a
batch without one does not exist. Printed letters are kept for a reprint, then only the manifest is.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

from madoguchi.connectors.letters.refusals import BatchUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record_alone
from madoguchi.platform.crypto.fields import decrypt, encrypt

PURPOSE: Final = "letters.batch"
KEPT_AFTER_PRINTING: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A batch as it is listed; instants in ISO 8601."""

    batch: str
    made_at: str
    deliveries: tuple[str, ...]
    sha256: str
    state: Literal["waiting", "printed", "gone"] = "waiting"
    printed_at: str = ""
    prints: int = 0


class PrintQueue:
    """The folder of the queue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, batch: UUID) -> Manifest | None:
        """The batch, if it is there."""
        path = self._manifest(batch)
        return _read(path) if path.is_file() else None

    def waiting(self) -> list[Manifest]:
        """All batches, the oldest first."""
        found = (_read(path) for path in self._folder.glob("*.json"))
        return sorted(found, key=lambda one: (one.made_at, one.batch))

    def put(self, batch: UUID, pdf: bytes, deliveries: Sequence[UUID], *, at: datetime) -> Manifest:
        """Put a batch into the queue; one that is there already stays as it is."""
        known = self.find(batch)
        if known is not None:
            return known
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(self._sealed(batch), encrypt(PURPOSE, pdf, aad=batch.bytes))
        numbers = tuple(str(one) for one in deliveries)
        made = Manifest(batch.hex, at.isoformat(), numbers, sha256(pdf).hexdigest())
        self._keep(batch, made)
        return made

    def open(self, batch: UUID, *, actor: Actor, at: datetime, purpose: str) -> bytes:
        """The PDF for the printer; who opened it, when and why is an audit fact.

        Raises:
            BatchUnknown: it is not there, or its letters were taken away after printing.
        """
        known = self.find(batch)
        if known is None or known.state == "gone":
            raise BatchUnknown
        pdf = decrypt(PURPOSE, self._sealed(batch).read_bytes(), aad=batch.bytes)
        record_alone(
            action="letters.batch.opened", actor=actor, subject=f"letters:{batch.hex}", at=at,
            detail={"letters": len(known.deliveries), "purpose": purpose},
        )  # fmt: skip
        return pdf

    def mark_printed(self, batch: UUID, *, actor: Actor, at: datetime) -> Manifest:
        """Say that the letters are on paper; again after a reprint.

        Raises:
            BatchUnknown: it is not there.
        """
        known = self.find(batch)
        if known is None or known.state == "gone":
            raise BatchUnknown
        done = replace(known, state="printed", printed_at=at.isoformat(), prints=known.prints + 1)
        self._keep(batch, done)
        record_alone(
            action="letters.batch.printed", actor=actor, subject=f"letters:{batch.hex}", at=at,
            detail={"letters": len(known.deliveries), "prints": done.prints},
        )  # fmt: skip
        return done

    def forget_printed(self, *, at: datetime) -> int:
        """Take away letters that were printed two weeks ago; the manifests stay."""
        count = 0
        for one in self.waiting():
            printed = one.state == "printed" and datetime.fromisoformat(one.printed_at)
            if printed and printed < at - KEPT_AFTER_PRINTING:
                batch = UUID(one.batch)
                self._keep(batch, replace(one, state="gone"))
                self._sealed(batch).unlink(missing_ok=True)
                count += 1
        return count

    def _keep(self, batch: UUID, manifest: Manifest) -> None:
        _write(self._manifest(batch), json.dumps(asdict(manifest)).encode())

    def _manifest(self, batch: UUID) -> Path:
        return self._folder / f"{batch.hex}.json"

    def _sealed(self, batch: UUID) -> Path:
        return self._folder / f"{batch.hex}.sealed"


def _read(path: Path) -> Manifest:
    found = json.loads(path.read_bytes())
    return Manifest(**{**found, "deliveries": tuple(found["deliveries"])})


def _write(path: Path, content: bytes) -> None:
    own = path.with_suffix(path.suffix + ".new")
    own.write_bytes(content)
    own.replace(path)
