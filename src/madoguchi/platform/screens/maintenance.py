# SPDX-License-Identifier: Apache-2.0
"""Is the zone closed for work, now or soon? A file in its home says so: maintenance.json.

``{"from": "2026-11-28T22:00+09:00", "until": "2026-11-29T05:00+09:00", "message": {"ja": "…"}}``.
Without ``from`` the zone is closed at once; it opens when the file goes away, not by the clock.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from madoguchi.kernel.clock import TOKYO
from madoguchi.kernel.texts import TextValue

logger = logging.getLogger(__name__)
FILE_NAME = "maintenance.json"
EXEMPT = ("/zone/", "/static/", "/healthz")
_LATER = timedelta(minutes=5)
_NOTICE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Work on the zone: from when, until when as planned, and what to tell people."""

    begins_at: datetime | None
    until_at: datetime | None
    message: TextValue | None

    def is_closed(self, at: datetime) -> bool:
        """Whether the zone answers no one now."""
        return self.begins_at is None or self.begins_at <= at

    def is_announced(self, at: datetime) -> bool:
        """Whether pages should tell of it beforehand."""
        return self.begins_at is not None and at < self.begins_at <= at + _NOTICE

    def retry_after(self, at: datetime) -> int:
        """Seconds until it is worth coming back; five minutes when the plan has run out."""
        left = (self.until_at - at) if self.until_at else _LATER
        return max(int(left.total_seconds()), int(_LATER.total_seconds()))


def maintenance_file() -> Path:
    """Where the zone looks."""
    return Path(settings.HOME) / FILE_NAME


def find_maintenance() -> Maintenance | None:
    """The work that is planned or under way; a broken file closes the zone as an empty one."""
    path = maintenance_file()
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(path, stamp)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> Maintenance:  # noqa: ARG001 - the stamp is the cache key
    try:
        content = json.loads(path.read_text(encoding="utf-8") or "{}")
        message = content.get("message")
        return Maintenance(
            begins_at=_instant(content.get("from")),
            until_at=_instant(content.get("until")),
            message=TextValue(**({"ja": message} if isinstance(message, str) else message))
            if message
            else None,
        )
    except (ValueError, TypeError, AttributeError):
        logger.exception("%s cannot be read; the zone stays closed", path.name)
        return Maintenance(begins_at=None, until_at=None, message=None)


def _instant(written: str | None) -> datetime | None:
    if not written:
        return None
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=TOKYO)


def close(
    *,
    message: TextValue | None = None,
    begins_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Path:
    """Close the zone, now or from a time on; every process of it notices at its next request."""
    content = {
        "from": begins_at.isoformat() if begins_at else None,
        "until": until_at.isoformat() if until_at else None,
        "message": message.model_dump(exclude_none=True) if message else None,
    }
    path = maintenance_file()
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return fresh.replace(path)


def reopen() -> bool:
    """Open the zone again; False when it was not closed."""
    try:
        maintenance_file().unlink()
    except FileNotFoundError:
        return False
    return True
