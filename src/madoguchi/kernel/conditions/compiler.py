# SPDX-License-Identifier: Apache-2.0
"""How does a rule become something that runs? Once, into closures over a frame of answers."""

from dataclasses import dataclass, field

from madoguchi.kernel.conditions.amounts import compile_amount
from madoguchi.kernel.conditions.ast import Condition, DateOperand, Expression
from madoguchi.kernel.conditions.compiling import Get, Test
from madoguchi.kernel.conditions.evaluate import compile_condition
from madoguchi.kernel.conditions.moments import compile_day
from madoguchi.kernel.conditions.problems import Report
from madoguchi.kernel.conditions.scope import Scope, Source, View, parts_of, view_of


@dataclass(slots=True)
class Compiler:
    """Compiles the rules of one place in a definition.

    ``reads`` collects the questions, and ``groups`` the repeating steps, that the rules depend on.
    """

    scope: Scope
    report: Report
    reads: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)

    def condition(self, node: Condition, path: str) -> Test:
        """Compile a condition; reports what is wrong with it."""
        return compile_condition(self, node, path)

    def amount(self, node: Expression, path: str) -> Get:
        """Compile an expression; yields int, Fraction, ABSENT or None."""
        return compile_amount(self, node, path)

    def day(self, node: DateOperand, path: str) -> Get:
        """Compile a day; yields a date, ABSENT or None."""
        return compile_day(self, node, path)

    def for_items(self, group: str) -> "Compiler":
        """A compiler for a rule about each item of a group."""
        return Compiler(self.scope.within(group), self.report, self.reads, self.groups)

    def find(
        self, question: str | None, fact: str | None, part: str | None, path: str
    ) -> tuple[Source, View] | None:
        """The question that a rule names, if it exists and is in sight; reports otherwise."""
        if question is None:
            question, part = self._by_fact(fact or "", part, path)
        source = self.scope.sources.get(question or "")
        if source is None:
            if question is not None:
                self._unknown(question, path)
            return None
        self.reads.add(source.id)
        if not self._in_sight(source, path):
            return None
        view = view_of(source, part)
        if view is None:
            known = "、".join(parts_of(source.type)) or "なし"
            self.report.add(
                path,
                "unknown_part",
                f"「{source.id}」に「{part}」という部分はありません(あるもの: {known})。",
                f"{source.id} has no part {part} (it has: {', '.join(parts_of(source.type))}).",
            )
            return None
        return source, view

    def _by_fact(self, fact: str, part: str | None, path: str) -> tuple[str | None, str | None]:
        found, tail = self.scope.find_fact(fact)
        if len(found) == 1:
            return found[0], part or tail
        if not found:
            self.report.add(
                path,
                "unknown_fact",
                f"「{fact}」に結びついた質問がありません。",
                f"No question is bound to the fact {fact}.",
            )
        else:
            self.report.add(
                path,
                "ambiguous_fact",
                f"「{fact}」に結びついた質問が複数あります({'、'.join(found)})。質問のidで書いてください。",
                f"Several questions are bound to {fact} ({', '.join(found)}): name the question.",
            )
        return None, None

    def _unknown(self, question: str, path: str) -> None:
        self.report.add(
            path,
            "unknown_question",
            f"「{question}」という質問はありません。",
            f"There is no question {question}.",
        )

    def _in_sight(self, source: Source, path: str) -> bool:
        if source.group is not None and source.group != self.scope.inside:
            self.report.add(
                path,
                "inside_group",
                f"「{source.id}」はくり返しの「{source.group}」の中の質問です。countかsumで読んでください。",
                f"{source.id} is asked for each item of {source.group}: read it through count or sum.",
            )
            return False
        whole_group = source.group is not None and source.group != self.scope.own_group
        return whole_group or self.known(source.order, source.id, path)

    def known(self, order: int, name: str, path: str) -> bool:
        """Whether something is answered before the rule is needed; reports otherwise."""
        if self.scope.before is None or order < self.scope.before:
            return True
        self.report.add(
            path,
            "asked_later",
            f"「{name}」はこの条件より後で聞く質問です。順番を変えるか、条件を直してください。",
            f"{name} is asked later than this rule needs it.",
        )
        return False
