# SPDX-License-Identifier: Apache-2.0
"""How does a definition become something that runs, and why may it not be published?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.conditions.compiling import Test
from madoguchi.kernel.conditions.scope import Scope
from madoguchi.kernel.definition.acting import with_acting
from madoguchi.kernel.definition.check_dead import check_dead
from madoguchi.kernel.definition.check_order import check_cycles, close_needs
from madoguchi.kernel.definition.check_rest import check_rest
from madoguchi.kernel.definition.compiled import (
    Compiled,
    CompiledEnding,
    CompiledFeeLine,
    CompiledQuestion,
    CompiledStep,
)
from madoguchi.kernel.definition.kinds import make_kind
from madoguchi.kernel.definition.layout import Layout, lay_out
from madoguchi.kernel.definition.problems import DefinitionRejected, Problem, Report
from madoguchi.kernel.definition.questions import AnyQuestion, NoteQuestion
from madoguchi.kernel.definition.schema import Ending, Procedure, Step

__all__ = ["DefinitionRejected", "Problem", "compile_procedure", "inspect_procedure"]


def compile_procedure(
    procedure: Procedure, *, facts: Mapping[str, str] | None = None, prove: bool = True
) -> Compiled:
    """Compile a definition so that answers can be read and judged.

    ``facts`` is the fact vocabulary (name → question type); None leaves it unchecked. Without
    ``prove`` the search for dead questions is left out: for definitions published before.

    Raises:
        DefinitionRejected: with every problem found.
    """
    compiled, problems = inspect_procedure(procedure, facts=facts, prove=prove)
    if problems:
        raise DefinitionRejected(problems, procedure_id=procedure.id)
    return compiled


def inspect_procedure(
    procedure: Procedure, *, facts: Mapping[str, str] | None = None, prove: bool = True
) -> tuple[Compiled, tuple[Problem, ...]]:
    """Compile without refusing: what could be compiled, and every problem (for an editor)."""
    written, procedure = procedure, with_acting(procedure)
    work = _Work(procedure, Report())
    compiled = work.run()
    check_cycles(compiled, work.report)
    check_rest(procedure, work.layout, facts, work.report)
    if prove and not work.report.problems:
        check_dead(procedure, work.layout, work.report)
    problems = dict.fromkeys(work.report.problems)
    return compiled, tuple(_as_written(one, written, procedure) for one in problems)


def _as_written(problem: Problem, written: Procedure, procedure: Procedure) -> Problem:
    """A problem at the place where the author wrote it: the step of who acts is not theirs."""
    found = re.match(r"steps\[(\d+)\]", problem.path)
    if written is procedure or found is None:
        return problem
    number = int(found[1])
    place = f"steps[{number - 1}]" if number else "on_behalf"
    return replace(problem, path=place + problem.path[found.end() :])


@dataclass(slots=True)
class _Work:
    procedure: Procedure
    report: Report
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.layout = lay_out(self.procedure, self.report)

    def run(self) -> Compiled:
        steps: list[CompiledStep] = []
        for n, step in enumerate(self.procedure.steps):
            steps.append(self._compile_step(n, step, [done.needs for done in steps]))
        self._place_endings(steps)
        procedure, whole = self.procedure, self._compiler(before=None)
        return Compiled(
            definition=procedure,
            steps=tuple(steps),
            values=self.layout.values,
            groups=len(self.layout.groups),
            by_step={step.id: step for step in steps},
            by_question={q.id: (step, q) for step in steps for q in step.questions},
            eligible=tuple(
                (rule, whole.condition(rule.when, f"eligible[{n}].when"))
                for n, rule in enumerate(procedure.eligible)
            ),
            fee=self._compile_fee(whole),
            routes=tuple(
                (route, whole.condition(route.when, f"routes[{n}].when"))
                for n, route in enumerate(procedure.routes)
            ),
            checks=tuple(
                (check, whole.condition(check.good, f"checks[{n}].good"))
                for n, check in enumerate(procedure.checks)
            ),
            facts=self.layout.facts,
            corporate=self._compile_corporate(whole),
        )

    def _compiler(self, *, before: int | None, group: str | None = None) -> Compiler:
        layout = self.layout
        scope = Scope(layout.sources, layout.groups, layout.facts, group, before, group)
        return Compiler(scope, self.report)

    def _compile_step(self, index: int, step: Step, needs: list[tuple[int, ...]]) -> CompiledStep:
        path, first = f"steps[{index}]", self.layout.step_orders[index]
        compiler = self._compiler(before=first)
        when = compiler.condition(step.when, f"{path}.when") if step.when else None
        reads = compiler.reads | compiler.groups
        questions = []
        for n, question in enumerate(step.questions):
            made = self._compile_question(step, question, f"{path}.questions[{n}]", first + n)
            questions.append(made)
            reads |= made.reads
        return CompiledStep(
            step=step,
            id=step.id,
            index=index,
            path=path,
            when=when,
            group=self.layout.groups[step.id].index if step.repeat else -1,
            questions=tuple(questions),
            inputs=tuple(q for q in questions if q.kind is not None),
            needs=close_needs(self.layout, index, reads, needs),
        )

    def _compile_question(
        self, step: Step, question: AnyQuestion, path: str, order: int
    ) -> CompiledQuestion:
        group = step.id if step.repeat else None
        compiler = self._compiler(before=order, group=group)
        when: Test | None = None
        if question.when is not None:
            when = compiler.condition(question.when, f"{path}.when")
        kind = make_kind(question, compiler, path)
        number = None
        if isinstance(question, NoteQuestion) and question.number is not None:
            number = compiler.amount(question.number, f"{path}.number")
        source = self.layout.sources.get(question.id)
        return CompiledQuestion(
            question=question,
            id=question.id,
            type=question.type,
            index=source.index if kind is not None and source else -1,
            order=order,
            path=path,
            when=when,
            kind=kind,
            required=kind.required if kind else False,
            number=number,
            reads=frozenset(compiler.reads | compiler.groups),
        )

    def _place_endings(self, steps: list[CompiledStep]) -> None:
        for n, ending in enumerate(self.procedure.endings):
            at = self._find_after(ending, f"endings[{n}]")
            step = steps[at]
            last = self.layout.step_orders[at] + len(step.questions)
            test = self._compiler(before=last).condition(ending.when, f"endings[{n}].when")
            endings = (*step.endings, CompiledEnding(ending, test))
            steps[at] = replace(step, endings=endings)

    def _find_after(self, ending: Ending, path: str) -> int:
        """The step after which an ending is checked: as written, or once its inputs are known."""
        ids = [step.id for step in self.procedure.steps]
        if ending.after in ids:
            return ids.index(ending.after)
        if ending.after is not None:
            self.report.add(
                f"{path}.after",
                "unknown_step",
                f"「{ending.after}」というステップはありません。",
                f"There is no step {ending.after}.",
            )
            return len(ids) - 1
        compiler = Compiler(self._compiler(before=None).scope, Report())
        compiler.condition(ending.when, path)
        return self.layout.last_step_read(compiler.reads | compiler.groups)

    def _compile_corporate(self, compiler: Compiler) -> Test | None:
        rule = self.procedure.corporate
        if rule is None or rule.when is None:
            return None
        return compiler.condition(rule.when, "corporate.when")

    def _compile_fee(self, compiler: Compiler) -> tuple[CompiledFeeLine, ...]:
        lines = self.procedure.fee.lines if self.procedure.fee else ()
        return tuple(
            CompiledFeeLine(
                line,
                compiler.amount(line.yen, f"fee.lines[{n}].yen"),
                compiler.condition(line.when, f"fee.lines[{n}].when") if line.when else None,
            )
            for n, line in enumerate(lines)
        )
