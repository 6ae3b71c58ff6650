# SPDX-License-Identifier: Apache-2.0
"""The front door of accounts and signing in."""

from madoguchi.platform.identity.actors import actor_for, actor_of
from madoguchi.platform.identity.card.ports import card_prover
from madoguchi.platform.identity.card.round_trip import begin_card, drop_proof, held_proof
from madoguchi.platform.identity.citizens.create import create_citizen
from madoguchi.platform.identity.citizens.vault import Vault, vault_of
from madoguchi.platform.identity.events import AccountKeyReplaced
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.create import create_staff, set_staff_password

__all__ = [
    "AccountKeyReplaced",
    "User",
    "Vault",
    "actor_for",
    "actor_of",
    "begin_card",
    "card_prover",
    "create_citizen",
    "create_staff",
    "drop_proof",
    "held_proof",
    "set_staff_password",
    "vault_of",
]
