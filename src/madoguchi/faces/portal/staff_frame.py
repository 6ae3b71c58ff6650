# SPDX-License-Identifier: Apache-2.0
"""Where can a member of staff go on the portal? Only where their roles let them in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from madoguchi.kernel.actors import Actor
from madoguchi.platform.identity.api import staff_of
from madoguchi.platform.organisation.api import permissions_of
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

ROOT = "/staff/"
PLACES = (
    ("portal:staff", "portal.visit", "home", "portal.staff.title"),
    ("booking:desk-week", "booking.view", "calendar", "booking.desk.week"),
    ("booking:desk-day", "booking.view", "list", "booking.desk.day"),
    ("booking:desk-proxy", "booking.work", "phone", "booking.desk.proxy"),
    ("booking:desk-gate", "booking.work", "scan", "booking.desk.gate"),
    ("booking:desk-patrons", "booking.work", "user", "booking.desk.patrons"),
    ("booking:desk-groups", "booking.work", "users", "booking.desk.groups"),
    ("booking:desk-reductions", "booking.work", "yen", "booking.desk.reductions"),
    ("booking:desk-courses", "booking.view", "book", "booking.desk.courses"),
    ("booking:desk-waiting", "booking.view", "hold", "booking.desk.waiting"),
    ("booking:desk-lotteries", "booking.view", "stamp", "booking.desk.lotteries"),
    ("booking:desk-spaces", "booking.view", "building", "booking.desk.spaces"),
    ("booking:desk-statistics", "booking.view", "chart", "booking.desk.statistics"),
    ("booking:rules", "booking.manage", "edit", "booking.rules.title"),
    ("booking:desk-emergency", "booking.manage", "shelter", "booking.desk.emergency"),
    ("queue:staff", "queue.view", "users", "queue.staff.title"),
    ("payments:desk", "payments.view", "yen", "payments.desk.title"),
    ("payments:desk-dues", "payments.view", "search", "payments.desk.dues"),
    ("payments:desk-lines", "payments.work", "inbox", "payments.work.waiting_lines"),
    ("payments:desk-files", "payments.work", "file", "payments.desk.files"),
    ("payments:desk-refunds", "payments.view", "undo", "payments.work.refunds"),
    ("payments:desk-overdue", "payments.view", "clock", "payments.work.overdue"),
    ("payments:desk-runs", "payments.work", "calendar", "payments.desk.runs"),
    ("payments:desk-till", "payments.view", "shop", "payments.desk.till"),
    ("payments:desk-day", "payments.view", "list", "payments.desk.day"),
    ("payments:desk-months", "payments.view", "chart", "payments.desk.months"),
    ("messaging:desk", "messaging.view", "megaphone", "messaging.desk.title"),
    ("messaging:desk-alarm", "messaging.alarm", "bell", "messaging.desk.alarm"),
    ("messaging:desk-templates", "messaging.view", "file", "messaging.templates.title"),
    ("messaging:desk-dead", "messaging.view", "warn", "messaging.dead.title"),
    ("messaging:desk-addresses", "messaging.view", "mail", "messaging.addresses.title"),
    ("messaging:desk-exclusions", "messaging.approve", "minus", "messaging.exclusions.title"),
    ("oversight:findings", "audit.oversee", "shield", "oversight.title"),
)
"""Address, permission, picture and words, in the order of a working day."""


@dataclass(frozen=True, slots=True)
class StaffPlace:
    """A link of the staff's frame."""

    label: str
    url: str
    icon: str
    current: bool = False


def staff_frame(request: HttpRequest) -> dict[str, Any]:
    """What portal/staff_layout.html needs; empty outside the staff's pages and for strangers."""
    if not request.path.startswith(ROOT):
        return {}
    actor = staff_of(request)
    if actor is None:
        return {}
    return {
        "layout": "portal/staff_layout.html",
        "staff_name": actor.name,
        "staff_places": staff_places(request, actor),
    }


def staff_places(request: HttpRequest, actor: Actor) -> list[StaffPlace]:
    """The places that the roles open and that this installation has."""
    lang, held = lang_of(request), permissions_of(actor.roles)
    found = [
        (url, icon, say(words, lang))
        for name, permission, icon, words in PLACES
        if permission in held and (url := _address(name))
    ]
    here = max((url for url, _, _ in found if request.path.startswith(url)), key=len, default="")
    return [StaffPlace(label, url, icon, current=url == here) for url, icon, label in found]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
