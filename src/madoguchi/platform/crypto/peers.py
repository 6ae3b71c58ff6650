# SPDX-License-Identifier: Apache-2.0
"""Which public keys does another zone use? (``HOME/peers/<zone>.json``)"""

from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from madoguchi.platform.crypto.derive import key_id_of_public
from madoguchi.platform.crypto.errors import BadKeyFile, UnknownKey
from madoguchi.platform.crypto.key_file import locked, replace_file
from madoguchi.platform.crypto.keys import ZoneKeys

ZONE_NAME = r"^[a-z][a-z0-9-]{0,31}$"


class Peer(BaseModel):
    """The public keys of a zone (base64 of 32 bytes), newest first. Holds no secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=1, ge=1, le=1)
    zone: str = Field(pattern=ZONE_NAME)
    signing: tuple[str, ...] = Field(min_length=1)
    sealing: str
    files: str

    def signing_key(self, key_id: str) -> Ed25519PublicKey:
        """The key that an id names.

        Raises:
            UnknownKey: the zone has no such key.
        """
        for text in self.signing:
            raw = _raw(text)
            if key_id_of_public(raw).hex() == key_id:
                return Ed25519PublicKey.from_public_bytes(raw)
        raise UnknownKey(f"zone {self.zone} has no signing key {key_id}")

    @property
    def sealing_key(self) -> X25519PublicKey:
        """The key to seal parcels to."""
        return X25519PublicKey.from_public_bytes(_raw(self.sealing))

    @property
    def files_key(self) -> X25519PublicKey:
        """The key to close files for."""
        return X25519PublicKey.from_public_bytes(_raw(self.files))


_cache: dict[Path, tuple[tuple[int, int], Peer]] = {}


def describe_self(keys: ZoneKeys) -> Peer:
    """The public half of our keys, to be given to the other zones."""
    return Peer(
        zone=keys.zone,
        signing=tuple(_text(key.public_key().public_bytes_raw()) for key in keys.signing_keys),
        sealing=_text(keys.sealing.public_key().public_bytes_raw()),
        files=_text(keys.files.public_key().public_bytes_raw()),
    )


def trust_peer(peer: Peer, home: Path | None = None) -> None:
    """Use these public keys for the zone from now on. The caller vouches for where they come from:
    an operator at set-up, or a parcel signed with a key that is trusted already."""
    path = peer_path(peer.zone, home)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(path.parent):
        replace_file(path, peer.model_dump_json(indent=1).encode(), mode=0o644)


def peer_keys(zone: str, home: Path | None = None) -> Peer:
    """The public keys of another zone; read again when the file has changed.

    Raises:
        BadKeyFile: the zone is not known here, or its file is damaged.
    """
    path = peer_path(zone, home)
    try:
        stat = path.stat()
        stamp = (stat.st_ino, stat.st_mtime_ns)
        cached = _cache.get(path)
        if cached is None or cached[0] != stamp:
            cached = _cache[path] = (stamp, Peer.model_validate_json(path.read_bytes()))
    except FileNotFoundError:
        raise BadKeyFile(f"zone {zone} is not known here") from None
    except ValidationError:
        raise BadKeyFile(f"the public keys of zone {zone} are damaged") from None
    return cached[1]


def peer_path(zone: str, home: Path | None = None) -> Path:
    """Where the public keys of another zone lie."""
    return Path(home or settings.HOME) / "peers" / f"{zone}.json"


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return b64decode(text, validate=True)
