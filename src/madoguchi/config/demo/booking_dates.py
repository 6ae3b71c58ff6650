# SPDX-License-Identifier: Apache-2.0
"""By how many weeks do the courses of the demonstration city move, so that they lie ahead?"""

from datetime import date, timedelta
from pathlib import Path

WRITTEN_FOR = date(2026, 11, 23)
"""The Monday for which the dates of 灯台市's pack are written."""


def weeks_ahead(home: Path, *, today: date) -> int:
    """The weeks from that Monday to the one after today; decided once for each demo city."""
    kept = home / "booking-weeks"
    if not kept.exists():
        monday = today + timedelta(days=7 - today.weekday())
        kept.write_text(str(max((monday - WRITTEN_FOR).days // 7, 0)), encoding="utf-8")
    return int(kept.read_text(encoding="utf-8"))
