# SPDX-License-Identifier: Apache-2.0
"""How does an engine send something to another zone?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from pydantic import BaseModel

from madoguchi.kernel import clock
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.expiry import check_usable
from madoguchi.platform.crypto.keys import ZoneKeys, zone_keys
from madoguchi.platform.crypto.peers import peer_keys
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.files.storing import FileInfo, claim
from madoguchi.platform.zones.header import HeaderFile
from madoguchi.platform.zones.models import OutgoingParcel
from madoguchi.platform.zones.packing import Label, pack


def send(
    kind: str,
    body: BaseModel,
    *,
    to: str,
    ref: str,
    files: Sequence[FileInfo] = (),
    at: datetime | None = None,
    schema_version: int = 1,
    keys: ZoneKeys | None = None,
) -> UUID:
    """Seal a body to another zone and leave it in the outbox; returns the parcel's id.

    Part of the caller's transaction: sent if and only if that commits. ``ref`` is a typed
    reference in the clear (such as ``procedures:<uuid>``); parcels with one ``ref`` are handled in
    the order of sending. The named files are taken over from their owner.

    Raises:
        RuntimeError: outside a transaction.
        FileGone: a file is not held here.
        BadKeyFile: the other zone's keys are not known.
        KeyExpired: our signing key or their sealing key is used up.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a parcel is sent inside the transaction that it tells of")
    parcel_id, at = new_id(), at or clock.now()
    peer = peer_keys(to)
    if keys is None:
        check_usable(zone_keys(), peer, at=at)
    stored = claim(files, owner=owner_of(parcel_id)) if files else ()
    label = Label(parcel_id, kind, schema_version, ref, at, tuple(map(_describe, stored)))
    refs = [FileRef(id=f.id, name=f.name, type=f.type, size=f.size, sha256=f.sha256) for f in files]
    header, parcel = pack(label, body, refs, keys=keys or zone_keys(), peer=peer)
    OutgoingParcel.objects.create(
        id=parcel_id,
        kind=kind,
        schema_version=schema_version,
        to_zone=to,
        ref=ref,
        header=parcel.header,
        sealed=parcel.sealed,
        signature=parcel.signature,
        created_at=header.sent_at,
    )
    return parcel_id


def offer_again(parcel_id: UUID) -> bool:
    """Put a parcel that the other zone could not use back into the outbox, for example after its
    handler was repaired. False if there is no such parcel or its body is gone."""
    with transaction.atomic():
        return bool(
            OutgoingParcel.objects.filter(
                id=parcel_id, outcome="asked_again", sealed__isnull=False
            ).update(acked_at=None, outcome="")
        )


def owner_of(parcel_id: UUID) -> str:
    """The owner of the files of a parcel."""
    return f"zones:{parcel_id}"


def _describe(row: StoredFile) -> HeaderFile:
    return HeaderFile(
        id=row.id, size=row.cipher_size, sha256=row.cipher_sha256, key=row.recipient_key
    )
