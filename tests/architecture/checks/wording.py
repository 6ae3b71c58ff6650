# SPDX-License-Identifier: Apache-2.0
"""Does a file hold what concerns one machine only: its paths, the address of its index?"""

import re
from pathlib import Path

from tests.architecture.checks.tree import sources

_LEAKS = {
    "the path of one machine": re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/"),
    "the host of an index": re.compile(
        r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com)\b"
    ),
}
_TEXT = (
    ".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".json", ".html", ".css", ".js", ".mjs",
    ".typ", ".cfg", ".ini", ".sh", "",
)  # fmt: skip


def machine_words(root: Path) -> list[str]:
    """Paths of one machine and hosts of package indexes."""
    problems = []
    for source in sources(root, *_TEXT):
        if "tests/architecture" in source.name:
            continue
        for what, pattern in _LEAKS.items():
            for found in pattern.finditer(source.text):
                line = source.text.count("\n", 0, found.start()) + 1
                problems.append(f"{source.name}:{line}: holds {what}: {found[0]}")
    return problems
