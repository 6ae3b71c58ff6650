# SPDX-License-Identifier: Apache-2.0
"""Is the tree fit to commit? Lint, format, types, contracts and architecture, side by side."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
PIECES: dict[str, list[str]] = {
    "types": [PYTHON, "-m", "mypy"],
    "architecture": [
        *(PYTHON, "-m", "pytest", "-q", "-pno:django", "-pno:schemathesis"),
        "tests/architecture",
    ],
    "contracts": [str(BIN / "lint-imports")],
    "lint": [PYTHON, "-m", "ruff", "check", "--output-format", "concise"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise"],
}
"""The slowest first; two run at a time on two cores. Migrations are part of the architecture."""


def main() -> int:
    """Run every piece; returns 1 if one of them found something."""
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=max(os.cpu_count() or 2, 2)) as pool:
        results = list(pool.map(run, PIECES))
    for name, done, _ in results:
        if done.returncode:
            print(f"── {name} ──\n{done.stdout}{done.stderr}")
    for name, done, seconds in results:
        print(f"{name:<14}{'found something' if done.returncode else 'good':<18}{seconds:5.1f} s")
    print(f"{'all':<32}{time.monotonic() - began:5.1f} s")
    return 1 if any(done.returncode for _, done, _ in results) else 0


def run(name: str) -> tuple[str, subprocess.CompletedProcess[str], float]:
    """Run one piece and keep what it says."""
    began = time.monotonic()
    done = subprocess.run(
        PIECES[name],
        cwd=ROOT,
        env={**os.environ, "MADOGUCHI_ZONE": "core", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return name, done, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
