# SPDX-License-Identifier: Apache-2.0
"""Which revision of a procedure is in force?"""

from madoguchi.engines.procedures.models import Revision
from madoguchi.engines.procedures.rules.refusals import ProcedureUnknown


def find_current(procedure_id: str) -> Revision | None:
    """The revision in force, without its definition."""
    current = Revision.objects.filter(procedure_id=procedure_id, is_current=True)
    return current.defer("definition").first()


def get_current(procedure_id: str) -> Revision:
    """The revision in force.

    Raises:
        ProcedureUnknown: the procedure does not exist or is not offered any more.
    """
    found = find_current(procedure_id)
    if found is None:
        raise ProcedureUnknown
    return found


def list_current() -> list[Revision]:
    """Every revision in force, without the definitions."""
    return list(
        Revision.objects.filter(is_current=True).defer("definition").order_by("procedure_id")
    )
