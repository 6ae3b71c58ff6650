# SPDX-License-Identifier: Apache-2.0
"""Which keys does this zone hold, and how are they made and changed?

``HOME/keys/zone.json`` (0600) lists every key with its use, oldest first. The newest of a use
signs, seals and encrypts; the older ones still open what was closed for them.
"""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from madoguchi.kernel import clock
from madoguchi.platform.crypto.derive import key_id_of_public, key_id_of_secret
from madoguchi.platform.crypto.errors import BadKeyFile
from madoguchi.platform.crypto.key_file import create_file, locked, read_private, replace_file

KeyUse = Literal["signing", "sealing", "files", "fields", "index"]
ROTATABLE: frozenset[KeyUse] = frozenset({"signing", "sealing", "files", "fields"})
EXPIRING: frozenset[KeyUse] = frozenset({"signing", "sealing"})
"""The keys that other zones rely on; what rests encrypted here has no end."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One 32-byte private key of the zone."""

    use: KeyUse
    id: str
    made_at: str
    private: bytes
    not_after: str = ""
    """When it may be used no more (ISO 8601); empty: for ever. It still opens."""
    retired_at: str = ""
    """When it was taken out of use because somebody else may know it."""

    def __repr__(self) -> str:
        return f"StoredKey(use={self.use!r}, id={self.id!r})"


@dataclass(frozen=True)
class ZoneKeys:
    """All private keys of one zone. The files key closes age streams, the rest see their names."""

    zone: str
    stored: tuple[StoredKey, ...]

    def __repr__(self) -> str:
        return f"ZoneKeys(zone={self.zone!r})"

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """The key that signs now."""
        return self.signing_keys[0]

    @cached_property
    def signing_keys(self) -> tuple[Ed25519PrivateKey, ...]:
        """Every key that signed or signs and is not retired, newest first."""
        raws = [key.private for key in reversed(self.stored) if _signs(key)]
        if not raws:
            raise BadKeyFile(f"zone {self.zone} has no key for signing")
        return tuple(map(Ed25519PrivateKey.from_private_bytes, raws))

    @cached_property
    def sealing(self) -> X25519PrivateKey:
        """The key that others seal to now."""
        return self.sealing_keys[0]

    @cached_property
    def sealing_keys(self) -> tuple[X25519PrivateKey, ...]:
        """Every key that opens parcels, newest first."""
        return tuple(X25519PrivateKey.from_private_bytes(raw) for raw in self._all("sealing"))

    @cached_property
    def files(self) -> X25519PrivateKey:
        """The key that files are closed for now."""
        return self.files_keys[0]

    @cached_property
    def files_keys(self) -> tuple[X25519PrivateKey, ...]:
        """Every key that opens files, newest first."""
        return tuple(X25519PrivateKey.from_private_bytes(raw) for raw in self._all("files"))

    @cached_property
    def field_masters(self) -> tuple[bytes, ...]:
        """Master keys of encrypted fields, newest first."""
        return self._all("fields")

    @cached_property
    def index_master(self) -> bytes:
        """Master key of blind indexes; it never changes, or look-ups would find nothing."""
        return self._newest("index")

    @cached_property
    def signing_id(self) -> str:
        """The id of the key that signs now, in hex."""
        return key_id_of_public(self.signing.public_key().public_bytes_raw()).hex()

    def _all(self, use: KeyUse) -> tuple[bytes, ...]:
        found = tuple(key.private for key in reversed(self.stored) if key.use == use)
        if not found:
            raise BadKeyFile(f"zone {self.zone} has no key for {use}")
        return found

    def _newest(self, use: KeyUse) -> bytes:
        return self._all(use)[0]


_cache: dict[Path, tuple[tuple[int, int, int], ZoneKeys]] = {}


def zone_keys(home: Path | None = None) -> ZoneKeys:
    """The keys of this process's zone; read again when the file has changed.

    Raises:
        BadKeyFile: not made yet (``ensure_zone_keys``), damaged, or open to other users.
    """
    path = key_path(home)
    try:
        stat = path.stat()
    except FileNotFoundError:
        raise BadKeyFile("this zone has no keys yet") from None
    stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_mode)
    cached = _cache.get(path)
    if cached is None or cached[0] != stamp:
        cached = _cache[path] = (stamp, _read(path))
    return cached[1]


