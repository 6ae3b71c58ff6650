# SPDX-License-Identifier: Apache-2.0
"""Where is a built file: its address for browsers, its folder for letters?"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

ROOM = Path(__file__).resolve().parent
STATIC = ROOM / "static" / "screens"
BUILT = ROOM / "built"


@lru_cache(maxsize=64)
def asset_url(name: str) -> str:
    """The address of a built file, with the digest of its content where the zone has one."""
    path = f"screens/{name}"
    try:
        return static(path)
    except ValueError:  # the manifest has no such entry: not collected yet
        return f"{settings.STATIC_URL}{path}"


def font_folder() -> Path:
    """The folder with the fonts of letters (BIZ UDPGothic, BIZ UDPMincho, Noto Sans JP; OFL)."""
    return BUILT / "fonts"
