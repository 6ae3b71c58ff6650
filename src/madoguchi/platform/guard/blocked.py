# SPDX-License-Identifier: Apache-2.0
"""What did browsers refuse to load? Counted by day, rule and kind; nobody's page or address stays."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F

from madoguchi.platform.guard.models import BlockedLoad

DIRECTIVES = frozenset(
    {
        "base-uri", "child-src", "connect-src", "default-src", "font-src", "form-action",
        "frame-ancestors", "frame-src", "img-src", "manifest-src", "media-src", "object-src",
        "script-src", "script-src-attr", "script-src-elem", "style-src", "style-src-attr",
        "style-src-elem", "worker-src",
    }
)  # fmt: skip
KEPT = timedelta(days=90)


def read_report(document: Any, *, host: str) -> list[tuple[str, str]]:
    """Rule and kind of source of each violation in a report, in either format browsers send.

    Kinds: ``inline``, ``eval``, ``data``, ``own`` (this host), ``other`` (anything else). What
    does not look like a report gives nothing.
    """
    rows = document if isinstance(document, list) else [document]
    found = []
    for row in rows[:20]:
        body = row.get("body", row.get("csp-report")) if isinstance(row, dict) else None
        if not isinstance(body, dict):
            continue
        named = body.get("effectiveDirective") or body.get("effective-directive")
        named = named or body.get("violated-directive") or ""
        directive = str(named).split(" ")[0]
        if directive in DIRECTIVES:
            source = body.get("blockedURL") or body.get("blocked-uri") or ""
            found.append((directive, _kind(str(source), host)))
    return found


def note_blocked(found: list[tuple[str, str]], *, on: date) -> None:
    """Add to the counts of a day."""
    for directive, source in found:
        day = {"on": on, "directive": directive, "source": source}
        BlockedLoad.objects.bulk_create([BlockedLoad(**day)], ignore_conflicts=True)
        BlockedLoad.objects.filter(**day).update(count=F("count") + 1)


def list_blocked(*, since: date) -> list[BlockedLoad]:
    """The counts from a day on, the latest first."""
    return list(BlockedLoad.objects.filter(on__gte=since).order_by("-on", "directive", "source"))


def forget_blocked(today: date) -> int:
    """Forget counts after 90 days."""
    return BlockedLoad.objects.filter(on__lt=today - KEPT).delete()[0]


def _kind(source: str, host: str) -> str:
    if source in {"inline", "eval", "wasm-eval"}:
        return source.removeprefix("wasm-")
    if source.startswith(("data", "blob")):
        return "data"
    try:
        return "own" if urlsplit(source).netloc == host or source == "self" else "other"
    except ValueError:
        return "other"
