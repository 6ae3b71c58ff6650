# SPDX-License-Identifier: Apache-2.0
"""What happens to a parcel that arrives? It is handled once, tried later, or asked for again."""

import logging
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from pydantic import BaseModel, ValidationError

from madoguchi.kernel.faults import fault_point
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.crypto.errors import BadKeyFile, CannotOpen, CryptoError, UnknownKey
from madoguchi.platform.crypto.keys import ZoneKeys, zone_keys
from madoguchi.platform.crypto.peers import peer_keys
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.zones.fetching import (
    Fetched,
    FileLater,
    FileLost,
    FileSource,
    fetch_files,
    store_files,
)
from madoguchi.platform.zones.header import Header, MalformedParcel
from madoguchi.platform.zones.models import IncomingParcel
from madoguchi.platform.zones.models.incoming import IncomingState
from madoguchi.platform.zones.packing import Content, Parcel, check_signature, unpack
from madoguchi.platform.zones.registry import (
    OpenedParcel,
    Receiver,
    Unopenable,
    receiver_of,
    tell_unopenable,
)

Outcome = Literal["handled", "repeated", "asked_again", "waiting", "malformed"]
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
PATIENCE = 4
"""A file may be damaged on the way, and a parcel may overtake the news of the key that signed it:
so often is tried again before someone is asked."""
log = logging.getLogger("madoguchi.zones")


class NotNow(Exception):
    """The parcel cannot be handled yet; ``reason`` is a code without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Never(Exception):
    """The parcel can never be handled; ``reason`` as in ``Unopenable``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a parcel's way through this zone came to."""

    id: UUID | None
    outcome: Outcome

    @property
    def is_done(self) -> bool:
        """Whether the sender may stop offering it."""
        return self.outcome in ("handled", "repeated", "asked_again")


