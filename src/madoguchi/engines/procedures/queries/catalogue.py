# SPDX-License-Identifier: Apache-2.0
"""Which procedures can a person choose from on a day, and how are they grouped?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from madoguchi.engines.procedures.models import Revision
from madoguchi.engines.procedures.queries.compiled import compiled_of_all
from madoguchi.engines.procedures.queries.revisions import list_current
from madoguchi.engines.procedures.rules.seasons import SeasonState, judge_season
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.estimate_minutes import estimate_minutes
from madoguchi.kernel.definition.schema import Procedure


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A procedure as it stands in a list, in one language."""

    id: str
    revision: int
    title: str
    summary: str
    section: str
    icon: str
    life_events: tuple[str, ...]
    minutes: int
    has_fee: bool
    season: SeasonState
    deadline: str
    procedure: Procedure

    @property
    def is_open(self) -> bool:
        """Whether it can be started on that day."""
        return self.season.is_open


def list_catalogue(lang: str, at: datetime) -> list[CatalogueEntry]:
    """Every procedure that is for everyone, open ones first, then by title; one query."""
    entries = entries_of(list_current(), lang, at)
    public = (entry for entry in entries if not entry.procedure.restricted)
    return sorted(public, key=lambda entry: (not entry.is_open, entry.title))


def list_in_force(lang: str, at: datetime) -> list[CatalogueEntry]:
    """Every procedure in force, also those for which a code is needed: for staff; one query."""
    return sorted(entries_of(list_current(), lang, at), key=lambda entry: entry.title)


def entries_of(revisions: list[Revision], lang: str, at: datetime) -> list[CatalogueEntry]:
    """The entries of some revisions."""
    compiled = compiled_of_all(revisions)
    return [_entry(row, compiled[row.procedure_id], lang, at) for row in revisions]


def _entry(row: Revision, compiled: Compiled, lang: str, at: datetime) -> CatalogueEntry:
    procedure = compiled.definition
    return CatalogueEntry(
        id=procedure.id,
        revision=row.revision,
        title=procedure.title.pick(lang),
        summary=procedure.summary.pick(lang),
        section=procedure.section,
        icon=procedure.icon,
        life_events=procedure.life_events,
        minutes=procedure.minutes or estimate_minutes(compiled),
        has_fee=procedure.fee is not None,
        season=judge_season(procedure.seasons, today(at)),
        deadline=procedure.deadline.pick(lang) if procedure.deadline else "",
        procedure=procedure,
    )


def by_life_event(entries: Iterable[CatalogueEntry]) -> dict[str, list[CatalogueEntry]]:
    """Entries under each life event that they name; one entry may stand under several."""
    groups: dict[str, list[CatalogueEntry]] = {}
    for entry in entries:
        for event in entry.life_events:
            groups.setdefault(event, []).append(entry)
    return groups


def by_section(entries: Iterable[CatalogueEntry]) -> dict[str, list[CatalogueEntry]]:
    """Entries under the section that handles them."""
    groups: dict[str, list[CatalogueEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.section, []).append(entry)
    return groups
