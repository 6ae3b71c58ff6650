# SPDX-License-Identifier: Apache-2.0
"""May this zone, as a witness, cosign what another log shows? (C2SP tlog-witness)

It remembers the last checkpoint of each log and signs only what follows from it. The plain script
in ``standalone/witness.py`` does the same with its own code, for whoever runs no Madoguchi.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.platform.audit import log_key
from madoguchi.platform.audit.models import WitnessAlarm, WitnessedLog
from madoguchi.platform.audit.notes import (
    BadNote,
    Checkpoint,
    Note,
    VerifierKey,
    cosign,
    is_signed,
    read_checkpoint,
    read_note,
)
from madoguchi.platform.audit.tree import is_consistent

log = logging.getLogger("madoguchi.audit")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a log: a status of tlog-witness, and the line, the size or the reason."""

    status: int
    body: str


def consider(
    *, old: int, proof: Sequence[bytes], note: str, keys: Sequence[VerifierKey], at: datetime
) -> Verdict:
    """Cosign a checkpoint that follows from the last one (200), or refuse.

    404 unknown log, 403 not signed by it, 400 not a checkpoint, 409 the size that we remember,
    422 a history that does not follow from what we signed: written down as an alarm.
    """
    try:
        read = read_note(note)
        shown = read_checkpoint(read.text)
    except BadNote as fault:
        return Verdict(400, str(fault))
    of_log = [key for key in keys if key.name == shown.origin]
    if not of_log:
        return Verdict(404, "unknown log")
    if not any(is_signed(read, key) for key in of_log):
        return Verdict(403, "not signed by this log")
    try:
        with transaction.atomic():
            return _decide(old, proof, read, shown, note, at)
    except IntegrityError:
        return Verdict(409, str(_remembered(shown.origin)[0]))


def _decide(
    old: int, proof: Sequence[bytes], read: Note, shown: Checkpoint, note: str, at: datetime
) -> Verdict:
    known = WitnessedLog.objects.select_for_update().filter(pk=shown.origin).first()
    size, root = (known.size, bytes(known.root)) if known else (0, b"")
    if shown.size == size and known and shown.root != root:
        return _alarm(shown.origin, "forked", note, at)
    if old > shown.size:
        return Verdict(400, "the old size is larger than the new one")
    if old != size:
        return Verdict(409, str(size))
    if known and not is_consistent(size, root, shown.size, shown.root, proof):
        return _alarm(shown.origin, "inconsistent", note, at)
    values = {"size": shown.size, "root": shown.root, "note": note, "at": at}
    if known:
        WitnessedLog.objects.filter(pk=shown.origin, size=size).update(**values)
    else:
        WitnessedLog.objects.create(origin=shown.origin, **values)
    seconds = int(at.timestamp())
    line = cosign(read.text, log_key.witness_name(), log_key.witness_key(), seconds)
    return Verdict(200, line)


def _alarm(origin: str, reason: str, note: str, at: datetime) -> Verdict:
    log.critical("ALARM: the log %s is %s", origin, reason)
    WitnessAlarm.objects.create(origin=origin, reason=reason, note=note, at=at)
    return Verdict(422, f"the log is {reason}: it contradicts what this witness signed before")


def _remembered(origin: str) -> tuple[int, bytes]:
    found = WitnessedLog.objects.filter(pk=origin).values_list("size", "root").first()
    return (found[0], bytes(found[1])) if found else (0, b"")
