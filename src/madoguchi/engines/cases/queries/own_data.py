# SPDX-License-Identifier: Apache-2.0
"""What does the office hold of one application, since when, what for, and who read it?"""

from datetime import datetime

from madoguchi.engines.cases.models import Amendment, Case, CaseFile
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.fields import list_described, name_origin
from madoguchi.engines.cases.queries.own_records import list_records
from madoguchi.engines.cases.queries.readers import Readers, name_section
from madoguchi.engines.cases.rules.readers import group_looks
from madoguchi.kernel.own_data import AmendmentState, DataReport, HeldFile, HeldValue

MOST_READINGS = 500


def describe_own_data(case: Case, *, at: datetime) -> DataReport:
    """The report, in the language in which the applicant filed."""
    edition, lang = get_edition(case.procedure_id, case.revision), case.language
    procedure = edition.compiled.definition
    readers = Readers(case, lang=lang, at=at)
    readings, more = readers.list_readings(MOST_READINGS)
    values = _values(edition, case, lang)
    return DataReport(
        made_at=at,
        purpose=procedure.title.pick(lang),
        law=tuple(str(law) for law in procedure.law),
        section=name_section(case.section, lang),
        received_at=case.received_at,
        consent="、".join(one.label for one in values if one.type == "consent" and one.value),
        kept_until=case.destroy_on,
        values=values,
        files=tuple(
            HeldFile(name=file.name, size=file.size, at=file.received_at)
            for file in CaseFile.objects.filter(case=case).order_by("received_at", "id")
        ),
        readings=readings,
        more_readings=more,
        groups=group_looks(readers.list_looks()),
        lists_since=readers.lists_since,
        amendments=tuple(_amendment(one) for one in case.amendments.all()),
        records=list_records(case),
    )


def _values(edition: Edition, case: Case, lang: str) -> tuple[HeldValue, ...]:
    origins = case.content.provenance
    found = []
    for step in list_described(edition, case, lang):
        for row in step.rows:
            origin = origins.get(name_origin(step, row), {})
            found.append(
                HeldValue(
                    group=step.title,
                    label=row.label,
                    text=row.text,
                    source=origin.get("source", "typed"),
                    at=origin.get("at") or case.received_at,
                    step=step.step_id,
                    question=row.question_id,
                    item=step.item,
                    type=row.type,
                    value=row.value if row.type != "file" else None,
                    note=origin.get("note", ""),
                )
            )
    return tuple(found)


def _amendment(row: Amendment) -> AmendmentState:
    return AmendmentState.model_validate(
        {
            "request_id": row.id,
            "kind": row.kind,
            "label": row.label,
            "wanted": row.asked["wanted"],
            "asked_at": row.asked_at,
            "outcome": row.outcome,
            "answer": row.answer,
            "answered_at": row.answered_at,
        }
    )
