# SPDX-License-Identifier: Apache-2.0
"""What would be signed as a draft stands, and does a signature in it still hold for that?"""

from dataclasses import replace
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from madoguchi.engines.procedures.rules.content import Content
from madoguchi.engines.procedures.rules.sending import list_files
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.prune import prune
from madoguchi.kernel.proofs import FormSignature
from madoguchi.kernel.signed_form import SignedForm, signed_form


def form_to_sign(
    compiled: Compiled, content: Content, context: Context, *, draft_id: UUID, revision: int
) -> SignedForm:
    """The canonical form of what would be filed, were it signed and sent now."""
    answers = answers_to_sign(compiled, content, context)
    return signed_form(
        draft_id=draft_id,
        procedure_id=compiled.id,
        revision=revision,
        answers=answers,
        files=list_files(compiled.definition, answers),
    )


def answers_to_sign(compiled: Compiled, content: Content, context: Context) -> dict[str, Any]:
    """Rules may look at how sure the city is of the person: they see a signature here."""
    return prune(compiled, content.answers, replace(context, identity="signed"), final=True)


def living_signature(content: Content, form: SignedForm, at: datetime) -> FormSignature | None:
    """The signature in a draft, while it is fresh and over exactly this form."""
    kept = content.signature
    if kept is None or not kept.holds_at(at):
        return None
    return kept if compare_digest(kept.digest, form.digest_hex) else None
