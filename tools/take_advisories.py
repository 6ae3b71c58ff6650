# SPDX-License-Identifier: Apache-2.0
"""Which of the advisories that an operator brings concern us? Writes ``requirements/advisories.yaml``.

Asks no network: the operator brings an export in the OSV format (a zip or a folder of JSON files,
such as the export for PyPI) to this machine. Reasons for accepted ones are kept.
"""

import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.checks.advisories import ADVISORIES, pins, plain

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m tools.take_advisories EXPORT YYYY-MM-DD`` (the day of the export)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) not in {2, 3}:
        print(main.__doc__)
        return 2
    root = Path(words[2]) if len(words) == 3 else ROOT
    entries = take(Path(words[0]), root)
    write(root / ADVISORIES, entries, date.fromisoformat(words[1]))
    print(f"{len(entries)} advisories concern what is locked")
    return 0


def take(export: Path, root: Path) -> list[dict[str, Any]]:
    """The advisories for packages in any of the locks, the newest id first."""
    locked = {name for lock in root.glob("requirements/*.txt") for name in pins(lock)}
    kept = {one["id"]: one.get("accepted") for one in _known(root / ADVISORIES)}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for document in _documents(export):
        for affected in document.get("affected", ()):
            package = affected.get("package", {})
            name = plain(str(package.get("name", "")))
            ranges = list(_ranges(affected))
            if package.get("ecosystem") != "PyPI" or name not in locked or not ranges:
                continue
            if document.get("withdrawn"):
                continue
            entry = {
                "id": document["id"],
                "package": name,
                "affected": ranges,
                "about": str(document.get("summary") or document.get("details") or "-")[:100],
            }
            if kept.get(document["id"]):
                entry["accepted"] = kept[document["id"]]
            found[document["id"], name] = entry
    return [found[key] for key in sorted(found, reverse=True)]


def write(path: Path, entries: list[dict[str, Any]], exported: date) -> None:
    """Write the file; its opening comment stays."""
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "#"]
    body = yaml.safe_dump(
        {"exported": exported, "advisories": entries}, allow_unicode=True, sort_keys=False
    )
    path.write_text("\n".join(head) + "\n" + body, encoding="utf-8")


def _known(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["advisories"] or ())


def _documents(export: Path) -> Iterator[dict[str, Any]]:
    if export.is_dir():
        for path in sorted(export.rglob("*.json")):
            yield json.loads(path.read_bytes())
        return
    with zipfile.ZipFile(export) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def _ranges(affected: dict[str, Any]) -> Iterator[str]:
    """``>=a,<b`` for each span of an OSV entry."""
    for span in affected.get("ranges", ()):
        if span.get("type") != "ECOSYSTEM":
            continue
        begins = ""
        for event in span.get("events", ()):
            if "introduced" in event:
                begins = "" if event["introduced"] == "0" else f">={event['introduced']}"
            elif "fixed" in event or "last_affected" in event:
                ends = f"<{event['fixed']}" if "fixed" in event else f"<={event['last_affected']}"
                yield ",".join(filter(None, (begins, ends)))
                begins = "-"
        if begins != "-":
            yield begins or ">=0"


if __name__ == "__main__":
    sys.exit(main())
