# SPDX-License-Identifier: Apache-2.0
"""How do parcels cross where the network is cut? In a folder on a medium, the same way.

``<folder>/<from>-to-<to>/`` holds ``parcels/<sequence>-<id>.json``, ``files/<id>.age`` and
``acks/<time>.json`` (signed). Everything on it is ciphertext or signed; a medium that is lost,
copied, brought twice or in the wrong order does no harm.
"""

import os
import shutil
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.crypto.key_file import replace_file
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.peers import peer_keys
from madoguchi.platform.crypto.signing import sign, verify
from madoguchi.platform.files.disk import cipher_path, read_pieces
from madoguchi.platform.zones.events import AckOutcome
from madoguchi.platform.zones.fetching import FileLater
from madoguchi.platform.zones.header import Header, HeaderFile, MalformedParcel
from madoguchi.platform.zones.marks import (
    forget_written_recall,
    note_recall_written,
    restored_mark,
)
from madoguchi.platform.zones.models import IncomingParcel, OutgoingParcel
from madoguchi.platform.zones.models.incoming import IncomingState
from madoguchi.platform.zones.outbox import (
    PAGE_SIZE,
    acknowledge,
    list_waiting,
    recall,
    settle,
)
from madoguchi.platform.zones.packing import MAX_BODY_BYTES, Parcel
from madoguchi.platform.zones.pulling import Report
from madoguchi.platform.zones.receiving import Receiving
from madoguchi.platform.zones.settling import list_to_settle, uuids, zones_to_tell

ACKS_CONTEXT = "acks/v1"
_READABLE = 0o644
_MAX_PARCEL_FILE = 2 * MAX_BODY_BYTES
_MAX_ACKS_FILE = 64 * 1024 * 1024


def export_parcels(folder: Path, *, at: datetime) -> Report:
    """Write to a folder everything that waits for other zones, and the news of what we took.

    Nothing is marked as sent: that follows from the acknowledgement that comes back. May be
    repeated into the same folder.
    """
    report = Report()
    for zone in sorted(_zones_to_tell()):
        target = folder / f"{settings.ZONE}-to-{zone}"
        after, more = 0, True
        while more:
            page = list_waiting(zone, after=after)
            for sequence, parcel in page.parcels:
                _write_parcel(target, sequence, parcel)
                report.given["written"] += 1
            after, more = page.last, page.more
        report.given["acknowledged"] += _write_acks(target, zone, at)
    return report


def import_parcels(folder: Path, *, at: datetime) -> Report:
    """Take everything in a folder that is for this zone: first acknowledgements, then parcels.

    The folder is left as it is. What we took is acknowledged by our next export (or pull).
    """
    report = Report()
    for source in sorted(folder.glob(f"*-to-{settings.ZONE}")):
        zone = source.name.removesuffix(f"-to-{settings.ZONE}")
        for file in sorted((source / "acks").glob("*.json")):
            report.given["acknowledged"] += _read_acks(file, zone, at, report)
        _take_parcels(source, zone, at, report)
        forget_written_recall()
    return report


