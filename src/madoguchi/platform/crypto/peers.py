# SPDX-License-Identifier: Apache-2.0
"""Which public keys does another zone use? (``HOME/peers/<zone>.json``)"""

import json
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

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
    not_after: dict[str, AwareDatetime] = Field(default_factory=dict)
    """Key id → when it may be used no more."""

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
    def signing_ids(self) -> tuple[str, ...]:
        """The ids of the keys that this zone may sign with."""
        return tuple(key_id_of_public(_raw(text)).hex() for text in self.signing)

    def is_over(self, key: str, at: datetime) -> bool:
        """Whether a key (as base64, or its id) was to be used no more at an instant."""
        name = key if key in self.not_after else key_id_of_public(_raw(key)).hex()
        return name in self.not_after and self.not_after[name] <= at

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
        not_after={
            key.id: datetime.fromisoformat(key.not_after)
            for key in keys.stored
            if key.not_after and not key.retired_at
        },
    )


def trust_peer(peer: Peer, home: Path | None = None) -> None:
    """Use these public keys for the zone from now on. The caller vouches for where they come from:
    an operator at set-up, or a parcel signed with a key that is trusted already."""
    path = peer_path(peer.zone, home)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(path.parent):
        _write(path, _without(peer, _distrusted(path)))


def distrust(zone: str, key_id: str, home: Path | None = None) -> Peer:
    """Believe nothing more that is signed with a key which a thief may know; it does not come
    back with a later announcement either.

    Raises:
        BadKeyFile: the zone has no such key, or no other: import its new public keys first.
    """
    path = peer_path(zone, home)
    with locked(path.parent):
        try:
            peer = Peer.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise BadKeyFile(f"zone {zone} is not known here") from None
        if key_id not in peer.signing_ids:
            raise BadKeyFile(f"zone {zone} has no signing key {key_id}: madoguchi keys show")
        gone = _distrusted(path) | {key_id}
        rest = _without(peer, gone)
        replace_file(_list_of(path), json.dumps(sorted(gone)).encode())
        _write(path, rest)
    return rest


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


def _without(peer: Peer, gone: frozenset[str] | set[str]) -> Peer:
    kept = tuple(text for text in peer.signing if key_id_of_public(_raw(text)).hex() not in gone)
    if not kept:
        raise BadKeyFile(
            f"zone {peer.zone} would have no key left: import its new public keys first"
        )
    return peer.model_copy(update={"signing": kept})


def _distrusted(path: Path) -> set[str]:
    file = _list_of(path)
    return set(json.loads(file.read_bytes())) if file.exists() else set()


def _list_of(path: Path) -> Path:
    return path.with_suffix(".distrusted")


def _write(path: Path, peer: Peer) -> None:
    replace_file(path, peer.model_dump_json(indent=1).encode(), mode=0o644)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return b64decode(text, validate=True)
