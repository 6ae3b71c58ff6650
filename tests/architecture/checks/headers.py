# SPDX-License-Identifier: Apache-2.0
"""Does each file say its licence, and the question that it answers?"""

import ast
import re
from pathlib import Path

from tests.architecture.checks.tree import Source, sources

_LICENCE = "SPDX-License-Identifier: Apache-2.0"
_COMMENTS = {".py": "#", ".css": "/*", ".js": "//", ".mjs": "//", ".html": "{#"}


def licence_lines(root: Path) -> list[str]:
    """The SPDX line comes first (after ``#!`` where a file has one)."""
    problems = []
    for source in sources(root, *_COMMENTS):
        lines = source.text.splitlines() or [""]
        first = lines[1] if lines[0].startswith("#!") and len(lines) > 1 else lines[0]
        outside_templates = source.path.suffix == ".html" and "templates" not in source.path.parts
        if _LICENCE not in first and not outside_templates:
            problems.append(f"{source.name}:1: the first line is not the SPDX line")
    return problems


def docstrings(root: Path) -> list[str]:
    """A module starts with one sentence that says which question it answers."""
    problems = []
    for source in sources(root, ".py"):
        if source.in_migrations or not source.tree.body:
            continue
        sentence = _first_sentence(source)
        if not sentence:
            problems.append(f"{source.name}:1: has no docstring")
        elif not re.search(r"[.?!](\s|$)", sentence):
            problems.append(f"{source.name}:1: the docstring does not begin with one sentence")
    return problems


def _first_sentence(source: Source) -> str:
    text = ast.get_docstring(source.tree) or ""
    return text.strip().split("\n\n")[0].strip()
