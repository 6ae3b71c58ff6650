# SPDX-License-Identifier: Apache-2.0
"""Is each file and function small enough to be read in one go?"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.checks.tree import Source, sources

FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES, COMPLEXITY = 400, 600, 50, 8
ALLOWANCES = "tests/architecture/allowances.toml"
_RUFF = (
    "--isolated", "--select", "C901", "--ignore-noqa", "--output-format", "json", "--exit-zero",
    "--no-cache", "--extend-exclude", "migrations",
)  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """A measured size over its budget; ``kind`` is file, function or complexity."""

    kind: str
    where: str
    size: int
    budget: int


def breaches(root: Path) -> list[Breach]:
    """Everything over budget, whether allowed or not."""
    return [*_files(root), *_functions(root), *_complexities(root)]


def over_budget(root: Path) -> list[str]:
    """Breaches without a line in ``allowances.toml``, and lines that no longer fit exactly.

    A line allows one measured size, no more and no less, so the list can only shrink.
    """
    allowed = _allowances(root)
    problems = []
    for breach in breaches(root):
        line = allowed.pop((breach.kind, breach.where), None)
        if line is None:
            problems.append(
                f"{breach.where}: {breach.kind} of {breach.size}, budget {breach.budget}"
            )
        elif line["size"] != breach.size:
            verb = "has grown" if breach.size > line["size"] else "has shrunk; lower its line"
            problems.append(f"{breach.where}: {breach.kind} {line['size']} → {breach.size} {verb}")
        elif not str(line.get("reason", "")).strip():
            problems.append(f"{breach.where}: an allowance needs a reason")
    problems += [f"{where}: this {kind} is within budget: drop its line" for kind, where in allowed]
    return problems


def count_allowances(root: Path) -> int:
    """How many breaches are allowed at present."""
    return len(_allowances(root))


def _allowances(root: Path) -> dict[tuple[str, str], dict[str, object]]:
    path = root / ALLOWANCES
    listed = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {(line["kind"], line["where"]): line for line in listed.get("allow", [])}


def _files(root: Path) -> Iterator[Breach]:
    for source in sources(root, ".py", ".html", ".css", ".js", ".mjs"):
        if source.in_migrations:
            continue
        budget = TEST_FILE_LINES if source.in_tests else FILE_LINES
        size = source.text.count("\n")
        if size > budget:
            yield Breach("file", source.name, size, budget)


def _functions(root: Path) -> Iterator[Breach]:
    for source in sources(root, ".py"):
        if source.in_migrations:
            continue
        for name, node in _named(source.tree):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > FUNCTION_LINES:
                yield Breach("function", f"{source.name}::{name}", size, FUNCTION_LINES)


def _named(
    tree: ast.AST, prefix: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{node.name}", node
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        yield from _named(node, f"{prefix}{node.name}." if named else prefix)


def _complexities(root: Path) -> Iterator[Breach]:
    """McCabe complexity as ruff counts it, ``noqa`` ignored."""
    folders = [name for name in ("src", "tests", "tools", "benchmarks") if (root / name).exists()]
    limit = f"lint.mccabe.max-complexity={COMPLEXITY}"
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *folders, *_RUFF, "--config", limit],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for found in json.loads(done.stdout):
        name, size = re.match(r"`(.+?)`.*\((\d+) >", found["message"]).groups()
        where = Path(found["filename"]).resolve().relative_to(root.resolve()).as_posix()
        full = _full_name(Source(root, root / where), name, found["location"]["row"])
        yield Breach("complexity", f"{where}::{full}", int(size), COMPLEXITY)


def _full_name(source: Source, name: str, line: int) -> str:
    for full, node in _named(source.tree):
        if node.name == name and node.lineno <= line <= (node.end_lineno or line):
            return full
    return name
