# SPDX-License-Identifier: Apache-2.0
"""How does a received file become ours, and how does it go again?"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from madoguchi.platform.files.disk import cipher_path
from madoguchi.platform.files.kinds import WIDEST_RULE, UploadRule
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.receiving import (
    READER_OF,
    FileRef,
    ReceivedFile,
    Receiving,
    reader_key,
)
from madoguchi.platform.files.refusals import FileGone

DRAFT_TIME = timedelta(days=30)


class FileInfo(Protocol):
    """What is known of a plain file; a ``FileRef``, or the file entry of a parcel's body."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


def receive_stream(
    pieces: Iterable[bytes],
    *,
    name: str,
    purpose: str,
    owner: str,
    at: datetime,
    rule: UploadRule = WIDEST_RULE,
    held_until: datetime | None = None,
) -> FileRef:
    """Store a file that comes in pieces (a letter made here, a body of a PUT, a test's generator).

    Raises:
        UploadRefused: see ``Receiving``.
    """
    receiving = Receiving(name, rule, reader_key())
    try:
        for piece in pieces:
            receiving.feed(piece)
        received = receiving.finish()
    except BaseException:
        receiving.discard()
        raise
    return keep(received, purpose=purpose, owner=owner, at=at, held_until=held_until)


def keep(
    received: ReceivedFile,
    *,
    purpose: str,
    owner: str,
    at: datetime,
    held_until: datetime | None = None,
) -> FileRef:
    """Make a received file a stored one. The file comes first and the row second: after a crash
    between them an orphan is left, which ``sweep`` removes."""
    received.cipher.place()
    ref = received.ref
    open_here = settings.ZONE not in READER_OF
    StoredFile.objects.create(
        id=ref.id,
        purpose=purpose,
        owner=owner,
        size=ref.size,
        sha256=ref.sha256 if open_here else "",
        name=ref.name if open_here else "",
        media_type=ref.type if open_here else "",
        cipher_size=received.cipher.size,
        cipher_sha256=received.cipher.sha256,
        recipient_key=received.recipient_key,
        created_at=at,
        held_until=held_until,
    )
    return ref


def claim(files: Iterable[FileInfo], *, owner: str) -> tuple[StoredFile, ...]:
    """Take files over from a draft, for good. In the caller's transaction.

    Raises:
        FileGone: one is not here any more.
    """
    ids = [file.id for file in files]
    rows = {row.id: row for row in StoredFile.objects.select_for_update().filter(id__in=ids)}
    if len(rows) != len(set(ids)):
        raise FileGone
    StoredFile.objects.filter(id__in=ids).update(owner=owner, held_until=None)
    return tuple(rows[file_id] for file_id in ids)


def is_held(file_id: UUID, *, owner: str) -> bool:
    """Whether an owner holds this file: ask before believing an id that came from a browser."""
    return StoredFile.objects.filter(id=file_id, owner=owner).exists()


def hold(owner: str, *, until: datetime) -> None:
    """Keep an owner's files until a later time, for example when a draft is saved again."""
    StoredFile.objects.filter(owner=owner, held_until__lt=until).update(held_until=until)


def forget(ids: Iterable[UUID]) -> int:
    """Remove files: rows now, content once the transaction is committed. Returns how many."""
    wanted = list(ids)
    count, _ = StoredFile.objects.filter(id__in=wanted).delete()

    def remove_content() -> None:
        for file_id in wanted:
            cipher_path(file_id).unlink(missing_ok=True)

    transaction.on_commit(remove_content)
    return count


def forget_of(owner: str) -> int:
    """Remove every file of an owner, for example of a draft that was thrown away."""
    return forget(StoredFile.objects.filter(owner=owner).values_list("id", flat=True))


def adopt(
    info: FileInfo,
    *,
    cipher_size: int,
    cipher_sha256: str,
    recipient_key: str,
    purpose: str,
    owner: str,
    at: datetime,
) -> StoredFile:
    """Make a file that crossed from another zone ours; its content is in place already.
    Idempotent: a second time changes nothing."""
    open_here = settings.ZONE not in READER_OF
    row, _ = StoredFile.objects.get_or_create(
        id=info.id,
        defaults={
            "purpose": purpose,
            "owner": owner,
            "size": info.size,
            "sha256": info.sha256 if open_here else "",
            "name": info.name if open_here else "",
            "media_type": info.type if open_here else "",
            "cipher_size": cipher_size,
            "cipher_sha256": cipher_sha256,
            "recipient_key": recipient_key,
            "created_at": at,
        },
    )
    return row
