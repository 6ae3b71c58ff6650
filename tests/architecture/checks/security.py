# SPDX-License-Identifier: Apache-2.0
"""Do the security documents name proofs that exist?"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

THREATS = "docs/security/threat-model.md"
ASVS = "docs/security/asvs.yaml"
ANSWERS = ("tests", "setting", "document", "not_applicable", "open")
LEVELS = {1: 70, 2: 183}
PLANNED = "*planned*"
_ROW = re.compile(r"^\| (?P<id>B\d+-\d+) \|(?P<cells>.*)\|$", re.MULTILINE)
_ID = re.compile(r"`([^`]+\.py::[^`]+)`")
_STRIDE = set("STRIDE")


def threat_faults(root: Path) -> list[str]:
    """Rows of the threat model without a proof, or with one that is not there."""
    text = (root / THREATS).read_text(encoding="utf-8")
    problems, seen = [], set()
    for found in _ROW.finditer(text):
        name, cells = found["id"], [cell.strip() for cell in found["cells"].split("|")]
        if name in seen:
            problems.append(f"{name}: is given twice")
        seen.add(name)
        if len(cells) != 4 or not all(cells):
            problems.append(f"{name}: needs STRIDE, threat, control and test")
            continue
        if not set(cells[0].replace(",", " ").split()) <= _STRIDE:
            problems.append(f"{name}: {cells[0]} is none of S T R I D E")
        tests = _ID.findall(cells[3])
        if not tests and cells[3] != PLANNED:
            problems.append(f"{name}: names no test and is not {PLANNED}")
        problems += [f"{name}: there is no test {one}" for one in missing(root, tests)]
    return problems if seen else [f"{THREATS}: has no table"]


def asvs_faults(root: Path) -> list[str]:
    """Requirements without one answer, and answers that name what is not there."""
    rows = yaml.safe_load((root / ASVS).read_text(encoding="utf-8"))
    problems = []
    for level, count in LEVELS.items():
        held = sum(row["level"] == level for row in rows.values())
        if held != count:
            problems.append(f"level {level} has {held} requirements, the standard {count}")
    for name, row in rows.items():
        problems += [f"{name}: {fault}" for fault in _row_faults(root, row)]
    return problems


def _row_faults(root: Path, row: dict[str, object]) -> Iterator[str]:
    given = [answer for answer in ANSWERS if row.get(answer)]
    if len(given) != 1 or not row.get("about"):
        yield f"needs words and exactly one of {', '.join(ANSWERS)}; has {given}"
        return
    value = row[given[0]]
    if given[0] == "tests":
        yield from (f"there is no test {one}" for one in missing(root, list(map(str, value))))  # type: ignore[call-overload]
    elif given[0] == "document" and not (root / str(value)).is_file():
        yield f"there is no document {value}"
    elif given[0] in {"not_applicable", "open"} and len(str(value)) < 7:
        yield "says no reason"


def missing(root: Path, ids: list[str]) -> list[str]:
    """Those of the test ids that no test file defines."""
    return [
        one for one in ids if one.partition("::")[2] not in _tests_in(root, one.partition("::")[0])
    ]


@cache
def _tests_in(root: Path, name: str) -> frozenset[str]:
    path = root / name
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    places = [("", tree.body)]
    places += [(f"{one.name}::", one.body) for one in tree.body if isinstance(one, ast.ClassDef)]
    return frozenset(
        prefix + node.name
        for prefix, body in places
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
