# SPDX-License-Identifier: Apache-2.0
"""What does an address of the inbox ask for?"""

from collections.abc import Mapping

from madoguchi.engines.cases.queries.inbox import SIZES, SORTS, TABS, InboxQuery

STATES = ("received", "reviewing", "correction", "deciding")
DUES = ("overdue", "today", "soon", "paused", "calm")
RECEIVED = ("7", "30", "90")


def read_inbox_query(query: Mapping[str, str], *, default_tab: str = "all") -> InboxQuery:
    """The conditions in a query string; what is not known is left out, never refused."""
    return InboxQuery(
        tab=_one_of(query.get("tab"), TABS, default_tab),
        section=query.get("section", "")[:64],
        procedure=query.get("procedure", "")[:64],
        state=_one_of(query.get("state"), STATES, ""),
        due=_one_of(query.get("due"), DUES, ""),
        received=_one_of(query.get("received"), RECEIVED, ""),
        word=query.get("word", "").strip()[:100],
        sort=_one_of(query.get("sort"), tuple(SORTS), "due"),
        page=max(_whole(query.get("page"), 1), 1),
        size=_whole(query.get("size"), 15) if _whole(query.get("size"), 15) in SIZES else 15,
    )


def is_asked(query: Mapping[str, str]) -> bool:
    """Whether the address asks for anything; else the inbox opens where work waits."""
    return any(query.get(name) for name in _ASKED)


_ASKED = (
    "tab", "section", "procedure", "state", "due", "received", "word", "sort", "page", "size",
)  # fmt: skip


def _one_of(value: str | None, known: tuple[str, ...], default: str) -> str:
    return value if value in known else default


def _whole(value: str | None, default: int) -> int:
    try:
        return min(int(value or ""), 100_000)
    except ValueError:
        return default
