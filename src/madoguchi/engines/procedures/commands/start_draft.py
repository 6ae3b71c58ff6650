# SPDX-License-Identifier: Apache-2.0
"""Start an application: an empty draft whose key only its holder has."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.procedures.models import Draft, DraftKey, Revision
from madoguchi.engines.procedures.models.draft import close_draft, new_draft_key
from madoguchi.engines.procedures.ports import KeyHolder
from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.engines.procedures.rules.content import Content, encode, expires_at
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id


def start_draft(
    *, revision: Revision, holder: KeyHolder, language: str, actor: Actor, at: datetime
) -> OpenDraft:
    """Make an empty draft of a revision for one holder."""
    content = Content(language=language)
    return keep_new_draft(
        revision=revision, holder=holder, content=content, purpose=Draft.APPLICATION,
        rescues=None, actor=actor, at=at,
    )  # fmt: skip


def keep_new_draft(
    *, revision: Revision, holder: KeyHolder, content: Content, purpose: str, rescues: UUID | None,
    actor: Actor,  # noqa: ARG001 - a draft leaves no trace of who writes it
    at: datetime,
) -> OpenDraft:  # fmt: skip
    """Store new content under a fresh key."""
    key, draft_id = new_draft_key(), new_id()
    row = Draft(
        id=draft_id,
        purpose=purpose,
        rescues=rescues,
        revision=revision,
        ciphertext=close_draft(key, draft_id, encode(content)),
        started_at=at,
        saved_at=at,
        expires_at=expires_at(at),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        DraftKey.objects.create(draft=row, holder=holder.ref, wrapped=holder.wrap(key))
    return OpenDraft(row, key, content)
