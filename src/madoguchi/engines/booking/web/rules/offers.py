# SPDX-License-Identifier: Apache-2.0
"""Which offers' rules may staff edit, and what were they before?"""

from typing import Any

from django.db.models import Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.engines.booking.models import Offer, OfferRevision
from madoguchi.engines.booking.policy import MANAGE, may_work
from madoguchi.engines.booking.queries.effects import list_revisions
from madoguchi.engines.booking.web.rules.changed_keys import changed_keys
from madoguchi.engines.booking.web.rules.frame import Crumb, managed_offer, page, pick
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say


@visiting_staff_may(MANAGE)
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """予約の決まり: every offer that the person manages, by kind."""
    lang, actor = lang_of(request), actor_on(request)
    newest = OfferRevision.objects.order_by("-version")
    rows = (
        Offer.objects.annotate(latest=Max("revisions__version"))
        .prefetch_related(Prefetch("revisions", queryset=newest))
        .order_by("kind", "key")
    )
    mine = [one for one in rows if may_work(actor, one.section, MANAGE)]
    kinds: dict[str, list[dict[str, Any]]] = {}
    for one in mine:
        kinds.setdefault(one.kind, []).append(_row(one, lang))
    values = {
        "crumbs": [Crumb(say("booking.rules.title", lang))],
        "kinds": [
            {"title": say(f"booking.rules.kind.{kind}", lang), "rows": found}
            for kind, found in kinds.items()
        ],
        "columns": [
            {"key": key, "label": say(f"booking.rules.c.{key}", lang), "head": key == "offer"}
            for key in ("offer", "state", "version", "changed", "by", "more")
        ],
        "count": len(mine),
    }
    return page(request, "offers", values)


def _row(offer: Offer, lang: str) -> dict[str, Any]:
    revisions = list(offer.revisions.all())
    by = revisions[0] if revisions else None
    more: Any = {
        "text": say("booking.rules.history", lang),
        "href": reverse("booking:rules-history", args=[offer.key]),
    }
    if offer.read_rules().invitations != "none":
        more = {
            "text": say("booking.invited.list", lang),
            "href": reverse("booking:invitations", args=[offer.key]),
        }
    return {
        "offer": {
            "text": pick(offer.title, lang),
            "href": reverse("booking:rules-edit", args=[offer.key]),
        },
        "state": say(f"booking.rules.open.{'yes' if offer.is_open else 'no'}", lang),
        "version": say("booking.rules.version", lang, number=offer.version),
        "changed": format_instant(offer.changed_at, lang),
        "by": _by(by, lang),
        "more": more,
    }


def _by(revision: OfferRevision | None, lang: str) -> str:
    if revision is None or revision.source == "pack":
        return say("booking.rules.by_pack", lang)
    return revision.made_by_name or say("booking.rules.by_staff", lang)


@visiting_staff_may(MANAGE)
@require_GET
def history(request: HttpRequest, key: str) -> HttpResponse:
    """これまでの版: who changed what, when and why, and a way back to each."""
    lang, offer = lang_of(request), managed_offer(key, actor_on(request))
    revisions = list_revisions(offer)
    older = [*revisions[1:], None]
    values = {
        "crumbs": [
            Crumb(say("booking.rules.title", lang), reverse("booking:rules")),
            Crumb(pick(offer.title, lang), reverse("booking:rules-edit", args=[key])),
            Crumb(say("booking.rules.history", lang)),
        ],
        "offer": offer,
        "title": pick(offer.title, lang),
        "saved": bool(request.GET.get("saved")),
        "revisions": [
            {
                "number": one.version,
                "made_at": one.made_at,
                "by": _by(one, lang),
                "why": one.why,
                "changed": changed_keys(before.rules, one.rules, lang) if before else [],
                "is_first": before is None,
                "is_current": n == 0,
                "href": f"{reverse('booking:rules-edit', args=[key])}?from={one.version}",
            }
            for n, (one, before) in enumerate(zip(revisions, older, strict=True))
        ],
    }
    return page(request, "history", values)
