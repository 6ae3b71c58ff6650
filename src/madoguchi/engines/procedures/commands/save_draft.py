# SPDX-License-Identifier: Apache-2.0
"""Keep what was posted: one UPDATE that another tab's save in between makes fail."""

from dataclasses import replace
from datetime import datetime

from madoguchi.engines.procedures.models import Draft, Revision
from madoguchi.engines.procedures.models.draft import close_draft
from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.engines.procedures.rules.content import Content, encode, expires_at
from madoguchi.engines.procedures.rules.refusals import DraftMoved
from madoguchi.kernel.actors import Actor


def save_draft(
    *, draft: OpenDraft, content: Content, actor: Actor,  # noqa: ARG001 - drafts keep no name
    at: datetime, revision: Revision | None = None,
) -> OpenDraft:  # fmt: skip
    """Store the content and move the expiry; ``revision`` moves the draft to a newer one.

    Raises:
        DraftMoved: the draft was saved, sent or discarded since it was opened.
    """
    moved_to = revision or draft.row.revision
    changed = Draft.objects.filter(id=draft.id, version=draft.row.version).update(
        ciphertext=close_draft(draft.key, draft.id, encode(content)),
        version=draft.row.version + 1,
        revision_id=moved_to.pk,
        saved_at=at,
        expires_at=expires_at(at),
    )
    if not changed:
        raise DraftMoved
    draft.row.version += 1
    draft.row.revision = moved_to
    draft.row.saved_at = at
    return replace(draft, content=content)
