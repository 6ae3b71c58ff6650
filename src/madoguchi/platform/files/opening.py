# SPDX-License-Identifier: Apache-2.0
"""How does the zone that may read a stored file read it?"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.platform.crypto.errors import CannotOpen
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.streams import age_decrypt
from madoguchi.platform.files.disk import cipher_path
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.refusals import FileDamaged, FileGone


def open_file(
    file_id: UUID, *, identities: X25519PrivateKey | Iterable[X25519PrivateKey] | None = None
) -> Iterator[bytes]:
    """A stored file in the clear, in chunks of 64 KiB; opened with this zone's keys unless others
    are given.

    Each chunk is authentic when it is given out; at the end size and hash are compared with what
    the sender named.

    Raises:
        FileGone: at once, if there is no such file here.
        FileDamaged: while reading, if it does not open or is not what was sent.
    """
    row = StoredFile.objects.filter(id=file_id).first()
    path = cipher_path(file_id)
    if row is None or not path.exists():
        raise FileGone
    return read_verified(path, row.size, row.sha256, identities or zone_keys().files_keys)


def read_verified(
    path: Path, size: int, digest: str, identities: X25519PrivateKey | Iterable[X25519PrivateKey]
) -> Iterator[bytes]:
    """Decrypt a file and hold it against its size and SHA-256 (where that is known).

    Raises:
        FileDamaged: while reading.
    """
    seen, total = sha256(), 0
    try:
        with path.open("rb") as cipher:
            for piece in age_decrypt(cipher, identities):
                seen.update(piece)
                total += len(piece)
                yield piece
    except (CannotOpen, OSError):
        raise FileDamaged from None
    if total != size or (digest and seen.hexdigest() != digest):
        raise FileDamaged
