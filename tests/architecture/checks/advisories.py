# SPDX-License-Identifier: Apache-2.0
"""Does a lock hold a version with a known hole, and may we ship each licence?"""

import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import yaml
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from tests.architecture.checks.dependencies import licences

ADVISORIES = "requirements/advisories.yaml"
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s\\;]+)", re.MULTILINE)
_ACCEPTED = re.compile(r"(?P<until>\d{4}-\d{2}-\d{2}) \S.{9,}")
ALLOWED = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Python-2\.0|MPL|Mozilla Public"
    r"|LGPL|Lesser General Public|Unlicense|Public Domain|Zlib|HPND|CC0|OFL|Artistic)",
    re.IGNORECASE,
)

SILENT = {"pyrage": "MIT"}
"""Packages whose metadata says nothing; the licence stands in their source."""


def plain(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> dict[str, str]:
    """Package → version of a lock file."""
    text = path.read_text(encoding="utf-8")
    return {plain(found["name"]): found["version"] for found in _PIN.finditer(text)}


def holes(root: Path, today: date) -> list[str]:
    """Locked versions that an advisory names and nobody has accepted for now."""
    try:
        entries = read(root)
    except (ValueError, KeyError, TypeError, InvalidSpecifier) as error:
        return [f"{ADVISORIES}: cannot be read: {error}"]
    problems = []
    for lock in sorted(root.glob("requirements/*.txt")):
        locked = pins(lock)
        for entry in entries:
            version = locked.get(plain(entry["package"]))
            hit = version and any(version in ranges for ranges in entry["ranges"])
            if hit and not _is_accepted(entry, today):
                where = f"{lock.name}: {entry['package']} {version}"
                problems.append(f"{where}: {entry['id']}, {entry['about']}")
    return problems


def read(root: Path) -> list[dict[str, Any]]:
    """The advisories, with their ranges understood.

    Raises:
        ValueError, KeyError, TypeError: the file does not have its shape.
    """
    document = yaml.safe_load((root / ADVISORIES).read_text(encoding="utf-8"))
    if not isinstance(document["exported"], date):
        raise TypeError("exported is no day")
    found = []
    for entry in document["advisories"]:
        ranges = [SpecifierSet(one, prereleases=True) for one in entry["affected"]]
        if not ranges or not entry["id"] or not entry["about"]:
            raise ValueError(f"an entry is incomplete: {entry}")
        found.append({**entry, "ranges": ranges})
    return found


def strange_licences(root: Path, site_packages: Path) -> list[str]:
    """Installed run-time packages whose licence is none that we ship."""
    wanted = pins(root / "requirements/base.txt")
    problems = []
    for package in distributions(path=[str(site_packages)]):
        name, said = package.metadata["Name"], list(_said(package))
        if plain(name) in wanted and not any(ALLOWED.search(text) for text in said):
            problems.append(f"{name}: licence {said or ['unknown']} is not on the list")
    return sorted(problems)


def _said(package: Distribution) -> Iterator[str]:
    yield from (text for text in licences(package) if text)
    if package.metadata["Name"] in SILENT:
        yield SILENT[package.metadata["Name"]]


def _is_accepted(entry: dict[str, Any], today: date) -> bool:
    found = _ACCEPTED.fullmatch(str(entry.get("accepted", "")))
    return found is not None and today <= date.fromisoformat(found["until"])
