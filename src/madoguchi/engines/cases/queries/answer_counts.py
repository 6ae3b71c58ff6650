# SPDX-License-Identifier: Apache-2.0
"""How often was each option chosen? Only of questions that are marked ``statistics``, never words.

Answers rest encrypted, so they are opened to be counted: of one procedure, the newest cases of the
period up to a limit. What so few have chosen that they could be known is not told.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from madoguchi.engines.cases.models import CaseContent
from madoguchi.engines.cases.policy import counted_sections
from madoguchi.engines.cases.queries.editions import current_revision, get_edition
from madoguchi.engines.cases.rules.figures import hide_small
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import TOKYO
from madoguchi.kernel.definition.compiled import CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.kinds.choices import NO, YES
from madoguchi.kernel.texts import TextValue

MOST = 3_000


@dataclass(frozen=True, slots=True)
class CountedQuestion:
    """A question with its options in order; the count is None where it is too small to tell."""

    id: str
    label: TextValue
    options: tuple[tuple[TextValue, int | None], ...]


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """The questions, of how many cases, and whether there are more cases than were counted."""

    questions: tuple[CountedQuestion, ...] = ()
    cases: int = 0
    more: bool = False


def count_answers(*, actor: Actor, procedure: str, first: date, last: date) -> AnswerCounts:
    """Count the options chosen in the cases of a procedure received between two days.

    Raises:
        UnknownRevision: the procedure is not published any more.
    """
    compiled = get_edition(procedure, current_revision(procedure)).compiled
    asked = [
        (step, question)
        for step in compiled.steps
        for question in step.inputs
        if getattr(question.question, "statistics", False) and _options(question)
    ]
    if not asked:
        return AnswerCounts()
    found: dict[str, Counter[str]] = {question.id: Counter() for _, question in asked}
    contents = _contents(actor, procedure, first, last)
    for content in contents[:MOST]:
        answers = content.answers
        for step, question in asked:
            found[question.id].update(_chosen(answers, step, question))
    counted = tuple(_counted(question, found[question.id]) for _, question in asked)
    return AnswerCounts(counted, min(len(contents), MOST), more=len(contents) > MOST)


def _contents(actor: Actor, procedure: str, first: date, last: date) -> list[CaseContent]:
    begin = datetime.combine(first, time(), tzinfo=TOKYO)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=TOKYO)
    rows = CaseContent.objects.filter(
        case__procedure_id=procedure, case__received_at__gte=begin, case__received_at__lt=end
    )
    sections = counted_sections(actor)
    if sections is not None:
        rows = rows.filter(case__section__in=sorted(sections))
    return list(rows.only("case_id", "sealed").order_by("-case__received_on")[: MOST + 1])


def _options(question: CompiledQuestion) -> dict[str, TextValue]:
    asked: Any = question.question
    if asked.type == "yes_no":
        return {"yes": asked.yes or YES, "no": asked.no or NO}
    if asked.type in {"choice", "choices"}:
        return {option.id: option.label for option in asked.options}
    return {}


def _chosen(
    answers: Mapping[str, Any], step: CompiledStep, question: CompiledQuestion
) -> Iterator[str]:
    rows: Any = answers.get(step.id) if step.repeats else [answers]
    for row in rows if isinstance(rows, list) else ():
        value = row.get(question.id)
        if isinstance(value, bool):
            yield "yes" if value else "no"
        elif isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))


def _counted(question: CompiledQuestion, found: Counter[str]) -> CountedQuestion:
    options = _options(question)
    told = hide_small({key: found[key] for key in options})
    label: TextValue = question.question.label
    shown = tuple((words, told[key]) for key, words in options.items())
    return CountedQuestion(question.id, label, shown)
