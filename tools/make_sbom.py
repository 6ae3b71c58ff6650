# SPDX-License-Identifier: Apache-2.0
"""What is inside? Writes the bill of materials (CycloneDX) of what a city runs: ``make sbom``"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "var" / "sbom.cdx.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write it from ``requirements/base.txt``; returns the exit code of cyclonedx-bom."""
    words = sys.argv[1:] if arguments is None else arguments
    target = Path(words[0]) if words else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            sys.executable, "-m", "cyclonedx_py", "requirements",
            str(ROOT / "requirements" / "base.txt"),
            "--pyproject", str(ROOT / "pyproject.toml"),
            "--spec-version", "1.6", "--output-reproducible", "--output-file", str(target),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    print(done.stderr.strip() or f"wrote {target}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