class Receiving:
    """Takes the parcels of one other zone, in the order of their sending.

    ``route`` names the fault points: ``pull`` where this zone fetches, ``push`` where it is given.
    """

    def __init__(self, from_zone: str, files: FileSource, *, at: datetime, route: str) -> None:
        self._from_zone = from_zone
        self._files = files
        self._at = at
        self._failed: dict[str, UUID] = {}
        self._stored_point = "pull.after_commit" if route == "pull" else "push.after_store"
        self._before_point = "pull.before_commit" if route == "pull" else "push.before_store"

    def take_all(self, parcels: Iterable[Parcel]) -> list[Arrival]:
        """Take a batch."""
        read = [(parcel, _read_header(parcel)) for parcel in parcels]
        headers = [header for _, header in read if header]
        known = IncomingParcel.objects.in_bulk([header.id for header in headers])
        self._read_failed({header.ref for header in headers if header.ref})
        return [
            self._take(parcel, header, known.get(header.id))
            if header is not None
            else Arrival(None, "malformed")
            for parcel, header in read
        ]

    def _take(self, parcel: Parcel, header: Header, known: IncomingParcel | None) -> Arrival:
        if known is not None and known.state == IncomingState.HANDLED:
            return Arrival(header.id, "repeated")
        if self._is_behind(header) or (
            known is not None and known.next_attempt_at and known.next_attempt_at > self._at
        ):
            return Arrival(header.id, "waiting")
        try:
            outcome = self._handle(parcel, header, known)
        except NotNow as reason:
            outcome = self._note_failed(header, reason.reason)
        except Never as reason:
            outcome = self._ask_again(header, reason.reason)
        if outcome != "waiting" and self._failed.get(header.ref) == header.id:
            del self._failed[header.ref]
        return Arrival(header.id, outcome)

    def _handle(self, parcel: Parcel, header: Header, known: IncomingParcel | None) -> Outcome:
        keys = zone_keys()
        attempts = known.attempts if known else 0
        self._check_label(parcel, header, keys, attempts)
        content = _open(parcel, header, keys)
        receiver, body = _read_body(header, content)
        fetched = self._fetch(header, content.files, keys, attempts)
        fault_point("pull.after_files")
        try:
            with transaction.atomic():
                if not self._enter(header, known):
                    return "repeated"
                opened = self._opened(header, body, content.files)
                store_files(fetched, owner=f"zones:{header.id}", kind=header.kind, at=self._at)
                receiver.handle(opened)
                fault_point(self._before_point)
        except Refusal as refusal:
            raise Never(f"refused:{refusal.code}") from None
        except Exception as error:  # noqa: BLE001 whatever breaks in a handler: try again later
            _log_failure(header, error)
            raise NotNow(f"handler:{type(error).__name__}") from None
        fault_point(self._stored_point)
        return "handled"

    def _check_label(self, parcel: Parcel, header: Header, keys: ZoneKeys, attempts: int) -> None:
        if header.from_zone != self._from_zone or header.to_zone != keys.zone:
            raise Never("wrong_zone")
        if header.size != len(parcel.sealed):
            raise Never("malformed")
        try:
            peer = peer_keys(header.from_zone)
            check_signature(parcel, header, peer)
        except BadKeyFile:
            raise NotNow("peer_unknown") from None
        except UnknownKey:
            if attempts < PATIENCE:
                raise NotNow("unknown_signer") from None
            raise Never("bad_signature") from None
        except CryptoError:
            raise Never("bad_signature") from None
        if peer.is_over(header.signed_by, header.sent_at):
            raise NotNow("key_expired")

    def _read_failed(self, refs: set[str]) -> None:
        """Parcels of one reference wait for an earlier one that failed (ids grow with time)."""
        rows = IncomingParcel.objects.filter(
            from_zone=self._from_zone, ref__in=refs, state=IncomingState.FAILED
        )
        for ref, parcel_id in rows.order_by("-id").values_list("ref", "id"):
            self._failed[ref] = parcel_id

    def _is_behind(self, header: Header) -> bool:
        failed = self._failed.get(header.ref)
        return failed is not None and failed < header.id

    def _fetch(
        self, header: Header, files: tuple[FileRef, ...], keys: ZoneKeys, attempts: int
    ) -> list[Fetched]:
        if {f.id for f in files} != {f.id for f in header.files} or len(files) != len(header.files):
            raise Never("malformed")
        try:
            return fetch_files(header.files, files, self._files, keys)
        except FileLost as lost:
            if lost.reason == "file_damaged" and attempts < PATIENCE:
                raise NotNow(lost.reason) from None
            raise Never(lost.reason) from None
        except (FileLater, OSError) as error:
            raise NotNow(f"file:{type(error).__name__}") from None

    def _opened(
        self, header: Header, body: BaseModel, files: tuple[FileRef, ...]
    ) -> OpenedParcel[Any]:
        return OpenedParcel(
            id=header.id,
            kind=header.kind,
            from_zone=header.from_zone,
            ref=header.ref,
            sent_at=header.sent_at,
            at=self._at,
            body=body,
            files=files,
        )

    def _enter(self, header: Header, known: IncomingParcel | None) -> bool:
        """Write that the parcel is handled; False if another process did so before."""
        first = {
            **self._first_row(header, IncomingState.HANDLED),
            "handled_at": self._at,
            "attempts": 1,
        }
        if known is None and _create(header.id, first):
            return True
        row = IncomingParcel.objects.select_for_update().get(id=header.id)
        if row.state == IncomingState.HANDLED:
            return False
        row.state, row.error, row.next_attempt_at = IncomingState.HANDLED, "", None
        row.handled_at, row.acked_at = self._at, None
        row.attempts += 1
        row.save()
        return True

    def _first_row(self, header: Header, state: IncomingState) -> dict[str, Any]:
        return {
            "from_zone": self._from_zone,
            "kind": header.kind,
            "ref": header.ref,
            "state": state,
            "received_at": self._at,
        }

    def _note_failed(self, header: Header, reason: str) -> Outcome:
        with transaction.atomic():
            row, _ = IncomingParcel.objects.select_for_update().get_or_create(
                id=header.id, defaults=self._first_row(header, IncomingState.FAILED)
            )
            if row.state == IncomingState.HANDLED:
                return "repeated"
            row.state, row.error = IncomingState.FAILED, reason[:120]
            row.next_attempt_at = self._at + min(
                FIRST_WAIT * 2 ** min(row.attempts, 16), LONGEST_WAIT
            )
            row.attempts += 1
            row.save()
        if header.ref:
            self._failed[header.ref] = min(header.id, self._failed.get(header.ref, header.id))
        return "waiting"

    def _ask_again(self, header: Header, reason: str) -> Outcome:
        """Note it and tell the hooks in one transaction; if a hook fails, it is tried later."""
        log.warning("parcel %s (%s) cannot be used: %s", header.id, header.kind, reason)
        try:
            with transaction.atomic():
                row, _ = IncomingParcel.objects.select_for_update().get_or_create(
                    id=header.id, defaults=self._first_row(header, IncomingState.FAILED)
                )
                if row.state == IncomingState.HANDLED:
                    return "repeated"
                row.state, row.error = IncomingState.ASKED_AGAIN, reason[:120]
                row.handled_at, row.next_attempt_at, row.acked_at = self._at, None, None
                row.attempts += 1
                row.save()
                tell_unopenable(Unopenable(header, reason, self._at))
        except Exception as error:  # noqa: BLE001 the same for a hook
            _log_failure(header, error)
            return self._note_failed(header, f"hook:{type(error).__name__}")
        fault_point(self._stored_point)
        return "asked_again"


def _read_header(parcel: Parcel) -> Header | None:
    try:
        return Header.parse(parcel.header)
    except MalformedParcel:
        log.warning("something arrived that is not a parcel")
        return None


def _create(parcel_id: UUID, values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            IncomingParcel.objects.create(id=parcel_id, **values)
    except IntegrityError:
        return False
    return True


def _open(parcel: Parcel, header: Header, keys: ZoneKeys) -> Content:
    try:
        return unpack(parcel, header, keys)
    except UnknownKey:
        raise Never("unknown_key") from None
    except CannotOpen:
        raise Never("cannot_open") from None
    except MalformedParcel:
        raise Never("malformed") from None


def _read_body(header: Header, content: Content) -> tuple[Receiver, BaseModel]:
    """An unknown kind or a newer schema waits: this zone may be the one that is behind."""
    receiver = receiver_of(header.kind)
    if receiver is None:
        raise NotNow("unknown_kind")
    if header.schema_version > receiver.schema_version:
        raise NotNow("newer_schema")
    try:
        return receiver, receiver.model.model_validate_json(content.body)
    except ValidationError:
        raise Never("body_invalid") from None


def _log_failure(header: Header, error: Exception) -> None:
    """Say where it broke, but not the message: it may quote the application."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "parcel %s (%s): %s at %s:%s; it will be tried again",
        header.id,
        header.kind,
        type(error).__name__,
        place.filename,
        place.lineno,
    )
