# SPDX-License-Identifier: Apache-2.0
"""Office: what was destroyed stays destroyed, no number is given twice, and a drill can prove it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

import madoguchi.engines.cases.api as cases
from madoguchi.engines.cases.events import CaseDestroyed
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.facts import on
from madoguchi.platform.backup.checks import Finding, proves
from madoguchi.platform.backup.register import Entry, Kind, remembers
from madoguchi.platform.files.api import forget

DESTROYED, NUMBERS = "cases.destroyed", "cases.letter_numbers"


@on(CaseDestroyed)
def forget_files(fact: CaseDestroyed) -> None:
    """The files of a destroyed case go with it."""
    forget(fact.file_ids)


def _destroyed() -> Iterator[Entry]:
    for case in cases.list_destroyed():
        detail = {name: str(value) for name, value in asdict(case).items()}
        yield Entry(DESTROYED, str(case.id), detail)


def _destroy_again(entry: Entry, at: datetime) -> bool:
    detail = entry.detail
    case = cases.DestroyedCase(
        id=UUID(detail["id"]),
        case_id=UUID(detail["case_id"]),
        number=detail["number"],
        procedure_id=detail["procedure_id"],
        section=detail["section"],
        outcome=detail["outcome"],
        classification=detail["classification"],
        closed_on=date.fromisoformat(detail["closed_on"]),
        destroy_on=date.fromisoformat(detail["destroy_on"]),
        destroyed_at=datetime.fromisoformat(detail["destroyed_at"]),
        destroyed_by_name=detail["destroyed_by_name"],
    )
    return cases.destroy_again(destroyed=case, actor=SYSTEM, at=at)


def _given() -> Iterator[Entry]:
    for given in cases.list_given_numbers():
        name = f"{given.section}:{given.fiscal_year}:{given.last}"
        yield Entry(NUMBERS, name, asdict(given))


def _skip(entry: Entry, at: datetime) -> bool:
    return cases.skip_numbers(given=cases.GivenNumbers(**entry.detail), actor=SYSTEM, at=at)


remembers(Kind(DESTROYED, _destroyed, _destroy_again))
remembers(Kind(NUMBERS, _given, _skip))


def _register(name: str, problems: Callable[[], Iterator[str]]) -> None:
    @proves(name)
    def check(finding: Finding) -> None:
        finding.checked = cases.soundness.count_cases()
        for problem in problems():
            finding.fail(problem)


_register("every case has its actions", cases.soundness.list_cases_without_actions)
_register("states follow from actions", cases.soundness.list_state_differences)
_register("attachments of cases are there", cases.soundness.list_lost_files)
_register("letter numbers gapless or explained", cases.soundness.list_number_gaps)
