# SPDX-License-Identifier: Apache-2.0
"""The front door of accounts and signing in."""

from madoguchi.platform.identity.actors import actor_for, actor_of
from madoguchi.platform.identity.business.ports import corporate_prover
from madoguchi.platform.identity.business.round_trip import begin_business, held_business
from madoguchi.platform.identity.card.ports import card_prover
from madoguchi.platform.identity.card.round_trip import (
    begin_card,
    begin_signature,
    drop_proof,
    held_proof,
    held_signature,
)
from madoguchi.platform.identity.citizens.confirming import (
    NotConfirmed,
    asks_password,
    confirm_holder,
)
from madoguchi.platform.identity.citizens.create import create_citizen
from madoguchi.platform.identity.citizens.erase import Erased, erase_account, list_erased
from madoguchi.platform.identity.citizens.standing import (
    KeyStanding,
    key_awaits_office,
    key_standing_of,
    settle_key,
)
from madoguchi.platform.identity.citizens.vault import Vault, vault_of
from madoguchi.platform.identity.events import (
    AccountErased,
    AccountKeyProved,
    AccountKeyReplaced,
)
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.create import (
    create_staff,
    make_password_text,
    set_staff_password,
)
from madoguchi.platform.identity.staff.emergency import open_alarms, seal_emergency
from madoguchi.platform.identity.staff.manage import (
    end_sessions,
    require_second_factor,
    reset_second_factor,
    set_address,
    set_lock,
)
from madoguchi.platform.identity.staff.queries import (
    find_staff_by_login,
    home_addresses,
    list_staff,
)
from madoguchi.platform.identity.visiting.receiving import (
    names_of_visitors,
    staff_of,
    visiting_staff_may,
)

__all__ = [
    "AccountErased",
    "AccountKeyProved",
    "AccountKeyReplaced",
    "Erased",
    "KeyStanding",
    "NotConfirmed",
    "User",
    "Vault",
    "actor_for",
    "actor_of",
    "asks_password",
    "begin_business",
    "begin_card",
    "begin_signature",
    "card_prover",
    "confirm_holder",
    "corporate_prover",
    "create_citizen",
    "create_staff",
    "drop_proof",
    "end_sessions",
    "erase_account",
    "find_staff_by_login",
    "held_business",
    "held_proof",
    "held_signature",
    "home_addresses",
    "key_awaits_office",
    "key_standing_of",
    "list_erased",
    "list_staff",
    "make_password_text",
    "names_of_visitors",
    "open_alarms",
    "require_second_factor",
    "reset_second_factor",
    "seal_emergency",
    "set_address",
    "set_lock",
    "set_staff_password",
    "settle_key",
    "staff_of",
    "vault_of",
    "visiting_staff_may",
]
