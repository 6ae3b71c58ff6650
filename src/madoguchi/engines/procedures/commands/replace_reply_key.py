# SPDX-License-Identifier: Apache-2.0
"""An account has a new key: what is sealed from now on goes to it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.procedures.models import Submission
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


def replace_reply_key(
    *, account: str, new_key: bytes, actor: Actor, at: datetime
) -> tuple[UUID, ...]:
    """Put the new public key (32 bytes) on everything that the account has filed.

    Returns the applications whose notes the office should seal again.
    """
    with transaction.atomic():
        rows = Submission.objects.select_for_update().filter(account=account)
        changed = tuple(row.id for row in rows if bytes(row.reply_key or b"") != new_key)
        Submission.objects.filter(id__in=changed).update(reply_key=new_key)
        if changed:
            record(
                action="procedures.reply_key.replaced",
                actor=actor,
                subject=account,
                at=at,
                detail={"applications": len(changed)},
            )
    return changed
