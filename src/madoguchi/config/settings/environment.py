# SPDX-License-Identifier: Apache-2.0
"""What does the environment say? The only place that reads it for settings."""

import os
import secrets
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[4]


def read(name: str, default: str = "") -> str:
    """An environment variable as text."""
    return os.environ.get(name, default)


def read_flag(name: str, *, default: bool = False) -> bool:
    """An environment variable as yes or no (1, true, yes, on)."""
    return read(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def read_list(name: str, default: str = "") -> list[str]:
    """A comma-separated environment variable."""
    return [part.strip() for part in read(name, default).split(",") if part.strip()]


def zone_home(zone: str) -> Path:
    """The folder with everything this zone keeps on disk; made with owner-only rights."""
    given = read("MADOGUCHI_HOME")
    home = Path(given) if given else PROJECT_ROOT / "var" / zone
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def secret_key(home: Path) -> str:
    """Django's secret key: MADOGUCHI_SECRET_KEY, or a file made once with owner-only rights."""
    given = read("MADOGUCHI_SECRET_KEY")
    if given:
        return given
    path = home / "secret_key"
    try:
        with open(path, "x", encoding="ascii", opener=_private) as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
