# SPDX-License-Identifier: Apache-2.0
"""Which places does the side navigation name? Those that exist and that this person may open."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.texts import Language
from madoguchi.platform.identity.api import open_alarms
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, may
from madoguchi.platform.screens.wording import say


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation: label key, icon, named page, permission."""

    label: str
    icon: str
    page: str
    permission: str


@dataclass(frozen=True, slots=True)
class Place:
    """A link as shown."""

    label: str
    icon: str
    url: str
    current: bool


ENTRIES = (
    Entry("desk.nav.inbox", "inbox", "cases:inbox", "cases.view"),
    Entry("desk.nav.opinions", "message", "cases:opinions", "cases.view"),
    Entry("desk.nav.ask_again", "undo", "cases:ask_again", "cases.view"),
    Entry("desk.nav.key_changes", "lock", "cases:key_changes", "cases.confirm_key"),
    Entry("desk.nav.search", "search", "cases:search", "cases.view"),
    Entry("desk.nav.statistics", "chart", "cases:statistics", "cases.statistics"),
    Entry("desk.nav.export", "download", "cases:export", "cases.export"),
    Entry("desk.nav.oversight", "shield", "oversight:findings", "audit.oversee"),
    Entry("desk.nav.retention", "folder", "cases:retention", "cases.destroy"),
    Entry("desk.nav.people", "users", "identity:people", "organisation.manage"),
    Entry("desk.nav.portal", "globe", "identity:visit_portal", "portal.visit"),
)


def desk_frame(request: HttpRequest) -> dict[str, Any]:
    """What desk/layout.html needs besides the context of every page."""
    lang = lang_of(request)
    city = current_city()
    actor = actor_on(request)
    staff = actor.kind == "staff"
    return {
        "site_name": say("desk.site", lang),
        "site_line": say("desk.site_line", lang, city=city.name.pick(lang)),
        "home_url": reverse("desk:home"),
        "nav": list_places(request) if staff else [],
        "search_url": address("cases:search") if staff and may(actor, "cases.view") else "",
        "staff_name": actor.name if staff else "",
        "staff_sections": section_names(actor.sections, lang) if staff else "",
        "sign_out_url": address("identity:sign_out") if staff else "",
        "security_url": address("identity:security") if staff else "",
        "sessions_url": address("identity:sessions") if staff else "",
        "alarms": alarms_for(actor, lang) if staff else [],
    }


def alarms_for(actor: Actor, lang: Language) -> list[str]:
    """What administrators and the data protection officer must know: a broken seal."""
    if not (may(actor, "organisation.manage") or may(actor, "audit.oversee")):
        return []
    return [
        say(
            "identity.emergency.alarm_note",
            lang,
            login=one.login,
            reason=one.reason,
            when=format_instant(one.opened_at, lang),
            until=format_instant(one.ends_at, lang),
        )
        for one in open_alarms()
    ]


def list_places(request: HttpRequest) -> list[Place]:
    """The entries of this person, the present one marked (the most exact address wins)."""
    actor, lang = actor_on(request), lang_of(request)
    open_to = [(entry, address(entry.page)) for entry in ENTRIES if may(actor, entry.permission)]
    shown = [(entry, url) for entry, url in open_to if url]
    under = [url for _, url in shown if request.path.startswith(url)]
    here = max(under, key=len, default="")
    return [Place(say(e.label, lang), e.icon, url, current=url == here) for e, url in shown]


def section_names(keys: frozenset[str], lang: str) -> str:
    """The sections of a person in words, in the order of the chart."""
    sections = [section for section in current_city().sections if section.key in keys]
    return "・".join(section.name.pick(lang) for section in sections)


@lru_cache(maxsize=64)
def address(name: str) -> str:
    """The address of a named page; empty where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
