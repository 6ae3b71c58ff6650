# SPDX-License-Identifier: Apache-2.0
"""Is what browsers need in its place?"""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from madoguchi.platform.screens.assets import BUILT, STATIC


@checks.register()
def front_end_is_built(**_: Any) -> Sequence[checks.CheckMessage]:
    """Warn when the style sheet or the fonts of letters have not been built."""
    missing = [
        path
        for path in (STATIC / "madoguchi.css", STATIC / "icons.svg", BUILT / "fonts")
        if not path.exists()
    ]
    if not missing:
        return []
    names = ", ".join(path.name for path in missing)
    return [
        checks.Warning(
            f"The front end is not built: {names} missing.",
            hint="Run: python tools/build_frontend.py",
            id="screens.W001",
        )
    ]
