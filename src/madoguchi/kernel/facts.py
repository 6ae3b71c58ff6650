# SPDX-License-Identifier: Apache-2.0
"""How do engines tell what happened without knowing who listens?"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar


class Fact(Protocol):
    """A frozen dataclass in the past tense, with a key such as ``cases.case.opened``."""

    key: ClassVar[str]


F = TypeVar("F")
_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def on(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Register a listener for one kind of fact; it runs in the announcer's transaction."""

    def register(listener: Callable[[F], None]) -> Callable[[F], None]:
        if listener not in _listeners[fact]:
            _listeners[fact].append(listener)
        return listener

    return register


def announce(fact: Fact) -> None:
    """Tell every listener, in the order of registration; an error undoes the announcer's work."""
    for listener in _listeners[type(fact)]:
        listener(fact)


def listeners_of(fact: type[Any]) -> tuple[Callable[[Any], None], ...]:
    """The registered listeners, for tests and for the map of journeys."""
    return tuple(_listeners[fact])
