# SPDX-License-Identifier: Apache-2.0
"""With which key does a zone come back? The recovery key, whose private half is only on paper.

``HOME/keys/recovery.json`` holds the public half: backups and key capsules are closed for it. So
keys may change as often as they like; the paper stays right.
"""

import io
import json
import os
import re
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

from madoguchi.platform.crypto.age_text import read_recipient, recipient_text
from madoguchi.platform.crypto.errors import BadKeyFile
from madoguchi.platform.crypto.key_file import create_file, locked, replace_file
from madoguchi.platform.crypto.keys import key_path
from madoguchi.platform.crypto.streams import age_decrypt, age_encrypt

CAPSULE = "keys.age"
CARD_KEYS = "card/*.json"
"""The city's keys as a client of card providers, and the providers' keys that an operator laid down."""
_HELD = re.compile(r"zone\.json|secret_key|(peers|card)/\w[\w.-]*\.json", re.ASCII)


class RecoveryKey(BaseModel):
    """The public half of a recovery key, and how its private half was split."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    zone: str
    recipient: str
    needed: int
    shares: int
    made_at: str

    @property
    def key(self) -> X25519PublicKey:
        """What backups are closed for."""
        return read_recipient(self.recipient)


def new_secret() -> bytes:
    """The private half: 32 random bytes that are split and then forgotten."""
    return os.urandom(32)


def identity_of(secret: bytes) -> X25519PrivateKey:
    """The private half as a key."""
    return X25519PrivateKey.from_private_bytes(secret)


def keep_public_half(
    secret: bytes, *, zone: str, needed: int, shares: int, at: datetime, home: Path | None = None
) -> RecoveryKey:
    """Use a new recovery key from now on; older backups still need the older sheets."""
    recovery = RecoveryKey(
        zone=zone,
        recipient=recipient_text(identity_of(secret).public_key()),
        needed=needed,
        shares=shares,
        made_at=at.isoformat(),
    )
    replace_file(recovery_path(home), recovery.model_dump_json(indent=1).encode())
    write_capsule(home)
    return recovery


def recovery_key(home: Path | None = None) -> RecoveryKey | None:
    """The public half in use; None before ``madoguchi keys split``.

    Raises:
        BadKeyFile: it is damaged.
    """
    path = recovery_path(home)
    if not path.exists():
        return None
    try:
        return RecoveryKey.model_validate_json(path.read_bytes())
    except ValidationError:
        raise BadKeyFile(f"{path.name} is damaged: split a new recovery key") from None


def write_capsule(home: Path | None = None, *, to: Path | None = None) -> Path | None:
    """Close all private keys, peers and card keys for the recovery key, in one small file."""
    recovery = recovery_key(home)
    if recovery is None:
        return None
    base = Path(home or settings.HOME)
    held = {"zone.json": key_path(home), "secret_key": base / "secret_key"}
    beside = sorted([*base.glob("peers/*.json"), *base.glob(CARD_KEYS)])
    held |= {path.relative_to(base).as_posix(): path for path in beside}
    content = {name: path.read_text() for name, path in held.items() if path.exists()}
    pieces = age_encrypt([json.dumps(content).encode()], recovery.key)
    target = to or key_path(home).parent / CAPSULE
    replace_file(target, b"".join(pieces))
    return target


def open_capsule(capsule: Path, identity: X25519PrivateKey, home: Path) -> tuple[str, ...]:
    """Put the keys of a capsule into a home that has lost its own; returns the files written.

    Raises:
        CannotOpen: changed, or closed for another recovery key.
        BadKeyFile: keys lie there already, and they are not overwritten; or it holds a file that no
            capsule holds (anybody can close something for a public key).
    """
    content = json.loads(b"".join(age_decrypt(io.BytesIO(capsule.read_bytes()), identity)))
    strange = [name for name in content if not _HELD.fullmatch(name)]
    if strange:
        raise BadKeyFile(f"the capsule holds something that is no key: {strange[0]!a}")
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = []
    with locked(folder):
        if (folder / "zone.json").exists():
            raise BadKeyFile("keys/zone.json exists: move it away first if it is really to go")
        for name, text in content.items():
            path = folder / name if name == "zone.json" else home / name
            if create_file(path, text.encode()):
                written.append(name)
    return tuple(written)


def recovery_path(home: Path | None = None) -> Path:
    """Where the public half lies."""
    return key_path(home).parent / "recovery.json"
