# SPDX-License-Identifier: Apache-2.0
"""Throw a draft away, with its keys and its files."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.procedures.models.draft import remove_drafts
from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.kernel.actors import Actor
from madoguchi.platform.files.storing import forget_of


def discard_draft(*, draft: OpenDraft, actor: Actor, at: datetime) -> None:  # noqa: ARG001
    """Remove the draft; the database overwrites its ciphertext (secure delete)."""
    with transaction.atomic():
        forget_of(draft.owner)
        remove_drafts([draft.id])
