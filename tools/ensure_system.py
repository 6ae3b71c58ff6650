# SPDX-License-Identifier: Apache-2.0
"""Which Debian packages do the tests need, and are they here? Installs them where it may.

``python -m tools.ensure_system`` never fails: what stays missing is named, and the tests that
need it skip with the reason.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """A Debian package, how to see that it is there, and what goes untested without it."""

    package: str
    present: Callable[[], bool]
    without: str


def has_program(*names: str) -> bool:
    """Whether one of the programs is on the path."""
    return any(shutil.which(name) for name in names)


def has_font(*names: str) -> bool:
    """Whether a font file with one of the names is installed."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    return any(
        name.lower() in path.name.lower()
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*.[ot]t[fc]")
        for name in names
    )


def has_postgres() -> bool:
    """Whether a PostgreSQL server can be started."""
    return has_program("postgres") or any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


NEEDS = (
    Need(
        "chromium",
        lambda: has_program("chromium", "chromium-browser", "google-chrome"),
        "the journeys in a browser",
    ),
    Need("postgresql", has_postgres, "everything on PostgreSQL"),
    Need("fonts-noto-cjk", lambda: has_font("NotoSansCJK", "NotoSansJP"), "Japanese on screen"),
    Need(
        "fonts-morisawa-bizud-gothic",
        lambda: has_font("BIZUDGothic", "BIZUDPGothic", "BIZ-UD"),
        "letters in a universal-design typeface",
    ),
    Need("poppler-utils", lambda: has_program("pdftotext"), "the words inside letters"),
)


def main() -> int:
    """Install what is missing, or say what is."""
    missing = [need for need in NEEDS if not need.present()]
    if missing and may_install():
        install([need.package for need in missing])
        missing = [need for need in missing if not need.present()]
    if missing:
        print("Some tests will skip, because these Debian packages are missing:", file=sys.stderr)
        for need in missing:
            print(f"  {need.package:<28} without it: {need.without}", file=sys.stderr)
        names = " ".join(need.package for need in missing)
        print(f"Install them with: sudo apt-get install {names}", file=sys.stderr)
    return 0


def may_install() -> bool:
    """Whether this process may use apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """Install packages, refreshing the lists only when that is what it takes."""
    print(f"Installing for the tests: {' '.join(packages)}", file=sys.stderr)
    words = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(words, env=environment, stdout=sys.stderr, check=False).returncode:
        subprocess.run(["apt-get", "update", "--quiet"], stdout=sys.stderr, check=False)
        subprocess.run(words, env=environment, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    sys.exit(main())
