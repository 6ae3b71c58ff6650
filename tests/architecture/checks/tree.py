# SPDX-License-Identifier: Apache-2.0
"""Which files does the product consist of, and to which room does each belong?"""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

FLOORS = ("config", "faces", "journeys", "connectors", "engines", "platform", "kernel")
"""From the top down; a floor may name only floors below it."""

PLATFORM_STACK = (
    frozenset({"backup", "oversight"}),
    frozenset({"identity", "zones"}),
    frozenset({"guard"}),
    frozenset({"files", "jobs"}),
    frozenset({"screens"}),
    frozenset({"organisation"}),
    frozenset({"audit"}),
    frozenset({"crypto", "transactions"}),
)
"""From the top down, as in the import contract ``platform-order``."""

_SKIPPED = {
    "__pycache__", "node_modules", "var", "build", "dist", "vendor", "site-packages", "built",
}  # fmt: skip
_ROOTS = ("src", "tests", "tools", "benchmarks", "frontend", "docs", "packs", "changes")


@dataclass(frozen=True)
class Room:
    """A folder with one purpose: ``engines/cases``; floors without rooms have an empty name."""

    floor: str
    name: str

    def may_name(self, other: "Room") -> bool:
        """Whether code here may refer to the other room at all, by import or by string."""
        if self == other or self.floor == "config":
            return True
        if self.floor == other.floor == "platform":
            return _height(self.name) > _height(other.name)
        return FLOORS.index(self.floor) < FLOORS.index(other.floor)

    def __str__(self) -> str:
        return f"{self.floor}/{self.name}".rstrip("/")


def _height(name: str) -> int:
    for level, rooms in enumerate(reversed(PLATFORM_STACK)):
        if name in rooms:
            return level
    return -1


@dataclass(frozen=True)
class Source:
    """One text file of the product."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        """The path from the root, as problems print it."""
        return self.path.relative_to(self.root).as_posix()

    @cached_property
    def text(self) -> str:
        """The content."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text)

    @cached_property
    def room(self) -> Room | None:
        """The room that owns this file, or None outside the package."""
        return room_of(self.path, self.root)

    @property
    def in_tests(self) -> bool:
        """Whether the file is a test or serves one."""
        parts = self.path.relative_to(self.root).parts
        return "tests" in parts or parts[-1] == "conftest.py"

    @property
    def in_migrations(self) -> bool:
        """Whether the file is a migration."""
        return "migrations" in self.path.parts

    def inside(self, *parts: str) -> bool:
        """Whether the file is the module ``parts`` of its room or lies in a package of it."""
        inner = self.path.relative_to(self.root).parts[4:]
        return bool(inner) and (inner[0].removesuffix(".py") in parts)


def room_of(path: Path, root: Path) -> Room | None:
    """The room that a path inside ``root`` belongs to."""
    parts = path.relative_to(root).parts
    if parts[:2] != ("src", "madoguchi") or len(parts) < 4 or parts[2] not in FLOORS:
        return None
    roomed = parts[2] in {"faces", "connectors", "engines", "platform"}
    if roomed and len(parts) == 4:
        return None
    return Room(parts[2], parts[3] if roomed else "")


def room_of_dotted(dotted: str) -> Room | None:
    """The room that ``madoguchi.engines.cases.api`` belongs to."""
    parts = dotted.strip(".").split(".")
    if len(parts) < 2 or parts[0] != "madoguchi" or parts[1] not in FLOORS:
        return None
    if parts[1] in {"faces", "connectors", "engines", "platform"}:
        return Room(parts[1], parts[2]) if len(parts) > 2 else None
    return Room(parts[1], "")


@cache
def _listing(root: Path) -> tuple[Path, ...]:
    found = [path for path in root.glob("*") if path.is_file()]
    for top in _ROOTS:
        for folder, folders, names in os.walk(root / top):
            skipped = _SKIPPED | _ignored(Path(folder))
            folders[:] = [f for f in folders if f not in skipped and not f.startswith(".")]
            found.extend(Path(folder) / name for name in names)
    return tuple(sorted(found))


def _ignored(folder: Path) -> set[str]:
    """Folders that a .gitignore beside them names: a machine makes them."""
    path = folder / ".gitignore"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {line.strip().strip("/") for line in lines if line and not line.startswith("#")}


@cache
def _source(root: Path, path: Path) -> Source:
    return Source(root, path)


def sources(root: Path, *suffixes: str, under: str = "") -> Iterator[Source]:
    """Every file of the product with one of the suffixes, below a folder if one is named."""
    base = root / under
    for path in _listing(root):
        if path.suffix in suffixes and path.is_file() and (path == base or base in path.parents):
            yield _source(root, path)


def python(root: Path, *, tests: bool = False, migrations: bool = False) -> Iterator[Source]:
    """The Python files of the package."""
    for source in sources(root, ".py", under="src/madoguchi"):
        if (tests or not source.in_tests) and (migrations or not source.in_migrations):
            yield source


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string in code with its line, docstrings left out."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in prose:
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last part of the called name (``models.ForeignKey`` → ForeignKey)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node, node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node, node.func.id


def labels(root: Path) -> dict[str, Room]:
    """App label → room, from every apps.py (the folder's name where no label is stated)."""
    found: dict[str, Room] = {}
    for source in python(root):
        if source.path.name != "apps.py" or source.room is None:
            continue
        label = source.room.name or source.room.floor
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                target = node.targets[0]
                if isinstance(target, ast.Name) and target.id == "label":
                    label = str(node.value.value)
        found[label] = source.room
    return found
