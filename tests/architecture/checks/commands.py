# SPDX-License-Identifier: Apache-2.0
"""Is each command called by name, with the one who acts and the time of it?"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks.tree import Source, calls, python

_ALWAYS_NOW = {"now", "utcnow", "localtime", "localdate", "monotonic", "perf_counter", "Now"}
_NOW_WHEN_BARE = {"today", "time", "time_ns"}
_STAMPS = {"auto_now", "auto_now_add"}


def signatures(root: Path) -> list[str]:
    """What may be called from outside ``commands/`` is keyword-only and takes ``actor`` and ``at``.

    That is every public function that another part of the engine (the front door, pages, jobs)
    imports. Steps that only commands share are not commands.
    """
    called = _called_from_outside(root)
    problems = []
    for source in _commands(root):
        module = source.name.removeprefix("src/").removesuffix(".py").replace("/", ".")
        public = [
            node
            for node in source.tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]
        if not public:
            problems.append(f"{source.name}: has no verb")
        for node in public:
            if (module, node.name) in called:
                where = f"{source.name}:{node.lineno}: {node.name}"
                problems += [f"{where} {fault}" for fault in _faults(node.args)]
    return problems


def _called_from_outside(root: Path) -> set[tuple[str, str]]:
    """Module and name of everything in ``commands/`` that code outside of it imports or uses."""
    found = set()
    for source in python(root):
        if source.room is None or source.inside("commands"):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and ".commands" in (node.module or ""):
                found |= {(node.module or "", name.name) for name in node.names}
                inner = {name.asname or name.name: name.name for name in node.names}
                found |= {
                    (f"{node.module}.{inner[use.value.id]}", use.attr)
                    for use in ast.walk(source.tree)
                    if isinstance(use, ast.Attribute)
                    and isinstance(use.value, ast.Name)
                    and use.value.id in inner
                }
    return found


def clock_reads(root: Path) -> list[str]:
    """Rules, commands and models never read the clock: the time is passed in."""
    problems = []
    for source in python(root):
        engine = source.room is not None and source.room.floor == "engines"
        if not engine or not source.inside("rules", "commands", "models", "events"):
            continue
        for call, name in calls(source.tree):
            if name in _ALWAYS_NOW or (name in _NOW_WHEN_BARE and _is_bare(call)):
                problems.append(f"{source.name}:{call.lineno}: reads the clock with {name}()")
            stamps = {k.arg for k in call.keywords if k.arg in _STAMPS}
            problems += [
                f"{source.name}:{call.lineno}: {stamp} reads the clock" for stamp in stamps
            ]
    return problems


def _commands(root: Path) -> Iterator[Source]:
    for source in python(root):
        room = source.room
        inside = room is not None and room.floor == "engines" and source.inside("commands")
        if inside and not source.path.name.startswith("_"):
            yield source


def _faults(arguments: ast.arguments) -> Iterator[str]:
    if arguments.args or arguments.posonlyargs or arguments.vararg:
        yield "takes positional arguments"
    given = {argument.arg: argument for argument in arguments.kwonlyargs}
    for name, kind in (("actor", "Actor"), ("at", "datetime")):
        if name not in given:
            yield f"does not take {name}"
        elif kind not in ast.unparse(given[name].annotation or ast.Constant("")):
            yield f"takes {name} that is no {kind}"


def _is_bare(call: ast.Call) -> bool:
    """``clock.today(at)`` and ``datetime.time(9, 0)`` are given their time; bare calls read it."""
    return not call.args and not call.keywords