def ensure_zone_keys(home: Path | None = None, *, zone: str | None = None) -> ZoneKeys:
    """Make the keys of the zone unless they exist; safe when several processes start at once."""
    path = key_path(home)
    if not path.exists():
        at = clock.now()
        keys = tuple(_new_key(use, at) for use in get_args(KeyUse))
        create_file(path, _written(ZoneKeys(zone or str(settings.ZONE), keys)))
    return zone_keys(home)


def rotate(use: KeyUse, *, at: datetime, home: Path | None = None) -> ZoneKeys:
    """Add a new key of one use, which is used from now on; the older ones keep opening."""
    if use not in ROTATABLE:
        raise ValueError(f"{use} keys cannot be changed")
    path = key_path(home)
    with locked(path.parent):
        old = _read(path)
        replace_file(path, _written(ZoneKeys(old.zone, (*old.stored, _new_key(use, at)))))
    return zone_keys(home)


def retire(key_id: str, *, at: datetime, home: Path | None = None) -> ZoneKeys:
    """Take a signing key out of use that somebody else may know. Other kinds keep opening; for
    them a rotation is all that can be done.

    Raises:
        BadKeyFile: no such signing key, or it is the only one: rotate first.
    """
    path = key_path(home)
    with locked(path.parent):
        old = _read(path)
        rest = [key for key in old.stored if _signs(key) and key.id != key_id]
        if not rest or not any(key.id == key_id and _signs(key) for key in old.stored):
            raise BadKeyFile("no other signing key is left: rotate first, or check the id")
        changed = tuple(
            replace(key, retired_at=at.isoformat()) if key.id == key_id else key
            for key in old.stored
        )
        replace_file(path, _written(ZoneKeys(old.zone, changed)))
    return zone_keys(home)


def key_path(home: Path | None = None) -> Path:
    """Where the private keys lie."""
    return Path(home or settings.HOME) / "keys" / "zone.json"


def _new_key(use: KeyUse, at: datetime) -> StoredKey:
    private = os.urandom(32)
    days = int(getattr(settings, "KEY_DAYS", 0)) if use in EXPIRING else 0
    end = (at + timedelta(days=days)).isoformat() if days else ""
    return StoredKey(use, _id_of(use, private), at.isoformat(), private, end)


def _signs(key: StoredKey) -> bool:
    return key.use == "signing" and not key.retired_at


def _id_of(use: KeyUse, private: bytes) -> str:
    if use == "signing":
        public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    elif use in ("sealing", "files"):
        public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    else:
        return key_id_of_secret(private).hex()
    return key_id_of_public(public).hex()


def _written(keys: ZoneKeys) -> bytes:
    rows = [
        {
            "use": key.use,
            "id": key.id,
            "made_at": key.made_at,
            "private": b64encode(key.private).decode(),
            **({"not_after": key.not_after} if key.not_after else {}),
            **({"retired_at": key.retired_at} if key.retired_at else {}),
        }
        for key in keys.stored
    ]
    return json.dumps({"version": 1, "zone": keys.zone, "keys": rows}, indent=1).encode()


def _read(path: Path) -> ZoneKeys:
    content = read_private(path)
    try:
        document = json.loads(content)
        if document["version"] != 1:
            raise ValueError("unknown version")
        return ZoneKeys(str(document["zone"]), tuple(map(_read_key, document["keys"])))
    except (ValueError, KeyError, TypeError) as error:
        raise BadKeyFile(f"{path.name} is damaged: {type(error).__name__}") from None


def _read_key(row: dict[str, Any]) -> StoredKey:
    key = StoredKey(
        row["use"],
        row["id"],
        row["made_at"],
        b64decode(row["private"], validate=True),
        row.get("not_after", ""),
        row.get("retired_at", ""),
    )
    if key.use not in get_args(KeyUse) or len(key.private) != 32:
        raise ValueError("not a key")
    if key.id != _id_of(key.use, key.private):
        raise ValueError("key and id differ")
    return key
