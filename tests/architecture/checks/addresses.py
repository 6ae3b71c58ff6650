# SPDX-License-Identifier: Apache-2.0
"""Does a page or a view name a page of a room that it may not know?"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks.tree import Room, Source, calls, python, sources

_TAG = re.compile(r"\{%-?\s*(url|include|extends)\s+(['\"])(?P<name>[^'\"]+)\2")
_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
_REVERSERS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
_TEMPLATES = (".html", ".txt", ".xml", ".svg")


def crossings(root: Path) -> list[str]:
    """``{% url %}``, ``{% include %}``, ``{% extends %}`` and ``reverse()`` go down only."""
    pages, files = _named_pages(root), _template_rooms(root)
    problems = []
    for source, line, tag, name in _mentions(root):
        targets = files.get(name, set()) if tag in {"include", "extends"} else _page(name, pages)
        room = source.room
        if room is None or not targets or any(room.may_name(target) for target in targets):
            continue
        where = " or ".join(sorted(map(str, targets)))
        problems.append(f"{source.name}:{line}: {tag} '{name}' reaches from {room} into {where}")
    return problems


def _mentions(root: Path) -> Iterator[tuple[Source, int, str, str]]:
    for source in sources(root, *_TEMPLATES, under="src/madoguchi"):
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source.text)
        for found in _TAG.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield source, line, found[1], found["name"]
    for source in python(root):
        for call, name in calls(source.tree):
            first = call.args[0] if name in _REVERSERS and call.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield source, call.lineno, name, first.value


def _page(name: str, pages: dict[str, set[Room]]) -> set[Room]:
    namespace, colon, _ = name.partition(":")
    return pages.get(f"{namespace}:" if colon else name, set())


def _named_pages(root: Path) -> dict[str, set[Room]]:
    """URL namespace with a colon, or the bare name of a URL without one → rooms that own it."""
    found: dict[str, set[Room]] = defaultdict(set)
    for source in python(root):
        if source.room is None or source.room.floor == "config":
            continue
        namespace = _app_name(source.tree)
        if namespace:
            found[f"{namespace}:"].add(source.room)
            continue
        for call, name in calls(source.tree):
            if name in {"path", "re_path"}:
                found_names = [k.value for k in call.keywords if k.arg == "name"]
                for value in found_names:
                    if isinstance(value, ast.Constant):
                        found[str(value.value)].add(source.room)
    return found


def _app_name(tree: ast.Module) -> str:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id == "app_name":
                return str(node.value.value)
    return ""


def _template_rooms(root: Path) -> dict[str, set[Room]]:
    """Template name as a loader sees it → rooms that hold a file of that name."""
    found: dict[str, set[Room]] = defaultdict(set)
    for source in sources(root, *_TEMPLATES, under="src/madoguchi"):
        _, inside, name = source.name.partition("/templates/")
        if inside and source.room:
            found[name].add(source.room)
    return found
