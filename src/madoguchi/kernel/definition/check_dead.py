# SPDX-License-Identifier: Apache-2.0
"""Is there anything in a definition that nobody can ever meet, or a fee that has no value?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kernel.conditions.ast import Expression, Table
from madoguchi.kernel.conditions.formula import Abstraction, Branch, Formula, conjunction
from madoguchi.kernel.conditions.prove import Search
from madoguchi.kernel.conditions.scope import Scope
from madoguchi.kernel.definition.layout import Layout
from madoguchi.kernel.definition.problems import Report
from madoguchi.kernel.definition.questions import (
    AnyQuestion,
    ChoiceQuestion,
    ChoicesQuestion,
    NoteQuestion,
)
from madoguchi.kernel.definition.schema import Procedure


def check_dead(procedure: Procedure, layout: Layout, report: Report) -> None:
    """Report what can never be reached, chosen, met or charged, as far as it can be proven."""
    scope = Scope(layout.sources, layout.groups, layout.facts)
    _Proof(procedure, layout, report, Abstraction(scope)).run()


@dataclass(slots=True)
class _Proof:
    procedure: Procedure
    layout: Layout
    report: Report
    abstraction: Abstraction
    search: Search = field(init=False)
    asked: dict[str, Formula] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.search = Search(self.abstraction.variables, self.asked.__getitem__)
        for step in self.procedure.steps:
            shown = self.abstraction.formula(step.when)
            for question in step.questions:
                own = self.abstraction.formula(question.when)
                self.asked[question.id] = conjunction(shown, own)

    def run(self) -> None:
        """Check steps with their questions, endings, requirements, fee and routes."""
        self._check_steps()
        self._check_endings()
        for n, rule in enumerate(self.procedure.eligible):
            if self._never(self.abstraction.formula(rule.when)):
                self._report(f"eligible[{n}].when", "never_met", "この要件を満たす人はいません。",
                             "Nobody can ever meet this requirement.")  # fmt: skip
        self._check_fee()
        earlier: list[Formula] = []
        for n, route in enumerate(self.procedure.routes):
            own = self.abstraction.formula(route.when)
            if self._never(conjunction(*earlier, own)):
                self._report(f"routes[{n}].when", "dead_route",
                             "この条件が選ばれることはありません。",
                             "This route is never taken.")  # fmt: skip
            earlier.append(_negate(own))

    def _check_steps(self) -> None:
        for at, step in enumerate(self.procedure.steps):
            reached = self._reached(at)
            if self._never(reached):
                self._report(f"steps[{at}]", "unreachable_step",
                             f"ステップ「{step.id}」にたどり着く人はいません。",
                             f"Nobody can ever reach the step {step.id}.")  # fmt: skip
                continue
            for n, question in enumerate(step.questions):
                self._check_question(question, reached, f"steps[{at}].questions[{n}]")

    def _check_question(self, question: AnyQuestion, reached: Formula, path: str) -> None:
        shown = conjunction(reached, self.abstraction.formula(question.when))
        if question.when is not None and self._never(shown):
            self._report(f"{path}.when", "dead_question",
                         f"「{question.id}」が聞かれることはありません。条件が成り立ちません。",
                         f"{question.id} is never asked: its condition cannot hold.")  # fmt: skip
            return
        if isinstance(question, NoteQuestion) and question.number is not None:
            self._check_tables(question.number, shown, f"{path}.number")
        if not isinstance(question, ChoiceQuestion | ChoicesQuestion):
            return
        for n, option in enumerate(question.options):
            offered = self.abstraction.formula(option.when)
            if option.when is not None and self._never(conjunction(shown, offered)):
                self._report(f"{path}.options[{n}].when", "dead_option",
                             f"選択肢「{option.id}」が出ることはありません。",
                             f"The option {option.id} is never offered.")  # fmt: skip

    def _reached(self, at: int) -> Formula:
        """The step is shown, and no ending before it holds."""
        shown = self.abstraction.formula(self.procedure.steps[at].when)
        passed = [
            _negate(self._ended(n))
            for n in range(len(self.procedure.endings))
            if self._after(n) < at
        ]
        return conjunction(shown, *passed)

    def _ended(self, number: int) -> Formula:
        """An ending holds where its step was shown."""
        after = self.procedure.steps[self._after(number)]
        ending = self.procedure.endings[number]
        return conjunction(
            self.abstraction.formula(after.when), self.abstraction.formula(ending.when)
        )

    def _after(self, number: int) -> int:
        after = self.procedure.endings[number].after
        last = len(self.procedure.steps) - 1
        return self.layout.steps.get(after, last) if after else last

    def _check_endings(self) -> None:
        for n, ending in enumerate(self.procedure.endings):
            at = self._after(n)
            earlier = [_negate(self._ended(m)) for m in range(n) if self._after(m) <= at]
            reached = conjunction(self._ended(n), *earlier)
            if self._never(reached):
                self._report(f"endings[{n}].when", "unreachable_ending",
                             f"「{ending.id}」にたどり着く人はいません。",
                             f"Nobody can ever reach the ending {ending.id}.")  # fmt: skip

    def _check_fee(self) -> None:
        fee = self.procedure.fee
        if fee is None:
            return
        filed = [_negate(self._ended(n)) for n in range(len(self.procedure.endings))]
        filed += [self.abstraction.formula(r.when) for r in self.procedure.eligible if r.stop]
        for n, line in enumerate(fee.lines):
            charged = conjunction(*filed, self.abstraction.formula(line.when))
            if line.when is not None and self._never(charged):
                self._report(f"fee.lines[{n}].when", "dead_fee_line",
                             "この手数料がかかることはありません。",
                             "This line of the fee is never charged.")  # fmt: skip
            self._check_tables(line.yen, charged, f"fee.lines[{n}].yen")

    def _check_tables(self, node: Expression, where: Formula, path: str) -> None:
        if not isinstance(node, Table):
            for place, part in _parts(node):
                self._check_tables(part, where, f"{path}.{place}")
            return
        rest = where
        for n, row in enumerate(node.table):
            own = self.abstraction.formula(row.when)
            chosen = conjunction(rest, own)
            if self._never(chosen):
                self._report(f"{path}.table[{n}].when", "dead_row",
                             "この行が選ばれることはありません。",
                             "This row is never chosen.")  # fmt: skip
            self._check_tables(row.value, chosen, f"{path}.table[{n}].value")
            rest = conjunction(rest, _negate(own))
        if node.otherwise is not None:
            self._check_tables(node.otherwise, rest, f"{path}.otherwise")
        elif self.search.can_hold(rest):
            self._report(path, "no_value",
                         "どの行にも当てはまらないことがあります。otherwiseを書いてください。",
                         "It may be that no row holds: write otherwise.")  # fmt: skip

    def _never(self, formula: Formula) -> bool:
        return self.search.can_hold(formula) is False

    def _report(self, path: str, code: str, ja: str, en: str) -> None:
        self.report.add(path, code, ja, en)


def _negate(formula: Formula) -> Formula:
    return Branch("not", (formula,))


def _parts(node: Any) -> Iterator[tuple[str, Expression]]:
    for name in ("add", "subtract", "multiply", "divide", "min", "max"):
        for n, part in enumerate(getattr(node, name, None) or ()):
            yield f"{name}[{n}]", part
    if hasattr(node, "of"):
        yield "of", node.of
