# SPDX-License-Identifier: Apache-2.0
"""Who speaks with whom in a round trip: the provider as it is addressed, and we as its client."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from madoguchi.kernel.texts import TextValue


@dataclass(frozen=True, slots=True)
class Provider:
    """One deployment of a provider; ``algorithm`` is the only one its ID tokens may be signed with."""

    name: TextValue
    issuer: str
    authorize: str
    token: str
    userinfo: str
    certs: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class Authenticated:
    """What a call to the token endpoint carries so that the provider knows us."""

    form: dict[str, str]
    basic: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return "<Authenticated>"


class Client(Protocol):
    """We, as the provider registered us."""

    @property
    def client_id(self) -> str:
        """Our public name."""

    def authenticate(self, provider: Provider, *, at: datetime) -> Authenticated:
        """Proof for one call that it is us."""
