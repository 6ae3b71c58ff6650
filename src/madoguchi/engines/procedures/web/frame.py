# SPDX-License-Identifier: Apache-2.0
"""What stands around the pages of a procedure: crumbs, whom to ask, how the draft is kept."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.engines.procedures.web.holders import account_of
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.crumbs import Crumb as Crumb
from madoguchi.platform.screens.instants import format_clock, format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say


def words_of(procedure: Procedure, lang: str) -> dict[str, str]:
    """The procedure's names for a template."""
    return {
        "id": procedure.id,
        "title": procedure.title.pick(lang),
        "summary": procedure.summary.pick(lang),
    }


def crumbs_to(procedure: Procedure, lang: str, *, last: str = "") -> list[Crumb]:
    """Catalogue, procedure and, with ``last``, the page under it."""
    crumbs = [Crumb(say("procedures.catalogue.all", lang), reverse("procedures:catalogue"))]
    crumbs.append(Crumb(procedure.title.pick(lang), intro_url(procedure.id)))
    return [*crumbs, Crumb(last)] if last else crumbs


def help_for(procedure: Procedure, lang: str, *, page: int | None = None) -> dict[str, Any]:
    """Whom to ask about a procedure: the section's telephone, counter and hours."""
    city = current_city()
    section = city.find_section(procedure.section)
    name = section.name.pick(lang) if section else city.name.pick(lang)
    place = city.place_of(procedure.section, lang)
    return {
        "section": name,
        "telephone": city.telephone_of(procedure.section),
        "place": place,
        "where": f"{name} {place}",
        "hours": city.hours_of(procedure.section).in_words(lang),
        "title": procedure.title.pick(lang),
        "page": page,
    }


def section_name(procedure: Procedure, lang: str) -> str:
    """The section that handles a procedure, in words."""
    section = current_city().find_section(procedure.section)
    return section.name.pick(lang) if section else current_city().name.pick(lang)


def saving_of(request: HttpRequest, draft: OpenDraft) -> dict[str, Any]:
    """When the draft was saved, until when it is kept, and under whose key."""
    lang = lang_of(request)
    return {
        "at": format_clock(draft.row.saved_at, lang) if draft.row.version > 1 else "",
        "saved_at": format_instant(draft.row.saved_at, lang),
        "until": format_date(to_local(draft.row.expires_at).date(), lang),
        "account": account_of(request),
        "discard_url": reverse("procedures:discard", args=[draft.id]),
    }


def intro_url(procedure_id: str) -> str:
    """The page of a procedure."""
    return reverse("procedures:intro", args=[procedure_id])
