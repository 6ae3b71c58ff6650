# SPDX-License-Identifier: Apache-2.0
"""Remove what has outlived its time: drafts, notes, counts of wrong look-ups."""

from datetime import datetime, timedelta

from django.db import transaction

from madoguchi.engines.procedures.models import ApplicantNote, Draft, EndedKeeping, FailedLookup
from madoguchi.engines.procedures.models.draft import remove_drafts
from madoguchi.engines.procedures.queries.drafts import owner_of
from madoguchi.engines.procedures.rules.lookups import WINDOW
from madoguchi.kernel.actors import Actor
from madoguchi.platform.files.storing import forget_of

_BATCH = 200
ENDINGS_KEPT = timedelta(days=400)
"""They stand in the register beside the backups as well; this is for a folder that begins anew."""


def purge(*, actor: Actor, at: datetime) -> dict[str, int]:  # noqa: ARG001
    """Remove expired rows; returns how many of each kind."""
    notes, _ = ApplicantNote.objects.filter(expires_at__lte=at).delete()
    lookups, _ = FailedLookup.objects.filter(window_at__lt=at - WINDOW).delete()
    EndedKeeping.objects.filter(ended_at__lt=at - ENDINGS_KEPT).delete()
    return {"drafts": _purge_drafts(at), "notes": notes, "lookups": lookups}


def _purge_drafts(at: datetime) -> int:
    total = 0
    while True:
        with transaction.atomic():
            expired = Draft.objects.filter(expires_at__lte=at).values_list("id", flat=True)
            ids = list(expired[:_BATCH])
            for draft_id in ids:
                forget_of(owner_of(draft_id))
            total += remove_drafts(ids)
        if len(ids) < _BATCH:
            return total
