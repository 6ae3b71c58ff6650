# SPDX-License-Identifier: Apache-2.0
"""Keep what was typed when the session had run out, until the person has signed in again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.engines.procedures.commands.start_draft import keep_new_draft
from madoguchi.engines.procedures.models import Draft
from madoguchi.engines.procedures.ports import KeyHolder
from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.engines.procedures.rules.content import Content, Place, put_typed
from madoguchi.kernel.actors import Actor


def rescue_typed(
    *, draft_id: UUID, place: Place, raw: Mapping[str, Sequence[str]], holder: KeyHolder,
    actor: Actor, at: datetime,
) -> OpenDraft | None:  # fmt: skip
    """Encrypt the posted fields under the browser's key; None where the draft is gone."""
    row = Draft.objects.select_related("revision").filter(id=draft_id, expires_at__gt=at).first()
    if row is None:
        return None
    content = put_typed(Content(), place, raw)
    return keep_new_draft(
        revision=row.revision, holder=holder, content=content, purpose=Draft.RESCUE,
        rescues=draft_id, actor=actor, at=at,
    )  # fmt: skip
