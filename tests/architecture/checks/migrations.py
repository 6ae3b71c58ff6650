# SPDX-License-Identifier: Apache-2.0
"""Do migrations stay in their room, with one head each and nothing left to migrate?"""

import ast
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.checks.tree import Room, Source, labels, python

_HEAD = "max_migration.txt"


def dependencies(root: Path) -> list[str]:
    """A migration depends on its own room, on rooms below, and on libraries."""
    known = labels(root)
    problems = []
    for source in _migrations(root):
        for line, label in _labels_needed(source.tree):
            target, room = known.get(label), source.room
            if room and target and not room.may_name(target):
                problems.append(f"{source.name}:{line}: depends on {label}, in {target}")
    return problems


def heads(root: Path) -> list[str]:
    """Each room with migrations has one head, and ``max_migration.txt`` names it."""
    problems = []
    for folder, found in leaves(root).items():
        name, noted = folder.relative_to(root).as_posix(), folder / _HEAD
        if len(found) != 1:
            problems.append(f"{name}: has {len(found)} heads: {', '.join(sorted(found))}")
        elif not noted.is_file():
            problems.append(f"{name}: {_HEAD} is missing; it should say {found.pop()}")
        elif noted.read_text(encoding="utf-8").strip() not in found:
            problems.append(f"{name}: {_HEAD} should say {found.pop()}")
    return problems


def leaves(root: Path) -> dict[Path, set[str]]:
    """Folder of migrations → names of those that no other of the room builds on."""
    rooms: dict[Path, list[Source]] = defaultdict(list)
    for source in _migrations(root):
        rooms[source.path.parent].append(source)
    owners: dict[Room | None, str] = {room: label for label, room in labels(root).items()}
    return {
        folder: _leaves(found, owners.get(found[0].room, "")) for folder, found in rooms.items()
    }


def unmade(root: Path, settings: str, environment: Mapping[str, str]) -> list[str]:
    """Model changes that no migration carries, as ``makemigrations --check`` finds them."""
    path = os.pathsep.join([str(root / "src"), str(root)])
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", "-v", "1"],
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": path},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return []
    made = [f"{settings}: {line}" for line in done.stdout.splitlines() if line]
    return made or [f"{settings}: {done.stderr.strip().splitlines()[-1]}"]


def _migrations(root: Path) -> Iterator[Source]:
    for source in python(root, migrations=True):
        if source.in_migrations and source.path.name != "__init__.py":
            yield source


def _labels_needed(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Labels in ``dependencies`` and ``run_before``, with their lines."""
    for value in _assigned(tree, "dependencies", "run_before"):
        for node in ast.walk(value):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                first = node.elts[0]
                if isinstance(first, ast.Constant):
                    yield node.lineno, str(first.value)
            if isinstance(node, ast.Attribute) and node.attr == "AUTH_USER_MODEL":
                yield node.lineno, "identity"


def _assigned(tree: ast.Module, *names: str) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and t.id in names for t in targets):
                yield node.value


def _leaves(found: list[Source], label: str) -> set[str]:
    """Migrations of one room that no other migration of it builds on."""
    names = {source.path.stem for source in found}
    for source in found:
        for value in _assigned(source.tree, "dependencies"):
            for node in ast.walk(value):
                if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                    app, migration = (ast.literal_eval(part) for part in node.elts)
                    if app == label:
                        names.discard(migration)
    return names
