# SPDX-License-Identifier: Apache-2.0
"""Does what a database says hang together? Invariants that rooms and engines state of themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field

MOST_EXAMPLES = 5


@dataclass(slots=True)
class Finding:
    """What a check looked at, and what is broken (at most some examples)."""

    name: str
    checked: int = 0
    broken: int = 0
    examples: list[str] = field(default_factory=list)
    note: str = ""

    def fail(self, example: str) -> None:
        """One more that is broken."""
        self.broken += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(example)


Check = Callable[[Finding], None]
_checks: dict[str, Check] = {}


def proves(name: str) -> Callable[[Check], Check]:
    """Register a check; it counts into the finding that it is given."""

    def register(check: Check) -> Check:
        _checks[name] = check
        return check

    return register


def run_checks() -> list[Finding]:
    """Run every check of this zone."""
    findings = []
    for name, check in _checks.items():
        finding = Finding(name)
        check(finding)
        findings.append(finding)
    return findings
