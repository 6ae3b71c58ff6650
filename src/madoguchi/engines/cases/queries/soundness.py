# SPDX-License-Identifier: Apache-2.0
"""Do the cases hang together? What a drill asks of a restored office."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, F, Max

from madoguchi.engines.cases.models import Case, CaseFile, Letter, LetterCounter
from madoguchi.engines.cases.models.action import CaseAction
from madoguchi.platform.audit.api import Leaf
from madoguchi.platform.files.models import StoredFile

SKIPPED = "cases.letter_numbers_skipped"


def count_cases() -> int:
    """How many cases there are."""
    return Case.objects.count()


def list_cases_without_actions() -> Iterator[str]:
    """Cases whose row is not the fold of gapless actions."""
    rows = Case.objects.annotate(
        actions_count=Count("actions"), last=Max("actions__seq")
    ).order_by()
    for number, count, last in rows.values_list("number", "actions_count", "last").iterator():
        if not count or last not in (count, count - 1):
            yield f"{number}: {count} actions up to {last}"


def list_state_differences() -> Iterator[str]:
    """Cases whose state is not the one after their last action."""
    newest = CaseAction.objects.order_by("case_id", "-seq")
    seen = None
    for case_id, state, current, number in newest.values_list(
        "case_id", "state", "case__state", "case__number"
    ).iterator():
        if case_id != seen and state != current:
            yield f"{number}: {current}, but the last action says {state}"
        seen = case_id


def list_lost_files() -> Iterator[str]:
    """Attachments of cases that no file stands behind."""
    known = StoredFile.objects.values("id")
    for number, file_id in (
        CaseFile.objects.exclude(file_id__in=known)
        .values_list(F("case__number"), "file_id")
        .iterator()
    ):
        yield f"{number}: file {file_id}"


def list_number_gaps() -> Iterator[str]:
    """Document numbers that were neither given to a letter nor explained."""
    used: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for section, year, serial in Letter.objects.values_list("section", "fiscal_year", "serial"):
        used[section, year].add(serial)
    for leaf in Leaf.objects.filter(action=SKIPPED):
        facts = leaf.facts
        used[facts["section"], facts["year"]] |= set(range(facts["first"], facts["last"] + 1))
    for counter in LetterCounter.objects.all():
        wanted = set(range(1, counter.last + 1))
        if missing := wanted - used[counter.section, counter.fiscal_year]:
            yield f"{counter.section} {counter.fiscal_year}: {sorted(missing)[:5]}"
