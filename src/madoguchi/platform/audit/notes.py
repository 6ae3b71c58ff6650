# SPDX-License-Identifier: Apache-2.0
"""How is a checkpoint written, signed and cosigned? C2SP signed-note, tlog-checkpoint, -cosignature.

A note is a text, an empty line, and signature lines ``— <name> <base64(key id ‖ signature)>``. A
verifier key is ``<name>+<key id in hex>+<base64(type ‖ public key)>``.
"""

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG_KEY = 1
WITNESS_KEY = 4
_DASH = "\N{EM DASH} "


class BadNote(ValueError):
    """The text is no signed note, no checkpoint or no key."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name: of a log (type 1) or of a witness (type 4)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        tail = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{tail}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The signed text."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A signed text with its signature lines, none of them checked."""

    text: str
    lines: tuple[str, ...]


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """SHA-256(name ‖ newline ‖ type ‖ public key), the first four bytes."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def read_key(written: str) -> VerifierKey:
    """A verifier key from its text; raises BadNote."""
    try:
        name, key_hash, tail = written.strip().split("+", 2)
        raw = b64decode(tail, validate=True)
    except ValueError:
        raise BadNote("not a verifier key") from None
    key = VerifierKey(name, raw[0] if raw else 0, raw[1:])
    if key.kind not in (LOG_KEY, WITNESS_KEY) or len(key.public) != 32 or key.id.hex() != key_hash:
        raise BadNote("not an Ed25519 key of a log or a witness")
    return key


def public_key(name: str, kind: int, private: Ed25519PrivateKey) -> VerifierKey:
    """The verifier key of a private key."""
    return VerifierKey(name, kind, private.public_key().public_bytes_raw())


def sign_note(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The whole note, signed by the log."""
    raw = public_key(name, LOG_KEY, private).id + private.sign(text.encode())
    return f"{text}\n{_DASH}{name} {b64encode(raw).decode()}\n"


def cosign(text: str, name: str, private: Ed25519PrivateKey, seconds: int) -> str:
    """The line of a witness (tlog-cosignature, v1) with the Unix time at which it looked."""
    signature = private.sign(_cosigned(text, seconds))
    raw = public_key(name, WITNESS_KEY, private).id + seconds.to_bytes(8, "big") + signature
    return f"{_DASH}{name} {b64encode(raw).decode()}\n"


def read_note(written: str) -> Note:
    """Split a note into text and signature lines; raises BadNote."""
    text, found, tail = written.rpartition("\n\n")
    lines = tuple(tail.splitlines())
    if not found or not tail.endswith("\n") or not all(one.startswith(_DASH) for one in lines):
        raise BadNote("not a signed note")
    return Note(text + "\n", lines)


def read_checkpoint(text: str) -> Checkpoint:
    """What the text of a checkpoint says; raises BadNote."""
    lines = text.split("\n")
    try:
        origin, size, root = lines[0], int(lines[1]), b64decode(lines[2], validate=True)
    except (IndexError, ValueError):
        raise BadNote("not a checkpoint") from None
    if not origin or str(size) != lines[1] or size < 0 or len(root) != 32:
        raise BadNote("not a checkpoint")
    return Checkpoint(origin, size, root)


def is_signed(note: Note, key: VerifierKey) -> bool:
    """Whether one of the lines is a true signature under the key."""
    return any(is_true_line(note.text, line, key) for line in note.lines)


def is_true_line(text: str, line: str, key: VerifierKey) -> bool:
    """Whether a line holds a signature of a log, or a cosignature of a witness, over the text."""
    raw = _raw_of(line, key)
    if raw is None:
        return False
    message, signature = text.encode(), raw
    if key.kind == WITNESS_KEY:
        message, signature = _cosigned(text, int.from_bytes(raw[:8], "big")), raw[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _raw_of(line: str, key: VerifierKey) -> bytes | None:
    name, _, coded = line.strip().removeprefix(_DASH).partition(" ")
    try:
        raw = b64decode(coded, validate=True)
    except ValueError:
        return None
    return raw[4:] if name == key.name and raw[:4] == key.id else None


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
