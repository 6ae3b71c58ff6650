# SPDX-License-Identifier: Apache-2.0
"""Let a holder go: drafts that nobody else can open go with it."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.procedures.commands.discard_draft import discard_draft
from madoguchi.engines.procedures.models import DraftKey
from madoguchi.engines.procedures.ports import KeyHolder
from madoguchi.engines.procedures.queries.drafts import list_drafts
from madoguchi.kernel.actors import Actor


def forget_holder(*, holder: KeyHolder, actor: Actor, at: datetime) -> int:
    """Take a holder's keys away; returns how many drafts were removed because of it."""
    gone = 0
    with transaction.atomic():
        for draft in list_drafts([holder], at=at):
            DraftKey.objects.filter(draft_id=draft.id, holder=holder.ref).delete()
            if not DraftKey.objects.filter(draft_id=draft.id).exists():
                discard_draft(draft=draft, actor=actor, at=at)
                gone += 1
        DraftKey.objects.filter(holder=holder.ref).delete()
    return gone
