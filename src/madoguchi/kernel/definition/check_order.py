# SPDX-License-Identifier: Apache-2.0
"""Do the questions of a definition depend on one another in a circle, and on which steps?"""

from collections.abc import Sequence

from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.layout import Layout
from madoguchi.kernel.definition.problems import Report


def close_needs(
    layout: Layout, index: int, read: set[str], needs: Sequence[tuple[int, ...]]
) -> tuple[int, ...]:
    """The earlier steps that a step's rules depend on, given those of each step before it."""
    direct = {layout.step_of[name] for name in read if name in layout.step_of}
    earlier = {at for at in direct if at < index}
    return tuple(sorted(earlier.union(*(needs[at] for at in earlier))))


def check_cycles(compiled: Compiled, report: Report) -> None:
    """Name each circle of questions that wait for one another."""
    reads = {question.id: question.reads for step in compiled.steps for question in step.questions}
    done: set[str] = set()
    for name in reads:
        circle = _find_circle(name, reads, done)
        if circle:
            _, question = compiled.by_question[circle[0]]
            shown = " → ".join([*circle, circle[0]])
            report.add(
                f"{question.path}.when",
                "cycle",
                f"たがいに待ち合う質問があります: {shown}",
                f"These questions wait for one another: {shown}",
            )


def _find_circle(start: str, reads: dict[str, frozenset[str]], done: set[str]) -> list[str]:
    """A circle reached from a question and not met before; walks without recursion."""
    trail: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        name, leaving = waiting.pop()
        if leaving:
            trail.pop()
            done.add(name)
            continue
        if name in trail:
            done.update(trail)
            return trail[trail.index(name) :]
        if name in done:
            continue
        trail.append(name)
        waiting.append((name, True))
        waiting.extend((other, False) for other in sorted(reads.get(name, ())))
    return []
