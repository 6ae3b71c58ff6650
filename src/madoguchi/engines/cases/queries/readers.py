# SPDX-License-Identifier: Apache-2.0
"""Who of the city read a case: on its page, in a list, in a table that was taken out?"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from madoguchi.engines.cases.models import Case, ExportedCase
from madoguchi.engines.cases.queries.city import office_city
from madoguchi.engines.cases.rules.readers import LIST_KINDS, Look, seen_as
from madoguchi.kernel.clock import today
from madoguchi.kernel.own_data import Reading
from madoguchi.platform.audit import api as audit
from madoguchi.platform.identity.api import User
from madoguchi.platform.organisation.chart import current_chart

MOST_COUNTED = 5000
LISTS_BACK = timedelta(days=400)
READ = ("cases.read", "cases.original_opened")
LISTS = tuple(f"cases:{what}" for what in LIST_KINDS)


class Readers:
    """Everyone who read one case, told by section and post; by name only where the city says so."""

    def __init__(self, case: Case, *, lang: str, at: datetime) -> None:
        self.case, self.lang = case, lang
        self.lists_since = max(case.received_at, at - LISTS_BACK)
        self._leaves = audit.list_by_subject(case.ref, actions=READ, limit=MOST_COUNTED)
        self._listings = audit.list_listings(case.number, subjects=LISTS, since=self.lists_since)
        self._exports = list(
            ExportedCase.objects.filter(case=case).select_related("export").order_by("-export__at")
        )
        self._names = _names_of(
            {leaf.actor_ref for leaf in self._leaves}
            | {one.actor_ref for one in self._listings}
            | {one.export.actor_ref for one in self._exports}
        )
        self._chart = current_chart()
        self._posts: dict[tuple[str, object], tuple[str, str]] = {}

    def list_readings(self, most: int) -> tuple[tuple[Reading, ...], bool]:
        """The latest openings of the case one by one, and whether there were more."""
        shown = tuple(
            Reading(
                at=leaf.at,
                section=self._post(leaf.actor_ref, leaf.at)[0],
                post=self._post(leaf.actor_ref, leaf.at)[1],
                purpose=leaf.purpose,
                what=_what(leaf),
                name=self._names.get(leaf.actor_ref, ""),
            )
            for leaf in self._leaves[:most]
        )
        return shown, len(self._leaves) > most

    def list_looks(self) -> Iterable[Look]:
        """Every reading, list and table."""
        for leaf in self._leaves:
            yield self._look(leaf.actor_ref, _what(leaf), leaf.purpose, 1, leaf.at, leaf.at)
        for one in self._listings:
            look = (one.purpose, one.count, one.first_at, one.last_at)
            yield self._look(one.actor_ref, "", *look)
        for row in self._exports:
            export = row.export
            section, post = self._post(export.actor_ref, export.at)
            name = self._names.get(export.actor_ref, "")
            yield Look(section, post, name, "export", export.purpose, 1, export.at, export.at)

    def _look(
        self, ref: str, what: str, purpose: str, count: int, first_at: datetime, last_at: datetime
    ) -> Look:
        section, post = self._post(ref, last_at)
        kind = seen_as(what) if what else "list"
        return Look(
            section, post, self._names.get(ref, ""), kind, purpose, count, first_at, last_at
        )

    def _post(self, ref: str, at: datetime) -> tuple[str, str]:
        key = (ref, today(at))
        if key not in self._posts:
            held = self._chart.held_on(ref, today(at))
            section = name_section(held[0].section, self.lang) if held else ""
            self._posts[key] = (section, held[0].title if held else "")
        return self._posts[key]


def name_section(key: str, lang: str) -> str:
    """A section in the reader's language."""
    section = office_city().find_section(key)
    return section.name.pick(lang) if section else key


def _what(leaf: audit.Leaf) -> str:
    if leaf.action == "cases.original_opened":
        return "original"
    return str(leaf.facts.get("what", "page"))


def _names_of(refs: set[str]) -> dict[str, str]:
    """Names of staff, where the city has decided to tell them (NAME_READERS)."""
    if not getattr(settings, "NAME_READERS", False):
        return {}
    ids = [ref.removeprefix("identity:") for ref in refs if ref.startswith("identity:")]
    rows = User.objects.filter(pk__in=ids, kind=User.Kind.STAFF)
    return {f"identity:{pk}": name for pk, name in rows.values_list("pk", "display_name")}
