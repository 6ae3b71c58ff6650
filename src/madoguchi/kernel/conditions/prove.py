# SPDX-License-Identifier: Apache-2.0
"""Can a condition ever hold? Searches the cases that make a difference, question by question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kernel.conditions.formula import Formula, Leaf, Variable, leaves
from madoguchi.kernel.conditions.values import ABSENT

MOST_CASES = 10_000
"""How many cases are tried before the search gives no answer."""


@dataclass(slots=True)
class Search:
    """Searches for answers under which a formula holds.

    ``asked_when`` gives the formula under which a question is asked: unasked questions have no
    value, and required ones have one.
    """

    variables: Mapping[str, Variable]
    asked_when: Callable[[str], Formula]
    cases: int = 0
    _assigned: dict[str, Any] = field(default_factory=dict)
    _values: dict[str, list[Any]] = field(default_factory=dict)

    def can_hold(self, formula: Formula) -> bool | None:
        """True or False where that is proven; None where the search was given up."""
        order = self._involved(formula)
        self.cases = 0
        self._assigned = {}
        self._values = {variable.key: variable.values() for variable in order}
        return self._try(formula, order, 0)

    def _involved(self, formula: Formula) -> list[Variable]:
        """The variables of a formula and of what their questions depend on, in document order."""
        found: dict[str, Variable] = {}
        waiting = [formula]
        while waiting:
            for leaf in leaves(waiting.pop()):
                variable = self.variables[leaf.key]
                if leaf.key not in found:
                    found[leaf.key] = variable
                    if variable.source is not None:
                        waiting.append(self.asked_when(variable.source.id))
        return sorted(found.values(), key=lambda v: (v.source.order if v.source else -1, v.key))

    def _try(self, formula: Formula, order: list[Variable], at: int) -> bool | None:
        self.cases += 1
        if self.cases > MOST_CASES:
            return None
        holds = self._judge(formula)
        if holds is False:
            return False
        if at == len(order):
            return holds
        variable, given_up = order[at], False
        for value in self._cases_of(variable):
            self._assigned[variable.key] = value
            found = self._try(formula, order, at + 1)
            if found:
                return True
            given_up = given_up or found is None
        del self._assigned[variable.key]
        return None if given_up else False

    def _cases_of(self, variable: Variable) -> list[Any]:
        values = self._values[variable.key]
        source = variable.source
        if source is None:
            return [*values, ABSENT] if variable.may_be_absent else values
        asked = self._judge(self.asked_when(source.id))
        if asked is False:
            return [ABSENT]
        # A required answer is there; a part of it, or the day of an uncertain date, may not be.
        given = source.required and asked and (source.sure or variable.kind == "record")
        return (
            values
            if given and variable.key in (f"{source.id}.", f"{source.id}.answered")
            else [*values, ABSENT]
        )

    def _judge(self, formula: Formula) -> bool | None:
        if isinstance(formula, Leaf):
            if formula.key not in self._assigned:
                return None
            value = self._assigned[formula.key]
            return formula.absent if value is ABSENT else formula.test(value)
        found = [self._judge(part) for part in formula.parts]
        if formula.join == "not":
            return None if found[0] is None else not found[0]
        stop = formula.join == "any"
        if stop in found:
            return stop
        return None if None in found else not stop
