# SPDX-License-Identifier: Apache-2.0
"""How is a password kept so that one costly computation both checks it and opens the vault?

Argon2id (19 MiB, 2 passes, 1 lane, as OWASP advises) stretches the password to 32 bytes. HKDF makes
two values of them that tell nothing of each other: the verifier, which is stored, and the key that
wraps a citizen's vault, which never is. Whoever holds the database has to pay Argon2 for each guess,
for either value.

Stored: ``argon2pair$<KiB>,<passes>,<lanes>$<salt>$<verifier>`` (base64url).
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from django.contrib.auth.hashers import BasePasswordHasher

from madoguchi.platform.crypto.derive import derive
from madoguchi.platform.identity.yielding import while_others_go_first

ALGORITHM = "argon2pair"
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored password in parts."""

    memory_kib: int
    passes: int
    lanes: int
    salt: bytes
    verifier: bytes

    def write(self) -> str:
        """The text for the database."""
        cost = f"{self.memory_kib},{self.passes},{self.lanes}"
        return f"{ALGORITHM}${cost}${_write(self.salt)}${_write(self.verifier)}"


@dataclass(frozen=True, slots=True, repr=False)
class Stretched:
    """What Argon2 made of a password: lives for one request."""

    secret: bytes

    @property
    def verifier(self) -> bytes:
        """What may be stored."""
        return derive(self.secret, "identity/password-verifier")

    @property
    def vault_key(self) -> bytes:
        """The key that wraps the vault."""
        return derive(self.secret, "identity/vault-key")


def read_stored(text: str) -> Stored | None:
    """The parts of a stored password; None if it is unusable or not ours."""
    algorithm, *parts = text.split("$")
    if algorithm != ALGORITHM or len(parts) != 3:
        return None
    memory, passes, lanes = (int(number) for number in parts[0].split(","))
    return Stored(memory, passes, lanes, _read(parts[1]), _read(parts[2]))


def make_password(password: str, salt: bytes | None = None) -> tuple[str, Stretched]:
    """A new stored password with its stretched secret."""
    salt = salt or os.urandom(_SALT_BYTES)
    stretched = _stretch(password, salt, MEMORY_KIB, PASSES, LANES)
    return Stored(MEMORY_KIB, PASSES, LANES, salt, stretched.verifier).write(), stretched


def open_password(password: str, stored: str) -> Stretched | None:
    """The stretched secret if the password is right.

    A wrong, unusable or unknown stored password costs the same time as a right one.
    """
    parts = read_stored(stored)
    if parts is None:
        make_password(password)
        return None
    stretched = _stretch(password, parts.salt, parts.memory_kib, parts.passes, parts.lanes)
    return stretched if hmac.compare_digest(stretched.verifier, parts.verifier) else None


class PairedArgon2Hasher(BasePasswordHasher):
    """The same for Django's password machinery."""

    algorithm = ALGORITHM

    def salt(self) -> str:
        """A random salt in text."""
        return _write(os.urandom(_SALT_BYTES))

    def encode(self, password: str, salt: str) -> str:
        """Make a stored password."""
        return make_password(password, _read(salt))[0]

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password is right."""
        return open_password(password, encoded) is not None

    def decode(self, encoded: str) -> dict[str, Any]:
        """The parts."""
        parts = read_stored(encoded)
        if parts is None:
            raise ValueError("not a password of this kind")
        return {
            "algorithm": ALGORITHM,
            "salt": _write(parts.salt),
            "memory_cost": parts.memory_kib,
            "time_cost": parts.passes,
            "parallelism": parts.lanes,
        }

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        """What may be shown: the costs."""
        return {k: v for k, v in self.decode(encoded).items() if k != "salt"}

    def must_update(self, encoded: str) -> bool:  # noqa: ARG002
        """Never by Django alone: a new salt would close the vault (see ``User.set_password``)."""
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Every check already costs the same."""


def _stretch(password: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> Stretched:
    def stretch() -> bytes:
        return hash_secret_raw(
            password.encode(),
            salt,
            time_cost=passes,
            memory_cost=memory_kib,
            parallelism=lanes,
            hash_len=32,
            type=Type.ID,
        )

    return Stretched(while_others_go_first(stretch))


def _write(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
