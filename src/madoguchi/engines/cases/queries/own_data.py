# SPDX-License-Identifier: Apache-2.0
"""What does the office hold of one application, since when, what for, and who read it?"""

from datetime import datetime

from madoguchi.engines.cases.models import Case, CaseFile
from madoguchi.engines.cases.queries.city import office_city
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.fields import list_described
from madoguchi.kernel.clock import today
from madoguchi.kernel.own_data import DataReport, HeldFile, HeldValue, Reading
from madoguchi.platform.audit import api as audit
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.organisation.api import posts_on

MOST_READINGS = 500
READ = ("cases.read",)


def describe_own_data(case: Case, *, at: datetime) -> DataReport:
    """The report, in the language in which the applicant filed."""
    edition, lang = get_edition(case.procedure_id, case.revision), case.language
    procedure = edition.compiled.definition
    leaves = audit.list_by_subject(case.ref, actions=READ, limit=MOST_READINGS + 1)
    return DataReport(
        made_at=at,
        purpose=procedure.title.pick(lang),
        law=tuple(str(law) for law in procedure.law),
        section=_section(case.section, lang),
        received_at=case.received_at,
        consent="",
        kept_until=case.destroy_on,
        values=_values(edition, case, lang),
        files=tuple(
            HeldFile(name=file.name, size=file.size, at=file.received_at)
            for file in CaseFile.objects.filter(case=case).order_by("received_at", "id")
        ),
        readings=tuple(_reading(leaf, lang) for leaf in leaves[:MOST_READINGS]),
        more_readings=len(leaves) > MOST_READINGS,
    )


def _values(edition: Edition, case: Case, lang: str) -> tuple[HeldValue, ...]:
    origins = case.content.provenance
    found = []
    for step in list_described(edition, case, lang):
        for row in step.rows:
            origin = origins.get(row.question_id, {})
            found.append(
                HeldValue(
                    group=step.title,
                    label=row.label,
                    text=row.text,
                    source=origin.get("source", "typed"),
                    at=origin.get("at") or case.received_at,
                )
            )
    return tuple(found)


def _reading(leaf: Leaf, lang: str) -> Reading:
    held = posts_on(leaf.actor_ref, today(leaf.at))
    return Reading(
        at=leaf.at,
        section=_section(held[0].section, lang) if held else "",
        post=held[0].title if held else "",
        purpose=leaf.purpose,
        what=str(leaf.body().detail.get("what", "")),
    )


def _section(key: str, lang: str) -> str:
    section = office_city().find_section(key)
    return section.name.pick(lang) if section else key