class FolderFiles:
    """The files that were brought along."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def open_cipher(self, file: HeaderFile) -> Iterator[Iterator[bytes]]:
        """The ciphertext of one file."""
        path = self._folder / f"{file.id}.age"
        if not path.exists():
            raise FileLater(f"file {file.id} is not on the medium")
        yield read_pieces(path)


def _zones_to_tell() -> set[str]:
    waiting = OutgoingParcel.objects.filter(acked_at__isnull=True).order_by()
    taken = _untold().order_by()
    return {
        *waiting.values_list("to_zone", flat=True).distinct(),
        *taken.values_list("from_zone", flat=True).distinct(),
        *zones_to_tell(),
    }


def _untold() -> Any:
    return IncomingParcel.objects.filter(acked_at__isnull=True).exclude(state=IncomingState.FAILED)


def _write_parcel(target: Path, sequence: int, parcel: Parcel) -> None:
    header = Header.parse(parcel.header)
    for file in header.files:
        _copy(cipher_path(file.id), target / "files" / f"{file.id}.age")
    name = f"{sequence:015d}-{header.id}.json"
    replace_file(target / "parcels" / name, orjson.dumps(parcel.to_wire()), mode=_READABLE)


def _write_acks(target: Path, zone: str, at: datetime) -> int:
    rows = list(_untold().filter(from_zone=zone).values_list("id", "state"))
    settled, mark = list_to_settle(zone), restored_mark()
    if not rows and not settled and not mark.exists():
        return 0
    keys = zone_keys()
    text = orjson.dumps(
        {
            "from_zone": keys.zone,
            "to_zone": zone,
            "signed_by": keys.signing_id,
            "at": at,
            "acks": [{"id": parcel_id, "outcome": state} for parcel_id, state in rows],
            "settled": settled,
            "recall": mark.exists(),
        }
    )
    document = {
        "text": text.decode(),
        "signature": b64encode(sign(keys.signing, ACKS_CONTEXT, text)).decode(),
    }
    name = f"{at.strftime('%Y%m%dT%H%M%S%fZ')}.json"
    replace_file(target / "acks" / name, orjson.dumps(document), mode=_READABLE)
    note_recall_written()
    return len(rows)


def _read_acks(file: Path, zone: str, at: datetime, report: Report) -> int:
    try:
        document = orjson.loads(_read_capped(file, _MAX_ACKS_FILE))
        text = document["text"].encode()
        content = orjson.loads(text)
        key = peer_keys(zone).signing_key(content["signed_by"])
        verify(key, ACKS_CONTEXT, text, b64decode(document["signature"], validate=True))
        if content["from_zone"] != zone or content["to_zone"] != settings.ZONE:
            raise MalformedParcel("acknowledgements for another zone")
        rows: Iterator[tuple[UUID, AckOutcome]] = iter(
            [(UUID(row["id"]), _outcome(row["outcome"])) for row in content["acks"]]
        )
        settled, recalls = uuids(content.get("settled", ())), bool(content.get("recall"))
    except (CryptoError, MalformedParcel, ValueError, KeyError, TypeError, AttributeError):
        report.given["malformed"] += 1
        return 0
    total = 0
    while batch := dict(islice(rows, PAGE_SIZE)):
        total += acknowledge(batch, to_zone=zone, at=at)
    settle(settled, to_zone=zone)
    if recalls:
        report.given["recalled"] += recall(to_zone=zone)
    return total


def _take_parcels(source: Path, zone: str, at: datetime, report: Report) -> None:
    taking = Receiving(zone, FolderFiles(source / "files"), at=at, route="pull")
    names = iter(sorted((source / "parcels").glob("*.json")))
    while batch := list(islice(names, PAGE_SIZE)):
        parcels = []
        for name in batch:
            try:
                content = orjson.loads(_read_capped(name, _MAX_PARCEL_FILE))
                parcels.append(Parcel.from_wire(content))
            except (MalformedParcel, ValueError):
                report.received["malformed"] += 1
        arrivals = taking.take_all(parcels)
        report.received.update(arrival.outcome for arrival in arrivals)
        repeated = [a.id for a in arrivals if a.id is not None and a.outcome == "repeated"]
        IncomingParcel.objects.filter(id__in=repeated).update(acked_at=None)


def _outcome(text: str) -> AckOutcome:
    if text == "handled":
        return "handled"
    if text == "asked_again":
        return "asked_again"
    raise MalformedParcel("not an outcome")


def _read_capped(file: Path, at_most: int) -> bytes:
    if file.stat().st_size > at_most:
        raise MalformedParcel("too large")
    return file.read_bytes()


def _copy(source: Path, target: Path) -> None:
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    shutil.copyfile(source, draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
