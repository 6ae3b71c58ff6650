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
from madoguchi.engines.procedures.rules.signing import form_to_sign, living_signature
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.rebase import rebase
from madoguchi.kernel.proofs import FormSignature
from madoguchi.kernel.signed_form import SignedForm
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

    def to_sign(self) -> SignedForm:
        """What is signed as the draft stands."""
        return form_to_sign(
            self.compiled,
            self.content,
            self.context,
            draft_id=self.draft.id,
            revision=self.revision.revision,
        )

    def signature_at(self, at: datetime) -> FormSignature | None:
        """The signature that holds for the draft as it stands."""
        if self.content.signature is None:
            return None
        return living_signature(self.content, self.to_sign(), at)

    def level_at(self, sign_in: str, at: datetime) -> str:
        """How sure the portal is of the person: by sign-in, card or signature."""
        return "signed" if self.signature_at(at) else level_at(self.content, sign_in, at)


def open_form(draft: OpenDraft, *, identity: str, at: datetime) -> OpenForm:
    """The form of a draft. A draft of an older revision is moved in memory; saving keeps that.

    Raises:
        ProcedureUnknown: the procedure is not offered any more.
    """
    revision, content = draft.revision, draft.content
    if not revision.is_current:
        revision = get_current(revision.procedure_id)
        content = move(content, compiled_of(draft.revision), compiled_of(revision))
    form = OpenForm(draft, revision, compiled_of(revision), context_at(at), content)
    return replace(form, context=replace(form.context, identity=form.level_at(identity, at)))


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
