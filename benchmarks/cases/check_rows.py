# SPDX-License-Identifier: Apache-2.0
"""Are the measured rows what the engine itself would have written for the same applications?"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from benchmarks.cases.lives import Lives
from benchmarks.cases.rows import CASE, COLUMNS, SEARCH, RowMaker
from madoguchi.engines.cases.api import row_of
from madoguchi.engines.cases.models.content import open_sealed
from madoguchi.kernel.application import SubmittedApplication

CHECKED_CASES = 60
_SAME = (
    "procedure_title", "section", "standard_days", "received_on", "applicant_name",
    "applicant_kana", "applicant_birth_on", "applicant_birth_text", "applicant_address",
    "applicant_phone", "applicant_email", "name_key", "kana_key", "address_key", "phone_key",
    "fee_yen", "finding_count", "language", "identity", "proof_state",
)  # fmt: skip


class RowsDiffer(Exception):
    """A column that the engine would have filled otherwise."""


def check_rows(maker: RowMaker, lives: Lives) -> None:
    """Make some cases, compare them with ``row_of``, and leave the maker's piles empty."""
    for _ in range(CHECKED_CASES):
        life = lives.draw()
        maker.make(life, maker.meet())
        case = dict(zip(COLUMNS[CASE], maker.rows[CASE][-1], strict=True))
        tokens = maker.rows[SEARCH][-1][2]
        sealed = maker.rows["cases_casecontent"][-1][1]
        answers = open_sealed(UUID(case["id"]), sealed)["answers"]
        at = datetime.fromtimestamp(life.seconds[0], UTC)
        engine = row_of(_application(case, answers, at), at=at)
        same = _SAME if life.asked_on else (*_SAME, "due_on")
        _compare(case, dict(engine.case), same)
        if set(tokens.split()) != set(str(engine.search["tokens"]).split()):
            raise RowsDiffer(f"tokens: {tokens!r} and {engine.search['tokens']!r}")
    for made in maker.rows.values():
        made.clear()


def _application(
    case: dict[str, Any], answers: dict[str, Any], at: datetime
) -> SubmittedApplication:
    return SubmittedApplication(
        submission_id=UUID(case["submission_id"]),
        receipt_number=case["number"],
        procedure_id=case["procedure_id"],
        revision=case["revision"],
        language=case["language"],
        submitted_at=at,
        reply_key=None,
        answers=answers,
    )


def _compare(case: dict[str, Any], engine: dict[str, Any], columns: tuple[str, ...]) -> None:
    for column in columns:
        ours, theirs = case[column], engine[column]
        if ours != (theirs.isoformat() if hasattr(theirs, "isoformat") else theirs):
            raise RowsDiffer(f"{column}: {ours!r} and {theirs!r}")
