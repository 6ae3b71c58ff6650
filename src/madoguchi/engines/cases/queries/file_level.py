# SPDX-License-Identifier: Apache-2.0
"""How far is a file of this question to be taken apart? What the procedure says, or the default."""

from madoguchi.engines.cases.models import CaseFile
from madoguchi.engines.cases.queries.editions import UnknownRevision, get_edition
from madoguchi.kernel.definition.questions import FileQuestion
from madoguchi.platform.files.sanitising.results import Level

DEFAULT_LEVEL: Level = "structural"


def level_for(file: CaseFile) -> Level:
    """The level that the definition asks for where it does (``safe_copy``), else ``structural``."""
    try:
        edition = get_edition(file.case.procedure_id, file.case.revision)
    except UnknownRevision:
        return DEFAULT_LEVEL
    for step in edition.procedure.steps:
        for question in step.questions:
            if question.id == file.question and isinstance(question, FileQuestion):
                return question.safe_copy
    return DEFAULT_LEVEL
