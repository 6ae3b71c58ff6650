# SPDX-License-Identifier: Apache-2.0
"""Which migration is the newest of each room? Writes ``max_migration.txt``, and licence lines."""

import sys
from pathlib import Path

from tests.architecture.checks.migrations import leaves

ROOT = Path(__file__).resolve().parents[1]
LICENCE = "# SPDX-License-Identifier: Apache-2.0\n"


def main() -> int:
    """Note the head of each room; returns 1 where a room has several."""
    code = 0
    for folder, heads in leaves(ROOT).items():
        mark(folder)
        if len(heads) == 1:
            (folder / "max_migration.txt").write_text(f"{heads.pop()}\n", encoding="utf-8")
        else:
            print(f"{folder.relative_to(ROOT)}: several heads: {', '.join(sorted(heads))}")
            code = 1
    return code


def mark(folder: Path) -> None:
    """Put the licence line on migrations that Django wrote without it."""
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if text and not text.startswith(LICENCE):
            path.write_text(LICENCE + text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
