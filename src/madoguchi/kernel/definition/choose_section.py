# SPDX-License-Identifier: Apache-2.0
"""Which section takes a case, and what do the automatic checks say?"""

from dataclasses import dataclass

from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.look import look
from madoguchi.kernel.definition.results import Answers
from madoguchi.kernel.texts import TextValue


@dataclass(frozen=True, slots=True)
class CheckResult:
    """An automatic check that the officer sees; ``good`` is None where it cannot be told."""

    id: str
    label: TextValue
    good: bool | None
    explain: TextValue | None


def choose_section(compiled: Compiled, answers: Answers, ctx: Context) -> str:
    """The key of the section: that of the first route that holds, else the procedure's own."""
    frame = look(compiled, answers, ctx, final=True).frame
    routes = (route.section for route, test in compiled.routes if test(frame))
    return next(routes, compiled.definition.section)


def run_checks(compiled: Compiled, answers: Answers, ctx: Context) -> tuple[CheckResult, ...]:
    """What each automatic check says about filed answers."""
    frame = look(compiled, answers, ctx, final=True).frame
    return tuple(
        CheckResult(check.id, check.label, test(frame), check.explain)
        for check, test in compiled.checks
    )
