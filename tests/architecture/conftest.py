# SPDX-License-Identifier: Apache-2.0
"""Where do the checks look: at this tree, and at small trees with a planted fault?"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Plant = Callable[[Mapping[str, str]], Path]


def must_be_empty(problems: list[str]) -> None:
    """Fail with every problem on a line of its own."""
    if problems:
        pytest.fail(f"{len(problems)} found:\n" + "\n".join(problems), pytrace=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The tree of the product."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write files (name → content) below a new root and return that root."""

    def write(files: Mapping[str, str]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return tmp_path

    return write
