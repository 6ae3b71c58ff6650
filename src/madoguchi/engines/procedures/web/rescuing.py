# SPDX-License-Identifier: Apache-2.0
"""What happens to a page that is posted after the session has run out? It waits for the sign-in."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from madoguchi.engines.procedures.commands.discard_draft import discard_draft
from madoguchi.engines.procedures.commands.rescue_typed import rescue_typed
from madoguchi.engines.procedures.models.holder import browser_holder
from madoguchi.engines.procedures.queries.drafts import find_rescue, is_of_an_account
from madoguchi.engines.procedures.rules.content import Place
from madoguchi.engines.procedures.web.browser_key import browser_key_of
from madoguchi.engines.procedures.web.typed import posted_fields
from madoguchi.platform.screens.policies import actor_on

RESCUED = "rescued"
"""In the address of a page: look for what was typed before the sign-in."""


def rescue_post(request: HttpRequest, draft_id: UUID, place: Place, *, at: datetime) -> bool:
    """Keep the posted fields under the browser's key; False where nothing was kept.

    The browser has a key: a page of a form hands one out even to those who are signed in.
    """
    key, typed = browser_key_of(request), posted_fields(request.POST)
    if key is None or not typed or not is_of_an_account(draft_id, at=at):
        return False
    kept = rescue_typed(
        draft_id=draft_id, place=place, raw=typed, holder=browser_holder(key),
        actor=actor_on(request), at=at,
    )  # fmt: skip
    return kept is not None


def restore_typed(
    request: HttpRequest, draft_id: UUID, place: Place, *, at: datetime
) -> dict[str, list[str]] | None:
    """What was typed into this page when the session had run out; it is given back once."""
    key = browser_key_of(request)
    if key is None or RESCUED not in request.GET:
        return None
    rescue = find_rescue(draft_id, [browser_holder(key)], at=at)
    if rescue is None or place.key not in rescue.content.typed:
        return None
    discard_draft(draft=rescue, actor=actor_on(request), at=at)
    return rescue.content.typed[place.key]
