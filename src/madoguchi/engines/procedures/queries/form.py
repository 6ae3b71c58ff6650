# SPDX-License-Identifier: Apache-2.0
"""Where does a draft stand in its procedure, as of today and in the revision in force?"""

from dataclasses import dataclass, replace
from datetime import datetime

from madoguchi.engines.procedures.models import Revision
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.engines.procedures.queries.revisions import get_current
from madoguchi.engines.procedures.rules.content import Content, Moved
from madoguchi.engines.procedures.rules.proving import level_at
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.rebase import rebase
from madoguchi.platform.screens.city import current_city


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A draft with the compiled revision in force; ``content`` is already moved to it."""

    draft: OpenDraft
    revision: Revision
    compiled: Compiled
    context: Context
    content: Content

    def with_content(self, content: Content) -> "OpenForm":
        """The form as it stands with other content."""
        return replace(self, content=content)


def open_form(draft: OpenDraft, *, identity: str, at: datetime) -> OpenForm:
    """The form of a draft. A draft of an older revision is moved in memory; saving keeps that.

    Raises:
        ProcedureUnknown: the procedure is not offered any more.
    """
    revision, content = draft.revision, draft.content
    context = context_at(at, level_at(content, identity, at))
    if not revision.is_current:
        revision = get_current(revision.procedure_id)
        content = move(content, compiled_of(draft.revision), compiled_of(revision))
    return OpenForm(draft, revision, compiled_of(revision), context, content)


def context_at(at: datetime, identity: str = "none") -> Context:
    """What rules know besides the answers."""
    return Context.for_city(current_city(), today=today(at), identity=identity)


def move(content: Content, old: Compiled, new: Compiled) -> Content:
    """The content in a newer revision, with a note of what the reader should look at."""
    moved = rebase(old, new, content.answers)
    steps = {step.id for step in new.steps}
    note = Moved(moved.dropped, moved.changed) if moved.dropped or moved.changed else content.moved
    return replace(
        content,
        answers=moved.answers,
        marks={key: mark for key, mark in content.marks.items() if key.split("/")[0] in steps},
        typed={key: typed for key, typed in content.typed.items() if key.split("/")[0] in steps},
        moved=note,
    )
