# SPDX-License-Identifier: Apache-2.0
"""What does the product offer by name: commands, make targets, settings, endpoints, pack keys?

All of it is read from the files, so that a tree need not run to be checked.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.checks.tree import calls, python, sources, strings

SNAPSHOT = "tests/architecture/endpoints.toml"
SCHEMAS = "docs/**/*.schema.json"
REFERENCE = "docs/pack-reference.md"
_SETTING = re.compile(r"MADOGUCHI_[A-Z][A-Z0-9_]*")
_KEY = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
_TARGET = re.compile(r"^([a-z][a-z0-9-]*)\s*:(?!=)", re.MULTILINE)
_ENVIRONMENT_READS = {"read", "read_flag", "read_list", "get", "getenv", "pop", "setdefault"}


@dataclass(frozen=True)
class Offer:
    """Every name that a reader of the docs may type."""

    commands: dict[str, frozenset[str]]
    """A ``madoguchi`` command → its options and actions (``--zone``, ``pull``)."""
    targets: frozenset[str]
    settings: frozenset[str]
    endpoints: frozenset[str]
    pack_keys: frozenset[str]


@cache
def offer(root: Path) -> Offer:
    """What the tree below ``root`` offers."""
    return Offer(
        commands=dict(_commands(root)),
        targets=frozenset(targets(root)),
        settings=frozenset(settings(root)),
        endpoints=frozenset(address for zone in endpoints(root).values() for address in zone),
        pack_keys=frozenset(pack_keys(root)),
    )


def explained_commands(root: Path) -> dict[str, str]:
    """Command → the sentence that ``madoguchi --help`` prints."""
    for source in python(root):
        if source.name == "src/madoguchi/config/cli.py":
            for node in ast.walk(source.tree):
                if not isinstance(node, ast.AnnAssign) or node.value is None:
                    continue
                if isinstance(node.target, ast.Name) and node.target.id == "COMMANDS":
                    return dict(ast.literal_eval(node.value))
    return {}


def _commands(root: Path) -> Iterator[tuple[str, frozenset[str]]]:
    parts = {
        source.path.stem: source
        for source in python(root)
        if source.path.parent.as_posix().endswith("madoguchi/config/commands")
    }
    for name in explained_commands(root):
        source = parts.get(name)
        yield name, frozenset(_options(source.tree)) if source else frozenset()


def _options(tree: ast.Module) -> Iterator[str]:
    for call, name in calls(tree):
        if name == "add_zone":
            yield "--zone"
        if name in {"add_argument", "add_parser"}:
            yield from (str(a.value) for a in call.args if isinstance(a, ast.Constant))
            for keyword in call.keywords:
                if keyword.arg == "choices":
                    yield from (value for _, value in strings(keyword.value))
    tables = [getattr(node, "value", None) for node in tree.body]
    tables += [node.iter for node in ast.walk(tree) if isinstance(node, ast.For)]
    for table in tables:
        if isinstance(table, ast.Dict | ast.Tuple):
            yield from (word for _, word in strings(table) if re.fullmatch(r"[a-z-]+", word))


def targets(root: Path) -> set[str]:
    """The targets of the Makefile."""
    path = root / "Makefile"
    return set(_TARGET.findall(path.read_text(encoding="utf-8"))) if path.is_file() else set()


def settings(root: Path) -> set[str]:
    """The environment variables that product, tools or tests read."""
    found: set[str] = set()
    for source in sources(root, ".py"):
        if "MADOGUCHI_" not in source.text:
            continue
        for call, name in calls(source.tree):
            first = call.args[0] if call.args else None
            if name in _ENVIRONMENT_READS and isinstance(first, ast.Constant):
                found.update(_SETTING.findall(str(first.value)))
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
                found.update(_SETTING.findall(ast.unparse(node.slice)))
    return found


def endpoints(root: Path) -> dict[str, dict[str, str]]:
    """Zone → address → policy, as the snapshot holds them."""
    path = root / SNAPSHOT
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def pack_keys(root: Path) -> set[str]:
    """Every key that the pack reference lists or that a published JSON Schema knows."""
    page = root / REFERENCE
    found = set(_KEY.findall(page.read_text(encoding="utf-8"))) if page.is_file() else set()
    for path in sorted(root.glob(SCHEMAS)):
        _collect(json.loads(path.read_text(encoding="utf-8")), found)
    return found


def _collect(schema: object, found: set[str]) -> None:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            found.update(properties)
        for value in schema.values():
            _collect(value, found)
    elif isinstance(schema, list):
        for value in schema:
            _collect(value, found)
