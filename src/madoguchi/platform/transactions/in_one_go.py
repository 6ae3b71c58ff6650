# SPDX-License-Identifier: Apache-2.0
"""How does a command stand its ground when many do the same at the same instant?

One transaction, tried again where the database had to break a tie (serialisation, deadlock, busy
file). A constraint that refuses becomes the refusal that a person understands.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from madoguchi.kernel.refusal import Refusal

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 40
_PASSING = {"40001", "40P01", "55P03"}


class Again(Exception):
    """Something in the way was found that is to be cleared before the next try."""

    def __init__(self, clear: Callable[[], None]) -> None:
        super().__init__()
        self.clear = clear


@dataclass(frozen=True, slots=True, kw_only=True)
class InOneGo:
    """A decorator: the command in one transaction (or savepoint), again where nobody is to blame.

    ``says``: part of a constraint's message → the refusal it means; ``once_more``: constraints that
    another try passes; ``gives_up``: what is said after too many tries.
    """

    says: Mapping[str, Callable[[], Refusal]]
    once_more: tuple[str, ...]
    gives_up: Callable[[], Refusal]

    def __call__(self, work: Callable[P, T]) -> Callable[P, T]:
        """The command as it is called from now on."""

        @wraps(work)
        def inner(*args: P.args, **kwargs: P.kwargs) -> T:
            for number in range(TRIES):
                try:
                    with transaction.atomic():
                        return work(*args, **kwargs)
                except Again as again:
                    again.clear()
                except IntegrityError as problem:
                    self._explain(problem)
                except OperationalError as problem:
                    if connection.in_atomic_block or not _passes(problem):
                        raise
                    _wait(number)
            raise self.gives_up()

        return inner

    def _explain(self, problem: IntegrityError) -> None:
        """Raise the refusal for a constraint; return where another try helps."""
        words = str(problem)
        for name, refusal in self.says.items():
            if name in words:
                raise refusal() from problem
        if not any(name in words for name in self.once_more):
            raise problem


def _passes(problem: OperationalError) -> bool:
    state = getattr(problem.__cause__, "sqlstate", None)
    return state in _PASSING or "locked" in str(problem)


def _wait(number: int) -> None:
    """Longer each time, and never two at the same step."""
    most = min(2 ** min(number, 6), 50)
    time.sleep((1 + secrets.randbelow(most * 4)) / 1000)
