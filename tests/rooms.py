# SPDX-License-Identifier: Apache-2.0
"""In which zones does a room live? Read from its ``apps.py`` without importing it."""

import ast
from functools import cache
from pathlib import Path

FLOORS = ("config", "faces", "journeys", "connectors", "engines", "platform", "kernel")
ROOMED_FLOORS = ("faces", "connectors", "engines", "platform")


@cache
def zones_of(room: Path) -> frozenset[str] | None:
    """The zones that a room's AppConfig names; None where the room is in every zone."""
    apps = room / "apps.py"
    if not apps.is_file():
        return None
    for node in ast.walk(ast.parse(apps.read_text(encoding="utf-8"))):
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(node, ast.Assign):
            target = node.targets[0]
        named = isinstance(target, ast.Name) and target.id == "zones"
        if named and node.value is not None:
            return frozenset(_strings(node.value))
    return None


def _strings(value: ast.expr) -> set[str]:
    """Every string inside ``{"portal"}``, ``frozenset({"portal"})`` and the like."""
    return {
        node.value
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def room_of(path: Path, package: Path) -> Path | None:
    """The room's folder (``package/engines/cases``) that holds a path, if any."""
    try:
        parts = path.resolve().relative_to(package.resolve()).parts
    except ValueError:
        return None
    if len(parts) >= 2 and parts[0] in ROOMED_FLOORS:
        return package / parts[0] / parts[1]
    return package / parts[0] if parts and parts[0] in FLOORS else None


def lives_in(path: Path, package: Path, zone: str) -> bool:
    """Whether tests at ``path`` belong to a run of ``zone``."""
    room = room_of(path, package)
    zones = zones_of(room) if room else None
    return zones is None or zone in zones
