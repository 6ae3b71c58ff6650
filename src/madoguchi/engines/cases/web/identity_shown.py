# SPDX-License-Identifier: Apache-2.0
"""How sure is the city of who applied, by which method and when, in words for the clerk?"""

from typing import Any

from madoguchi.engines.cases.models import Case
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.proofs import LEVELS, IdentityProof
from madoguchi.platform.screens.wording import say

_TONES = {"none": "quiet", "email": "quiet", "card": "ok", "signed": "ok"}


def show_identity(case: Case, lang: str) -> dict[str, Any]:
    """The level as a tag, and what a card told; a level nobody knows is shown as none."""
    level = case.identity if case.identity in LEVELS else "none"
    raw = case.content.proof
    return {
        "tone": _TONES[level],
        "level": say(f"cases.identity.{level}", lang),
        "rows": _rows(IdentityProof.model_validate(raw), lang) if raw else [],
    }


def _rows(proof: IdentityProof, lang: str) -> list[dict[str, str]]:
    local, person = to_local(proof.at), proof.person
    birth = person.birth
    known = {
        "method": say(f"cases.identity.method.{proof.method}", lang),
        "at": f"{local.year}/{local.month}/{local.day} {local:%H:%M}",
        "name": person.name,
        "address": person.address,
        "birth": f"{birth[:4]}/{birth[4:6]}/{birth[6:]}" if birth else "",
    }
    return [
        {"label": say(f"cases.identity.{name}", lang), "text": value}
        for name, value in known.items()
        if value
    ]
