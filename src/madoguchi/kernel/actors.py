# SPDX-License-Identifier: Apache-2.0
"""Who acts? The one value that every command takes to know it."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["citizen", "guest", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or process that acts.

    ``ref`` is a typed reference such as ``"identity:<uuid>"``; ``sections`` holds organisation
    keys; ``roles`` holds role keys of the zone (see ``platform.organisation``).
    """

    kind: ActorKind
    ref: str
    name: str
    roles: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    def has_role(self, *roles: str) -> bool:
        """Whether the actor holds at least one of the roles."""
        return bool(self.roles.intersection(roles))


SYSTEM = Actor(kind="system", ref="system:madoguchi", name="まどぐち")
GUEST = Actor(kind="guest", ref="guest:anonymous", name="")
