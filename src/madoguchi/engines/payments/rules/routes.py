# SPDX-License-Identifier: Apache-2.0
"""By which ways can a due be paid? Each way registers itself; the pages show those that may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from madoguchi.kernel.texts import TextValue


class Payable(Protocol):
    """What a way looks at: the due as it stands (``models.Receivable``)."""

    @property
    def state(self) -> str:
        """How it stands."""

    @property
    def balance_yen(self) -> int:
        """Yen still to be paid."""


MayPay = Callable[[Payable, datetime], TextValue | None]
"""None where the way is open; otherwise the words why it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way to pay.

    ``name`` and ``about`` are text keys; ``url_name`` is a page that takes ``number``. A due goes
    there by GET; what it costs is decided there. ``rank`` orders the ways.
    """

    key: str
    name: str
    about: str
    url_name: str
    may: MayPay
    icon: str = "next"
    rank: int = 50


_routes: dict[str, Route] = {}


def register_route(route: Route) -> None:
    """Offer a way to pay; the same key again replaces it."""
    _routes[route.key] = route


def list_routes() -> tuple[Route, ...]:
    """All ways that are offered, in their order."""
    return tuple(sorted(_routes.values(), key=lambda one: (one.rank, one.key)))
