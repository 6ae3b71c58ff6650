# SPDX-License-Identifier: Apache-2.0
"""Staff edit the rules of an offer, see what they do on real dates, and save them as a revision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.engines.booking.commands.change_rules import change_rules
from madoguchi.engines.booking.commands.open_offer import open_offer
from madoguchi.engines.booking.models import Offer, QuotaCount
from madoguchi.engines.booking.policy import MANAGE
from madoguchi.engines.booking.queries.effects import effects_of
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.packed import keys_of
from madoguchi.engines.booking.rules.refusals import CapacityBelowSold
from madoguchi.engines.booking.web.rules.effects_shown import effects_shown
from madoguchi.engines.booking.web.rules.form_reading import (
    Faults,
    Values,
    read_rules,
    typed_values,
    values_of,
)
from madoguchi.engines.booking.web.rules.form_shown import FormShown, named_faults
from madoguchi.engines.booking.web.rules.frame import (
    Crumb,
    managed_offer,
    page,
    pick,
    space_names,
)
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say


@dataclass
class Editing:
    """What stands in the form: values, capacities, what is wrong, and the rules if they read."""

    offer: Offer
    values: Values
    version: int
    why: str = ""
    capacities: dict[str, str] = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)
    rules: OfferRules | None = None


@visiting_staff_may(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """決まりの編集. The button 確かめる shows the effects, 保存する saves."""
    offer = managed_offer(key, actor_on(request))
    if request.method != "POST":
        return _page(request, _stored(request, offer))
    if request.POST.get("do") in {"open", "close"}:
        return _open_or_close(request, offer)
    editing = _typed(request, offer)
    if request.POST.get("do") != "save" or editing.rules is None:
        return _page(request, editing)
    if not editing.why:
        editing.faults["why"] = say("booking.rules.why_needed", lang_of(request))
        return _page(request, editing)
    try:
        change_rules(
            key=key,
            rules=editing.rules,
            capacities={name: int(count) for name, count in editing.capacities.items()},
            version=editing.version,
            why=editing.why,
            actor=actor_on(request),
            at=now(),
        )
    except Refusal as refusal:
        return _page(request, editing, refusal)
    return HttpResponseRedirect(f"{reverse('booking:rules-history', args=[key])}?saved=1")


def _open_or_close(request: HttpRequest, offer: Offer) -> HttpResponse:
    """受付の停止と再開; refused, the page says why."""
    why = request.POST.get("open_why", "").strip()[:400]
    try:
        open_offer(
            key=offer.key,
            is_open=request.POST["do"] == "open",
            why=why,
            actor=actor_on(request),
            at=now(),
        )
    except Refusal as refusal:
        return _page(request, _stored(request, offer), refusal)
    return HttpResponseRedirect(f"{reverse('booking:rules-history', args=[offer.key])}?saved=1")


def _stored(request: HttpRequest, offer: Offer) -> Editing:
    """The rules as they are, or those of an earlier revision to begin with."""
    rules, version = offer.read_rules(), request.GET.get("from", "")
    if version.isascii() and version.isdigit() and len(version) < 9:
        found = offer.revisions.filter(version=int(version)).first()
        if found is not None:
            rules = OfferRules.model_validate(found.rules)
    editing = Editing(offer, values_of(rules), offer.version, rules=rules)
    quotas = offer.quotas.order_by("key")
    editing.capacities = {quota.key: str(quota.capacity) for quota in quotas}
    return editing


def _typed(request: HttpRequest, offer: Offer) -> Editing:
    post, lang = request.POST, lang_of(request)
    version = post.get("version", "")
    editing = Editing(
        offer,
        typed_values(post),
        int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        post.get("why", "").strip()[:400],
    )
    editing.rules, editing.faults = read_rules(editing.values, offer.read_rules())
    for quota in offer.quotas.order_by("key"):
        typed = post.get(f"quota.{quota.key}", "").strip()[:9]
        editing.capacities[quota.key] = typed
        if not (typed.isascii() and typed.isdigit()):
            editing.faults[f"quota.{quota.key}"] = say("booking.rules.number_needed", lang)
    _check_sold(editing, lang)
    if any(name.startswith("quota.") for name in editing.faults):
        editing.rules = None
    return editing


def _check_sold(editing: Editing, lang: str) -> None:
    """Capacities below what is sold, said before anything is saved."""
    for row in QuotaCount.objects.filter(quota__offers=editing.offer).select_related("quota"):
        typed, name = editing.capacities.get(row.quota.key, ""), f"quota.{row.quota.key}"
        if name in editing.faults or not typed.isdigit() or row.taken <= int(typed):
            continue
        refusal = CapacityBelowSold(
            bucket=row.bucket or "全体", taken=row.taken, capacity=int(typed)
        )
        editing.faults[name] = refusal.message.pick(lang)


def _page(request: HttpRequest, editing: Editing, refusal: Refusal | None = None) -> HttpResponse:
    lang, offer, names = (
        lang_of(request),
        editing.offer,
        space_names(editing.offer, lang_of(request)),
    )
    values: dict[str, Any] = {}
    if editing.rules is not None:
        effects = effects_of(offer, editing.rules, first=today(now()), at=now())
        values["effects"] = effects_shown(effects, offer.read_rules(), editing.rules, names, lang)
        for fault in effects.faults:
            editing.faults.setdefault(_name_of(fault.path), fault.message.pick(lang))
    form = FormShown(editing.values, editing.faults, _choices(editing, names, lang), lang)
    values |= {
        "crumbs": [
            Crumb(say("booking.rules.title", lang), reverse("booking:rules")),
            Crumb(pick(offer.title, lang)),
        ],
        "offer": offer,
        "title": pick(offer.title, lang),
        "groups": form.groups(),
        "kinds": form.kinds(),
        "kind": editing.values["times.kind"],
        "version": editing.version,
        "why": editing.why,
        "why_error": editing.faults.get("why", ""),
        "quotas": _quotas(editing, lang),
        "errors": named_faults(editing.faults),
        "looked": request.method == "POST" and request.POST.get("do") not in {"open", "close"},
        "may_save": editing.rules is not None and not set(editing.faults) - {"why"},
    }
    response = page(request, "edit", values, refusal)
    if editing.faults and response.status_code == 200 and request.method == "POST":
        response.status_code = 422
    return response


def _name_of(path: str) -> str:
    """``fees[1].user_classes`` as the form calls it."""
    return path.replace("[", ".").replace("]", "")


def _quotas(editing: Editing, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "name": f"quota.{quota.key}",
            "label": say(
                "booking.rules.capacity", lang, name=pick(quota.title, lang) or quota.key,
                period=say(f"booking.rules.period.{quota.period}", lang),
            ),
            "value": editing.capacities.get(quota.key, ""),
            "error": editing.faults.get(f"quota.{quota.key}", ""),
        }
        for quota in editing.offer.quotas.order_by("key")
    ]  # fmt: skip


def _choices(
    editing: Editing, names: Mapping[str, str], lang: str
) -> dict[str, list[tuple[str, str]]]:
    """Places, classes and purposes that can be ticked: those that the rules have names for."""
    rules = editing.rules or editing.offer.read_rules()
    known = sorted({*rules.words, *keys_of(rules)})
    purposes = [(key, rules.word(key, lang)) for key in sorted(rules.purposes)]
    classes = [(key, rules.word(key, lang)) for key in known if key not in rules.purposes]
    return {"@spaces": list(names.items()), "@classes": classes, "@purposes": purposes}
