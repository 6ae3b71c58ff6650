# SPDX-License-Identifier: Apache-2.0
"""The log's own periodic work: numbers, checkpoints, witnesses, time stamps."""

from datetime import timedelta

from django_tasks import task

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.checkpoint import make_checkpoint, note_proven
from madoguchi.platform.audit.confirm import gather_cosignatures, stamp_newest
from madoguchi.platform.audit.sequence import sequence_waiting
from madoguchi.platform.jobs.api import periodic


@periodic(every=timedelta(minutes=1))
@task(priority=50)
def prove_log() -> int:
    """Number what waits, sign the tree, ask the witnesses; remember when all was proven."""
    numbered = sequence_waiting()
    make_checkpoint(now())
    gather_cosignatures(now())
    note_proven(now())
    return numbered


@periodic(every=timedelta(hours=1))
@task(priority=0)
def stamp_log() -> bool:
    """Let the newest checkpoint be time-stamped, each hour."""
    return stamp_newest() is not None
