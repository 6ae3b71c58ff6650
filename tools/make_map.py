# SPDX-License-Identifier: Apache-2.0
"""Where is what? Writes ``docs/map.md`` from the files of the tree; ``--check`` only compares."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture.checks.offer import endpoints, explained_commands, settings, targets
from tests.architecture.checks.tree import FLOORS, Source, python

ROOT = Path(__file__).resolve().parents[1]
MAP = "docs/map.md"
_LINES = re.MULTILINE | re.DOTALL
FLOOR_SENTENCES = {
    "config": "settings per zone, addresses, the command line: the only place that names everything",
    "faces": "layout, navigation, sign-in and home of each kind of reader",
    "journeys": "one file per crossing of engines",
    "connectors": "one folder per outside system",
    "engines": "what a city hall does; they do not know one another",
    "platform": "what every engine stands on",
    "kernel": "pure Python, no framework: words, dates, money, rules, definitions",
}


def main() -> int:
    """Write the map, or say that it is out of date."""
    path, text = ROOT / MAP, draw(ROOT)
    if "--check" in sys.argv[1:]:
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        print("the map is up to date" if same else f"{MAP} is out of date: make map")
        return 0 if same else 1
    path.write_text(text, encoding="utf-8")
    return 0


def draw(root: Path) -> str:
    """The whole map as Markdown."""
    lines = [
        "<!-- SPDX-License-Identifier: Apache-2.0 -->",
        "# Map",
        "",
        "Written by `make map`; do not edit. Noun = folder, verb = file, thing = class.",
    ]
    parts: tuple[Callable[[Path], Iterator[str]], ...] = (
        _floors, _engines, _journeys, _kernel, _commands, _targets, _settings, _endpoints,
    )  # fmt: skip
    for part in parts:
        lines += ["", *part(root)]
    return "\n".join(lines) + "\n"


def _floors(root: Path) -> Iterator[str]:
    yield "## Floors and rooms"
    yield ""
    yield "Imports go down only."
    for floor in FLOORS:
        yield ""
        yield f"**{floor}** – {FLOOR_SENTENCES[floor]}"
        rooms = _rooms(root, floor)
        yield from ([""] if rooms else [])
        for name, zones, sentence in rooms:
            yield f"- `{floor}/{name}`{zones}: {sentence}"


def _rooms(root: Path, floor: str) -> list[tuple[str, str, str]]:
    """Name, zones and sentence of each room of a floor."""
    found = []
    for source in python(root):
        room = source.room
        if source.path.name == "apps.py" and room and room.floor == floor and room.name:
            sentence = _owns(source.path.parent) or sentence_of(source.tree)
            found.append((room.name, _zones(source.tree), sentence))
    return sorted(found)


def _owns(room: Path) -> str:
    """What the room's README says it owns, on one line."""
    readme = room / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    found = re.search(
        r"^[#*\s]*Owns[*:\s]*(?P<what>.+?)(?:\n\n|\n(?=[-|#*]|Does )|\Z)", text, _LINES
    )
    words = " ".join(found["what"].split()) if found else ""
    return words.split("Does not own")[0].strip(" *.")


def _zones(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id == "zones":
                names = {n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant)}
                return f" ({', '.join(sorted(map(str, names)))})"
    return ""


def _engines(root: Path) -> Iterator[str]:
    yield "## Engines: verbs and facts"
    engines: dict[str, dict[str, list[Source]]] = {}
    for source in python(root):
        if source.room and source.room.floor == "engines":
            kind = next((k for k in ("commands", "events") if source.inside(k)), "")
            engines.setdefault(source.room.name, {}).setdefault(kind, []).append(source)
    for name, files in sorted(engines.items()):
        yield from ("", f"### {name}", "", "| verb | what it does |", "|---|---|")
        for source in files.get("commands", []):
            if not source.path.name.startswith("_"):
                yield f"| `{source.path.stem}` | {sentence_of(source.tree)} |"
        yield from ("", "| fact | what happened |", "|---|---|")
        for source in files.get("events", []):
            for key, sentence in facts_of(source.tree):
                yield f"| `{key}` | {sentence} |"


def facts_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Key and sentence of each fact in an ``events.py``."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                target = line.target if isinstance(line, ast.AnnAssign) else None
                if isinstance(target, ast.Name) and target.id == "key":
                    value = getattr(line, "value", None)
                    if isinstance(value, ast.Constant):
                        yield str(value.value), sentence_of(node)


def _journeys(root: Path) -> Iterator[str]:
    yield from ("## Journeys", "")
    for source in python(root):
        at_home = source.room is not None and source.room.floor == "journeys"
        if at_home and source.path.name not in {"__init__.py", "apps.py", "register.py"}:
            yield f"- `{source.path.stem}`: {sentence_of(source.tree)}"


def _kernel(root: Path) -> Iterator[str]:
    yield from ("## Kernel", "")
    for source in python(root):
        at_home = source.room is not None and source.room.floor == "kernel"
        if at_home and source.path.name != "__init__.py":
            name = source.name.removeprefix("src/madoguchi/kernel/").removesuffix(".py")
            yield f"- `{name}`: {sentence_of(source.tree)}"


def _commands(root: Path) -> Iterator[str]:
    yield from ("## Commands", "", "| command | what it does |", "|---|---|")
    for name, sentence in explained_commands(root).items():
        yield f"| `madoguchi {name}` | {sentence} |"


def _targets(root: Path) -> Iterator[str]:
    yield from ("## Make targets", "")
    yield ", ".join(f"`make {name}`" for name in sorted(targets(root)))


def _settings(root: Path) -> Iterator[str]:
    yield from (
        "## Settings",
        "",
        "From the environment; [what each one does](howto/run-a-city.md).",
    )
    yield ""
    yield ", ".join(f"`{name}`" for name in sorted(settings(root)))


def _endpoints(root: Path) -> Iterator[str]:
    yield "## Addresses and who may open them"
    for zone, found in endpoints(root).items():
        yield from ("", f"### {zone}", "", "| address | policy |", "|---|---|")
        for address, policy in sorted(found.items()):
            yield f"| `{address}` | {policy.replace('|', '/')} |"


def sentence_of(node: ast.Module | ast.ClassDef) -> str:
    """The first line of a docstring, without the full stop, fit for a table."""
    text = ast.get_docstring(node) or ""
    return text.split("\n")[0].strip().removesuffix(".").replace("|", "/")


if __name__ == "__main__":
    sys.exit(main())
