# SPDX-License-Identifier: Apache-2.0
"""How do witnesses and a time-stamping authority confirm the newest checkpoint?"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.platform.audit.checkpoint import newest_checkpoint, trusted_witnesses
from madoguchi.platform.audit.models import Checkpoint, Cosignature, TimeStamp, WitnessAlarm
from madoguchi.platform.audit.nodes import consistency_path
from madoguchi.platform.audit.notes import is_true_line, read_note
from madoguchi.platform.audit.ports import (
    Behind,
    NotConfirmed,
    WitnessPort,
    WitnessRefused,
    time_stamps,
    witnesses,
)

log = logging.getLogger("madoguchi.audit")


def gather_cosignatures(at: datetime) -> int:
    """Show the newest checkpoint to every witness that has not signed it; returns new lines."""
    newest = newest_checkpoint()
    if newest is None:
        return 0
    signed = set(newest.cosignatures.values_list("witness", flat=True))
    asked = [one for one in witnesses() if one.name not in signed]
    return sum(_ask(witness, newest, at) for witness in asked)


def stamp_newest() -> TimeStamp | None:
    """Let the newest checkpoint be time-stamped, unless it is already."""
    authority, newest = time_stamps(), newest_checkpoint()
    if authority is None or newest is None or TimeStamp.objects.filter(pk=newest.pk).exists():
        return None
    try:
        stamp = authority.stamp(newest.note.encode())
    except NotConfirmed as problem:
        log.warning("no time stamp from %s: %s", authority.name, problem)
        return None
    try:
        with transaction.atomic():
            return TimeStamp.objects.create(
                checkpoint=newest, token=stamp.token, stamped_at=stamp.at, source=authority.name
            )
    except IntegrityError:
        return None


def _ask(witness: WitnessPort, checkpoint: Checkpoint, at: datetime) -> bool:
    try:
        line = _cosignature_of(witness, checkpoint)
    except WitnessRefused as refusal:
        log.critical("ALARM: witness %s refuses our log: %s", witness.name, refusal)
        WitnessAlarm.objects.create(
            origin=witness.name, reason=str(refusal)[:60], note=checkpoint.note, at=at
        )
        return False
    except NotConfirmed as problem:
        log.warning("witness %s: %s", witness.name, problem)
        return False
    return _keep(witness, checkpoint, line, at)


def _cosignature_of(witness: WitnessPort, checkpoint: Checkpoint) -> str:
    earlier = (
        Cosignature.objects.filter(witness=witness.name)
        .order_by("-checkpoint__size")
        .values_list("checkpoint__size", flat=True)
        .first()
    )
    old = int(earlier or 0)
    for _ in range(3):
        answer = witness.add(
            old=old, proof=consistency_path(old, checkpoint.size), note=checkpoint.note
        )
        if not isinstance(answer, Behind):
            return answer
        if answer.size > checkpoint.size:
            raise WitnessRefused(f"knows {answer.size} leaves, we have {checkpoint.size}")
        old = answer.size
    raise NotConfirmed("the witness does not settle on a size")


def _keep(witness: WitnessPort, checkpoint: Checkpoint, line: str, at: datetime) -> bool:
    text = read_note(checkpoint.note).text
    keys = [key for key in trusted_witnesses() if key.name == witness.name]
    if not any(is_true_line(text, line, key) for key in keys):
        log.critical("ALARM: the cosignature of %s does not hold", witness.name)
        return False
    try:
        with transaction.atomic():
            Cosignature.objects.create(
                checkpoint=checkpoint, witness=witness.name, line=line.strip(), at=at
            )
    except IntegrityError:
        return False
    return True
