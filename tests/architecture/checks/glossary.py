# SPDX-License-Identifier: Apache-2.0
"""Has each model a Japanese name and a line in the glossary?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks.tree import Source, python

GLOSSARY = "docs/glossary.md"
_ROW = re.compile(r"^\|\s*(?P<ja>[^|]+?)\s*\|\s*(?P<en>[^|]+?)\s*\|\s*`(?P<name>\w+\.\w+)`\s*\|")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def missing_rows(root: Path) -> list[str]:
    """Every model has a Japanese ``verbose_name`` and a row that uses it, and the reverse."""
    rows = _rows(root)
    problems, seen = [], set()
    for source, node in models(root):
        where, name = f"{source.name}:{node.lineno}: {node.name}", _full_name(source, node)
        seen.add(name)
        word = verbose_name(node)
        if not _JAPANESE.search(word):
            problems.append(f"{where} has no Japanese verbose_name")
        if name not in rows:
            problems.append(f"{where} has no row `{name}` in {GLOSSARY}")
        elif word and rows[name] != word:
            problems.append(f"{where} is called {word}, but {rows[name]} in {GLOSSARY}")
    problems += [f"{GLOSSARY}: `{name}` is no model" for name in rows if name not in seen]
    return problems


def models(root: Path) -> Iterator[tuple[Source, ast.ClassDef]]:
    """Every concrete model class of the package."""
    for source in python(root):
        if source.room is None or not source.inside("models"):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and _is_model(node):
                yield source, node


def verbose_name(node: ast.ClassDef) -> str:
    """What ``Meta.verbose_name`` says, or an empty string."""
    return next((str(v) for k, v in _meta(node) if k == "verbose_name"), "")


def _full_name(source: Source, node: ast.ClassDef) -> str:
    return f"{source.room.name if source.room else ''}.{node.name}"


def _is_model(node: ast.ClassDef) -> bool:
    """Whether the class maps to a table: it has fields or a model as its base, not abstract."""
    if ("abstract", True) in list(_meta(node)):
        return False
    bases = [ast.unparse(base) for base in node.bases]
    return any(base.endswith(("Model", "AbstractBaseUser", "AbstractUser")) for base in bases)


def _meta(node: ast.ClassDef) -> Iterator[tuple[str, object]]:
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and inner.name == "Meta":
            for line in inner.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    target = line.targets[0]
                    yield (target.id if isinstance(target, ast.Name) else ""), line.value.value


def _rows(root: Path) -> dict[str, str]:
    """``room.Model`` → its Japanese word in the glossary."""
    path = root / GLOSSARY
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = (_ROW.match(line) for line in lines)
    return {match["name"]: match["ja"] for match in found if match}
