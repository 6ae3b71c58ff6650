# SPDX-License-Identifier: Apache-2.0
"""What does a revision mean? Compiled definitions, kept per process by digest."""

from collections.abc import Mapping
from typing import Any

from madoguchi.engines.procedures.models import Revision
from madoguchi.kernel.definition.compile import compile_procedure
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.load import load_definition

_compiled: dict[str, Compiled] = {}


def compiled_of(revision: Revision) -> Compiled:
    """The compiled definition; the definition is read from the database once per process."""
    found = _compiled.get(revision.digest)
    if found is None:
        found = _compiled[revision.digest] = compile_definition(revision.definition)
    return found


def compile_definition(definition: Mapping[str, Any]) -> Compiled:
    """Compile a definition that the office has proven; raises ``DefinitionRejected``."""
    return compile_procedure(load_definition(definition), prove=False)


def compiled_of_all(revisions: list[Revision]) -> dict[str, Compiled]:
    """Compiled definitions by procedure id; those not known yet are read with one query."""
    missing = [row.pk for row in revisions if row.digest not in _compiled]
    if missing:
        for row in Revision.objects.filter(pk__in=missing):
            compiled_of(row)
    return {row.procedure_id: _compiled[row.digest] for row in revisions}
