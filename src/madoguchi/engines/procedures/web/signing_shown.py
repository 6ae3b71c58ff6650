# SPDX-License-Identifier: Apache-2.0
"""May a draft be signed now, and what does the review say of its signature?"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.proving import asks_to_sign
from madoguchi.engines.procedures.rules.signing import answers_to_sign
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.definition.find_path import find_path
from madoguchi.kernel.definition.validate_all import validate_all


def may_sign(form: OpenForm) -> bool:
    """Whether everything is answered, so that there is something to sign."""
    if not asks_to_sign(form.compiled.definition) or form.content.moved:
        return False
    path = find_path(form.compiled, form.content.answers, form.context)
    if not path.complete or path.ending is not None:
        return False
    answers = answers_to_sign(form.compiled, form.content, form.context)
    return not validate_all(form.compiled, answers, replace(form.context, identity="signed"))


def show_signature(form: OpenForm, at: datetime) -> dict[str, Any]:
    """For the review: is a signature asked for, is there one, or one over earlier answers?"""
    if not asks_to_sign(form.compiled.definition):
        return {}
    kept, holds = form.content.signature, form.signature_at(at)
    local = to_local(kept.at) if kept else None
    return {
        "must_sign": holds is None,
        "signed_at": f"{local.year}/{local.month}/{local.day} {local:%H:%M}" if local else "",
        "sign_again": kept is not None and holds is None,
        "sign_url": reverse("procedures:sign", args=[form.draft.id]),
    }
