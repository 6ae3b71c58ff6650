# SPDX-License-Identifier: Apache-2.0
"""Where does each question of a definition stand, and what may rules know of it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from madoguchi.kernel.conditions.scope import Group, Source
from madoguchi.kernel.conditions.values import Number
from madoguchi.kernel.definition.problems import Report
from madoguchi.kernel.definition.questions import (
    AnyQuestion,
    ChoiceQuestion,
    ChoicesQuestion,
    ConsentQuestion,
    DateQuestion,
    FeeQuestion,
    HouseholdMemberQuestion,
    MoneyQuestion,
    NoteQuestion,
    NumberQuestion,
    TableQuestion,
)
from madoguchi.kernel.definition.schema import Procedure


@dataclass(slots=True)
class Layout:
    """The places of a definition's questions.

    ``step_of`` has the step of each question and of each group, ``steps`` the place of each step,
    ``step_orders`` the order of its first question.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    step_of: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    step_orders: list[int] = field(default_factory=list)
    values: int = 0

    def last_step_read(self, names: set[str]) -> int:
        """The last of the steps that hold these questions and groups; the first if there are none."""
        return max((self.step_of[name] for name in names), default=0)


def lay_out(procedure: Procedure, report: Report) -> Layout:
    """Give every question its place; reports ids that stand twice."""
    layout, order = Layout(), 0
    step_ids, seen = dict[str, str](), dict[str, str]()
    for at, step in enumerate(procedure.steps):
        _note_id(step_ids, step.id, f"steps[{at}].id", report)
        if step.repeat:
            # Its items stand among the answers under the step's id.
            _note_id(seen, step.id, f"steps[{at}].id", report)
        layout.step_orders.append(order)
        layout.steps.setdefault(step.id, at)
        if step.repeat:
            layout.step_of[step.id] = at
        places = 0
        for n, question in enumerate(step.questions):
            _note_id(seen, question.id, f"steps[{at}].questions[{n}].id", report)
            if not isinstance(question, NoteQuestion | FeeQuestion):
                group = step.id if step.repeat else None
                index = places if group else layout.values
                layout.sources[question.id] = _source(question, index, order, group)
                layout.step_of[question.id] = at
                places += bool(group)
                layout.values += not group
                if question.fact:
                    bound = layout.facts.get(question.fact, ())
                    layout.facts[question.fact] = (*bound, question.id)
            order += 1
        if step.repeat:
            most = step.repeat.max
            layout.groups[step.id] = Group(step.id, len(layout.groups), order - 1, most)
    return layout


def _note_id(seen: dict[str, str], name: str, path: str, report: Report) -> None:
    if name in seen:
        report.add(
            path,
            "twin",
            f"「{name}」は{seen[name]}でも使われています。同じidは1回だけ使えます。",
            f"The id {name} is also at {seen[name]}: an id stands once.",
        )
    else:
        seen[name] = path


def _source(question: AnyQuestion, index: int, order: int, group: str | None) -> Source:
    options: tuple[str, ...] = ()
    columns: Mapping[str, str] = {}
    lowest: Number | None = None
    highest: Number | None = None
    whole = True
    if isinstance(question, ChoiceQuestion | ChoicesQuestion):
        options = tuple(option.id for option in question.options)
    elif isinstance(question, HouseholdMemberQuestion):
        options = tuple(option.id for option in question.relations)
    elif isinstance(question, TableQuestion):
        columns = {column.id: column.type for column in question.columns}
    elif isinstance(question, NumberQuestion):
        lowest, highest = (
            None if n is None else Fraction(n) for n in (question.minimum, question.maximum)
        )
        whole = question.decimals == 0
    elif isinstance(question, MoneyQuestion):
        lowest, highest = question.minimum, question.maximum
    return Source(
        id=question.id,
        type=question.type,
        index=index,
        order=order,
        group=group,
        options=options,
        columns=columns,
        required=_is_required(question),
        lowest=lowest,
        highest=highest,
        whole=whole,
        sure=not (isinstance(question, DateQuestion) and question.unknown),
    )


def _is_required(question: AnyQuestion) -> bool:
    """Whether nobody gets past it without an answer; where in doubt nothing may be proven by it."""
    if isinstance(question, NoteQuestion | FeeQuestion):
        return False
    if isinstance(question, ConsentQuestion):
        return question.must_agree
    if isinstance(question, TableQuestion):
        return question.required and question.rows_min > 0
    return question.required
