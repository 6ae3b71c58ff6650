# SPDX-License-Identifier: Apache-2.0
"""May we ship what we depend on, and are the pinned versions free of where they came from?"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

_STRONG = re.compile(r"(?<![L])(?<!Lesser )\b(A?GPL|(Affero )?General Public)", re.IGNORECASE)
_WEAK = re.compile(
    r"LGPL|Lesser General Public|Library General Public|linking.exception", re.IGNORECASE
)
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)==")
_INDEX = re.compile(
    r"://|^\s*(--(extra-)?index-url|-i\b|--find-links|-f\b|--trusted-host)", re.MULTILINE
)
_LOCKS = ("requirements/*.txt", "**/package-lock.json", "uv.lock", "**/npm-shrinkwrap.json")


def copyleft(root: Path, site_packages: Path) -> list[str]:
    """Installed run-time packages (``requirements/base.txt``) under the GPL or AGPL."""
    wanted = {_plain(name) for name in _pinned(root / "requirements/base.txt")}
    problems = []
    for package in distributions(path=[str(site_packages)]):
        name = package.metadata["Name"]
        licence = next((text for text in licences(package) if _is_strong(text)), "")
        if _plain(name) in wanted and licence:
            problems.append(f"{name} {package.version}: licence {licence}")
    return sorted(problems)


def lock_files(root: Path) -> list[str]:
    """Every pin has a hash, and no lock file holds the address of an index."""
    problems = []
    for pattern in _LOCKS:
        for path in root.glob(pattern):
            if {"node_modules", ".venv"} & set(path.relative_to(root).parts):
                continue
            name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
            problems += [
                f"{name}:{line}: holds the address of an index"
                for line in _index_lines(text, path.suffix)
            ]
            if path.suffix == ".txt":
                problems += [f"{name}: {pin} has no hash" for pin in _without_hash(text)]
    return problems


def licences(package: Distribution) -> Iterator[str]:
    """What a package says about its licence, the plainest field first."""
    metadata: Any = package.metadata
    yield metadata.get("License-Expression") or ""
    yield (metadata.get("License") or "").split("\n")[0][:100]
    for classifier in metadata.get_all("Classifier") or []:
        if classifier.startswith("License ::"):
            yield classifier


def _is_strong(text: str) -> bool:
    """Whether the text leaves no choice but the GPL or AGPL."""
    choices = re.split(r"\s+OR\s+", text)
    return all(_STRONG.search(_WEAK.sub("", choice)) for choice in choices)


def _index_lines(text: str, suffix: str) -> Iterator[int]:
    for number, line in enumerate(text.splitlines(), start=1):
        aside = suffix == ".json" and not re.search(r'"resolved"|"registry"', line)
        if not aside and not line.lstrip().startswith("#") and _INDEX.search(line):
            yield number


def _without_hash(text: str) -> Iterator[str]:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    for block in blocks:
        pin = _PIN.match(block)
        if pin and "--hash=sha256:" not in block:
            yield pin[0].rstrip("=")


def _pinned(path: Path) -> list[str]:
    found = (_PIN.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [match["name"] for match in found if match]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
