# SPDX-License-Identifier: Apache-2.0
"""What is in a backup? The last thing in the archive says so; without it there is no backup."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from madoguchi.platform.crypto.keys import ZoneKeys
from madoguchi.platform.crypto.peers import ZONE_NAME, Peer
from madoguchi.platform.crypto.signing import sign, verify

CONTEXT = "backup/v1"


class BackupRefused(Exception):
    """A backup or a restore cannot go on; the message tells an operator why and what to do."""


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LastLeaf(_Page):
    """The newest leaf of the audit log in the backup."""

    id: UUID
    hash: str
    count: int


class Contents(_Page):
    """The members of an archive, held against what is unpacked.

    ``digest`` is a SHA-256 over one line per member (name, size, SHA-256) in their order.
    """

    members: int
    size: int
    digest: str


class Manifest(_Page):
    """The list of a backup (目録)."""

    version: int = Field(default=1, ge=1, le=1)
    id: UUID
    zone: str = Field(pattern=ZONE_NAME)
    taken_at: AwareDatetime
    program: str
    database: str
    server: str
    migrations: tuple[str, ...]
    tables: dict[str, int]
    last_leaf: LastLeaf | None
    files: int
    files_gone: tuple[UUID, ...] = Field(description="forgotten while the backup was made")
    parcels: int
    settings: dict[str, str]
    settings_to_repeat: tuple[str, ...] = Field(description="secrets that are not in the backup")
    register_lines: int
    index_probe: str = Field(description="what the blind index of a known word was")
    contents: Contents


class Label(_Page):
    """What stands beside an archive in the clear, signed by the zone that made it."""

    version: int = Field(default=1, ge=1, le=1)
    id: UUID
    zone: str = Field(pattern=ZONE_NAME)
    taken_at: AwareDatetime
    program: str
    database: str
    size: int
    sha256: str
    recipient: str
    last_leaf: LastLeaf | None
    signed_by: str
    signature: str = ""

    def signed(self, keys: ZoneKeys) -> Self:
        """The label with the zone's signature."""
        signature = sign(keys.signing, CONTEXT, self._message())
        return self.model_copy(update={"signature": b64encode(signature).decode()})

    def check(self, peer: Peer) -> None:
        """Make sure that the zone signed this label.

        Raises:
            UnknownKey, BadSignature: it did not.
        """
        key = peer.signing_key(self.signed_by)
        verify(key, CONTEXT, self._message(), b64decode(self.signature))

    def _message(self) -> bytes:
        return self.model_copy(update={"signature": ""}).model_dump_json().encode()


class Tally:
    """Counts members while they are written or read."""

    def __init__(self) -> None:
        self._digest = sha256()
        self._members = self._size = 0

    def add(self, name: str, size: int, digest: str) -> None:
        """One more member."""
        self._digest.update(f"{name} {size} {digest}\n".encode())
        self._members += 1
        self._size += size

    @property
    def contents(self) -> Contents:
        """What was counted so far."""
        return Contents(members=self._members, size=self._size, digest=self._digest.hexdigest())


def short(document: dict[str, Any]) -> str:
    """A table of counts in one line."""
    return ", ".join(f"{name} {value}" for name, value in document.items())
