# SPDX-License-Identifier: Apache-2.0
"""How does a stream become an encrypted file, without ever resting in the clear?"""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.derive import key_id_of_public
from madoguchi.platform.crypto.errors import BadKeyFile
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.peers import peer_keys
from madoguchi.platform.crypto.streams import AgeEncryptor
from madoguchi.platform.files.disk import CipherFile
from madoguchi.platform.files.kinds import UploadRule
from madoguchi.platform.files.refusals import UploadEmpty, UploadTooLarge, UploadUnavailable
from madoguchi.platform.files.sniffing import Sniffer

READER_OF: dict[str, str] = {"portal": "office"}
"""Which other zone reads what is uploaded here; a zone that is not named reads its own."""
NAME_LENGTH = 120


class FileRef(BaseModel):
    """What an answer keeps of a file. Secret on the portal: name and hash tell of the content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    type: str
    size: int = Field(gt=0, description="bytes of the plain file")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the plain file")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A whole file that is encrypted on disk but not stored yet."""

    ref: FileRef
    cipher: CipherFile
    recipient_key: str


class Receiving:
    """Takes one file piece by piece: measured, sniffed, hashed, encrypted, written.

    The plaintext of at most one chunk (and of an archive's tail) is in memory, none on disk.
    """

    def __init__(self, name: str, rule: UploadRule, recipient: X25519PublicKey) -> None:
        self._name = clean_name(name)
        self._limit = rule.max_bytes
        self._sniffer = Sniffer(self._name, rule)
        self._digest = sha256()
        self._size = 0
        self._key = key_id_of_public(recipient.public_bytes_raw()).hex()
        self._age = AgeEncryptor(recipient)
        self._cipher = _open_cipher()

    def feed(self, piece: bytes) -> None:
        """Take a piece.

        Raises:
            UploadRefused: too large, not what its name says, or the disk is full. What was
                written is gone then.
        """
        try:
            self._size += len(piece)
            if self._size > self._limit:
                raise UploadTooLarge(self._limit)
            self._sniffer.feed(piece)
            self._digest.update(piece)
            self._write(self._age.feed(piece))
        except Exception:
            self.discard()
            raise

    def finish(self) -> ReceivedFile:
        """Judge the whole and close the file.

        Raises:
            UploadRefused: empty, damaged, a bomb, or not what its name says.
        """
        try:
            if not self._size:
                raise UploadEmpty
            self._sniffer.finish()
            self._write(self._age.finish())
            self._cipher.close()
        except Exception:
            self.discard()
            raise
        ref = FileRef(
            id=self._cipher.id,
            name=self._name,
            type=self._sniffer.media_type,
            size=self._size,
            sha256=self._digest.hexdigest(),
        )
        return ReceivedFile(ref, self._cipher, self._key)

    def discard(self) -> None:
        """Forget the file."""
        self._cipher.discard()

    def _write(self, piece: bytes) -> None:
        try:
            self._cipher.write(piece)
        except OSError:
            raise UploadUnavailable from None


def reader_key() -> X25519PublicKey:
    """The key that files received in this zone are closed for.

    Raises:
        UploadUnavailable: the reading zone's key is not known here.
    """
    reader = READER_OF.get(settings.ZONE)
    try:
        return peer_keys(reader).files_key if reader else zone_keys().files.public_key()
    except BadKeyFile:
        raise UploadUnavailable from None


def clean_name(name: str) -> str:
    """A file name fit to be shown: no folders, no control or direction characters, not too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    stem, dot, ending = visible.strip().rpartition(".")
    if not dot:
        return ending[:NAME_LENGTH] or "file"
    return (stem[: NAME_LENGTH - 1 - len(ending)] or "file") + dot + ending[:20]


def _open_cipher() -> CipherFile:
    try:
        return CipherFile(new_id())
    except OSError:
        raise UploadUnavailable from None
