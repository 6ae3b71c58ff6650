# SPDX-License-Identifier: Apache-2.0
"""Does a string reach into a room that an import may not reach?"""

import ast
import re
from pathlib import Path

from tests.architecture.checks.tree import (
    Room,
    Source,
    calls,
    labels,
    python,
    room_of_dotted,
    strings,
)

_RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey"}
_LOOKUPS = {"get_model", "get_app_config", "get_registered_model"}
_IMPORTERS = {"import_string", "import_module", "__import__", "import_by_path"}
_DOTTED = re.compile(r"madoguchi(\.\w+)+\.?")
_MAY_IMPORT_BLINDLY = {
    "src/madoguchi/platform/jobs/backend.py": "the row of a job names its function",
}
_BEHIND_THE_DOOR = {"models", "commands", "queries", "rules"}


def foreign_keys(root: Path) -> list[str]:
    """Relations and model look-ups by string stay in their room or go down to the platform."""
    known = labels(root)
    problems = []
    for source in python(root):
        for call, name in calls(source.tree):
            if name not in _RELATIONS | _LOOKUPS:
                continue
            label = _label(call, needs_dot=name in _RELATIONS)
            target = known.get(label) if label else None
            if source.room and target and not source.room.may_name(target):
                problems.append(
                    f"{source.name}:{call.lineno}: {name}({label!r}) reaches from {source.room} "
                    f"into {target}; keep a typed reference such as '{label}:<uuid>'"
                )
    return problems


def _label(call: ast.Call, *, needs_dot: bool) -> str:
    """The app label that a relation or look-up names, or an empty string."""
    values = [*call.args[:1], *(k.value for k in call.keywords if k.arg in {"to", "app_label"})]
    value = values[0] if values else None
    if isinstance(value, ast.Attribute) and value.attr == "AUTH_USER_MODEL":
        return "identity"
    if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        return ""
    label, dot, _ = value.value.partition(".")
    return label if dot or not needs_dot else ""


def dotted_paths(root: Path) -> list[str]:
    """A dotted path in a string may name only what an import could name from there."""
    problems = []
    for source in python(root):
        if source.room is None or source.room.floor == "config":
            continue
        for line, value in strings(source.tree):
            fault = _fault_of_path(source.room, value)
            if fault:
                problems.append(f"{source.name}:{line}: {value!r} {fault}")
        problems.extend(_blind_imports(source))
    return problems


def _fault_of_path(room: Room, value: str) -> str:
    if not _DOTTED.fullmatch(value):
        return ""
    target = room_of_dotted(value)
    if target is None or target == room:
        return ""
    if not room.may_name(target):
        return f"reaches from {room} into {target}"
    inner = set(value.split(".")[3:])
    if target.floor == "engines" and inner & _BEHIND_THE_DOOR:
        return f"passes the front door of {target}"
    return ""


def _blind_imports(source: Source) -> list[str]:
    """Imports whose name is only known at run time hide where they lead."""
    problems = []
    for call, name in calls(source.tree) if source.name not in _MAY_IMPORT_BLINDLY else ():
        if name not in _IMPORTERS or not call.args:
            continue
        first = call.args[0]
        if isinstance(first, ast.JoinedStr) and first.values:
            first = first.values[0]
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            problems.append(
                f"{source.name}:{call.lineno}: {name}() of a name that is not written here"
            )
    return problems
