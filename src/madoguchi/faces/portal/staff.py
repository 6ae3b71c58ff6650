# SPDX-License-Identifier: Apache-2.0
"""What does a member of staff see first on the portal? What it offers, and what waits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from madoguchi.engines.procedures.api import CatalogueEntry, list_in_force
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say
from madoguchi.platform.zones.api import Waiting, count_waiting

PROCEDURES = ("title", "revision", "state", "access")
PARCELS = ("kind", "count", "oldest")


@visiting_staff_may("portal.visit")
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """職員画面: the procedures in force and the parcels that the office has not fetched yet."""
    lang, at = lang_of(request), now()
    entries, waiting = list_in_force(lang, at), count_waiting("office")
    values = {
        "visitor": request.actor,  # type: ignore[attr-defined]
        "procedure_columns": _columns("procedures", PROCEDURES, lang),
        "procedures": [_entry(one, lang) for one in entries],
        "parcel_columns": _columns("parcels", PARCELS, lang),
        "parcels": [_waiting(one, lang) for one in waiting],
        "waiting": sum(one.count for one in waiting),
    }
    return render(request, "portal/staff.html", values)


def _columns(table: str, keys: tuple[str, ...], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": say(f"portal.staff.{table}.{key}", lang),
            "head": key == keys[0],
            "num": key in {"revision", "count"},
        }
        for key in keys
    ]


def _entry(one: CatalogueEntry, lang: str) -> dict[str, Any]:
    access = "restricted" if one.procedure.restricted else "public"
    return {
        "title": one.title,
        "revision": one.revision,
        "state": say(f"portal.staff.state.{one.season.openness}", lang),
        "access": say(f"portal.staff.access.{access}", lang),
    }


def _waiting(one: Waiting, lang: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "count": one.count,
        "oldest": format_instant(one.oldest_at, lang),
    }
