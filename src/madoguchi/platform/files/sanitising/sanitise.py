# SPDX-License-Identifier: Apache-2.0
"""Which level gives a safe copy of a file? The wanted one, or the next below that succeeds."""

from madoguchi.platform.files.kinds import TYPES
from madoguchi.platform.files.sanitising.caged import Reply, run_caged
from madoguchi.platform.files.sanitising.limits import DEFAULT_LIMITS, Limits
from madoguchi.platform.files.sanitising.results import Level, Outcome, Reason

_BELOW: dict[Level, tuple[Level, ...]] = {
    "structural": ("structural", "pixels", "text"),
    "pixels": ("pixels", "text"),
    "text": ("text",),
}
_POSSIBLE: dict[str, frozenset[Level]] = {
    "pdf": frozenset({"structural", "pixels", "text"}),
    "office": frozenset({"structural", "text"}),
    "image": frozenset({"structural", "pixels"}),
    "text": frozenset({"structural", "text"}),
}
_FINAL: frozenset[Reason] = frozenset({"password", "harmful"})
"""Reasons that no lower level overcomes."""


def sanitise(
    content: bytes, name: str, *, level: Level = "structural", limits: Limits = DEFAULT_LIMITS
) -> Outcome:
    """A safe copy of a file, made in a cage, at ``level`` or the best one below it.

    An outcome without a level says by ``tried`` why nothing could be made of it.
    """
    ending = name.rpartition(".")[2].lower()
    kind = TYPES.get(ending)
    if kind is None or not content:
        return Outcome(None, tried={level: "not_admitted" if kind is None else "damaged"})
    tried: dict[str, Reason] = {}
    spent = []
    for attempt in _BELOW[level]:
        if attempt not in _POSSIBLE[kind.kind]:
            continue
        reply = run_caged(content, attempt, ending, limits=limits)
        spent.append(reply.spent)
        if reply.reason is None and reply.ending in TYPES:
            return _done(attempt, reply, tried, tuple(spent))
        tried[attempt] = reply.reason or "damaged"
        if reply.reason in _FINAL:
            break
    if not tried:
        tried[level] = "not_admitted"
    return Outcome(None, tried=tried, spent=tuple(spent))


def _done(
    level: Level, reply: Reply, tried: dict[str, Reason], spent: tuple[object, ...]
) -> Outcome:
    return Outcome(
        level=level,
        content=reply.content,
        ending=reply.ending,
        media_type=TYPES[reply.ending].media_type,
        pages=reply.pages,
        removed=reply.removed,
        tried=tried,
        spent=spent,  # type: ignore[arg-type]
    )
