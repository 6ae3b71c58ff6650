# SPDX-License-Identifier: Apache-2.0
"""What does the twin remember? Requests in progress, codes, tokens, used assertions: in memory."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import time
from typing import Any

from joserfc.jwk import ECKey, KeySet

Card = Callable[[str, bytes], tuple[bytes, bytes]]
"""Signs a digest with a person's card: signature and certificate."""

CODE_LIFE = 60
REQUEST_LIFE = 300
TOKEN_LIFE = 300
TRANSACTION_LIFE = 600


@dataclass(frozen=True, slots=True)
class Registered:
    """The client as it was registered."""

    client_id: str
    redirect_uris: tuple[str, ...]
    keys: KeySet


@dataclass(slots=True)
class Asked:
    """One authorisation request that passed the checks."""

    redirect_uri: str
    scope: str
    state: str
    nonce: str
    challenge: str
    acr: str
    sign_transaction_id: str
    at: float
    wrong_pins: int = 0


@dataclass(slots=True)
class Grant:
    """What a code stands for; ``used`` codes stay until they run out, so that a replay shows."""

    asked: Asked
    holder_id: str
    at: float
    used: bool = False
    token: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and what it opens."""

    holder_id: str
    scope: str
    until: float
    transaction: str = ""


@dataclass(slots=True)
class Transaction:
    """A digest that waits to be signed, or was; ``holder_id`` once a card was held."""

    digest: bytes
    at: float
    holder_id: str = ""


@dataclass
class Memory:
    """Everything the twin knows; one lock guards it."""

    base: str
    client: Registered
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    salt: bytes = field(default_factory=lambda: os.urandom(32))
    asked: dict[str, Asked] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    assertions: dict[str, float] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    sign: Card | None = None
    lock: Lock = field(default_factory=Lock)

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        self.key = ECKey.generate_key("P-256", auto_kid=True)

    def key_document(self) -> dict[str, Any]:
        """The public keys as they are served."""
        public = dict(self.key.as_dict(private=False))
        return {"keys": [public | {"use": "sig", "alg": "ES256"}]}

    def forget_old(self) -> None:
        """Drop what has run out."""
        at = time()
        lives: tuple[tuple[dict[str, Any], int], ...] = (
            (self.asked, REQUEST_LIFE),
            (self.grants, CODE_LIFE),
            (self.transactions, TRANSACTION_LIFE),
        )
        for kept, life in lives:
            for key in [key for key, one in kept.items() if one.at + life < at]:
                del kept[key]
        for name in [name for name, one in self.tokens.items() if one.until < at]:
            del self.tokens[name]
        for jti in [jti for jti, until in self.assertions.items() if until < at]:
            del self.assertions[jti]


def new_handle() -> str:
    """An unguessable name."""
    return secrets.token_urlsafe(32)
