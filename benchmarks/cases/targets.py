# SPDX-License-Identifier: Apache-2.0
"""On which cases do the clerks act, and whom do they look for? Printed as JSON by the office."""

import json
import random
import sys
from typing import Any

MOST = 4_000
YEARS = ("R4", "R5", "R6", "R7", "R8")


def main() -> None:
    """Print the targets of each section."""
    import django

    django.setup()
    from madoguchi.engines.cases.models import Case

    sections = Case.objects.order_by("section").values_list("section", flat=True).distinct()
    json.dump({section: find_targets(section) for section in sections}, sys.stdout)


def find_targets(section: str) -> dict[str, Any]:
    """Numbers by what can be done with them, and people by what they are looked for."""
    from madoguchi.engines.cases.models import Case

    cases = Case.objects.filter(section=section)
    living = list(
        cases.filter(is_open=True).order_by("number").values_list("number", "state", "assignee_ref")
    )
    random.Random(1).shuffle(living)
    ended = [
        number
        for year in YEARS
        for number in cases.filter(is_open=False, number__startswith=f"{year}-")
        .order_by("number")
        .values_list("number", flat=True)[: MOST // len(YEARS)]
    ]
    people = cases.filter(number__in=random.Random(2).sample(ended, min(len(ended), 1_500)))
    return {
        "unassigned": [n for n, state, ref in living if state == "received" and not ref],
        "received": [n for n, state, ref in living if state == "received" and ref],
        "reviewing": [n for n, state, _ in living if state == "reviewing"],
        "correction": [n for n, state, _ in living if state in {"correction", "deciding"}],
        "ended": ended,
        "people": list(
            people.values_list(
                "applicant_name", "applicant_kana", "applicant_phone", "applicant_address"
            )
        ),
        "procedures": list(cases.values_list("procedure_id", flat=True).distinct()),
    }


if __name__ == "__main__":
    main()
