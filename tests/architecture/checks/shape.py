# SPDX-License-Identifier: Apache-2.0
"""Does an engine have the rooms that a reader expects, and no others?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks.tree import Source, sources

_FILES = {
    "README.md", "__init__.py", "admin.py", "api.py", "apps.py", "events.py", "jobs.py",
    "pack.py", "policy.py", "ports.py", "queries.py", "rules.py",
}  # fmt: skip
_FOLDERS = {
    "commands", "locale", "migrations", "models", "queries", "rest", "rules", "static",
    "templates", "tests", "texts", "web", "__pycache__",
}  # fmt: skip
_NEEDED = ("README.md", "apps.py", "api.py", "tests")
_BANNED = {
    "common", "handler", "handlers", "helper", "helpers", "manager", "managers", "misc",
    "service", "services", "util", "utils",
}  # fmt: skip
_HEADINGS = ("Owns", "Does not own", "Verbs", "Facts", "Start here")
README_LINES, API_LINES = 50, 60


def engine_shape(root: Path) -> list[str]:
    """Only the known files and folders, a README of one screen, a front door of 60 lines."""
    problems = []
    for engine in _engines(root):
        name = engine.relative_to(root).as_posix()
        inner = {path.name: path for path in engine.iterdir()}
        for entry, path in sorted(inner.items()):
            if entry not in (_FOLDERS if path.is_dir() else _FILES):
                problems.append(f"{name}/{entry}: no room of this name in an engine")
        problems += [f"{name}: {needed} is missing" for needed in _NEEDED if needed not in inner]
        if "README.md" in inner:
            problems += [f"{name}/README.md: {fault}" for fault in _readme(inner["README.md"])]
        if "api.py" in inner:
            api = Source(root, inner["api.py"])
            problems += [f"{api.name}: {fault}" for fault in _front_door(api)]
    return problems


def names(root: Path) -> list[str]:
    """No graveyards: a file or folder is named for what it does."""
    problems = []
    for source in sources(root, ".py", under="src"):
        for part in source.path.relative_to(root / "src").parts:
            words = set(re.split(r"[_.]", part.lower().removesuffix(".py")))
            if words & _BANNED:
                problems.append(f"{source.name}: '{(words & _BANNED).pop()}' names no purpose")
    return sorted(set(problems))


def _engines(root: Path) -> Iterator[Path]:
    folder = root / "src/madoguchi/engines"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir() and path.name != "__pycache__":
            yield path


def _readme(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if text.count("\n") > README_LINES:
        yield f"{text.count(chr(10))} lines are more than one screen ({README_LINES})"
    for heading in _HEADINGS:
        if not re.search(rf"^(#+\s*|\*\*){heading}\b", text, re.MULTILINE | re.IGNORECASE):
            yield f"says nothing under '{heading}'"


def _front_door(api: Source) -> Iterator[str]:
    lines = api.text.count("\n")
    if lines > API_LINES:
        yield f"{lines} lines; a front door has at most {API_LINES}"
    targets = {
        target.id
        for node in api.tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if "__all__" not in targets:
        yield "has no __all__"
    for node in api.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield f"defines {node.name}; a front door re-exports and does nothing itself"
