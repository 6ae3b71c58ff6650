# SPDX-License-Identifier: Apache-2.0
"""What follows from new answers? Content, findings and search columns, together."""

from collections.abc import Mapping
from typing import Any

from madoguchi.engines.cases.commands.open_case import index
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.new_case import examine, personal_columns
from madoguchi.kernel.definition.prune import prune


def renew_content(
    case: Case, answers: Mapping[str, Any], origins: Mapping[str, Any]
) -> dict[str, Any]:
    """Put answers in with where the changed ones came from; returns the columns to save."""
    edition = get_edition(case.procedure_id, case.revision)
    content = case.content
    context = edition.context(on=case.received_on, identity=case.identity)
    kept = prune(edition.compiled, answers, context)
    content.put(answers=kept, provenance=content.provenance | dict(origins))
    content.findings = examine(edition, kept, identity=case.identity, on=case.received_on)
    content.save(update_fields=["sealed", "findings"])
    columns = personal_columns(edition, kept)
    columns["finding_count"] = len(content.findings)
    for name, value in columns.items():
        setattr(case, name, value)
    index(case, edition, kept)
    return columns
