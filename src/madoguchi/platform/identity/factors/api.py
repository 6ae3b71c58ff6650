# SPDX-License-Identifier: Apache-2.0
"""The front door of second factors, for staff and citizens alike."""

from madoguchi.platform.identity.factors.ceremony import keep_question, site_of, take_challenge
from madoguchi.platform.identity.factors.errors import FactorRefused, LastFactor, passkey_refused
from madoguchi.platform.identity.factors.keep_codes import start_codes, stop_codes, use_code
from madoguchi.platform.identity.factors.keep_passkeys import (
    add_passkey,
    held_by,
    remove_passkey,
    use_passkey,
)
from madoguchi.platform.identity.factors.keep_recovery import (
    count_recovery,
    renew_recovery,
    use_recovery,
)
from madoguchi.platform.identity.factors.passkeys import ask_known, ask_new, check_new
from madoguchi.platform.identity.factors.spent import prune_spent, spend
from madoguchi.platform.identity.models import OneTimeCode, Passkey, RecoveryCode

__all__ = [
    "FactorRefused",
    "LastFactor",
    "OneTimeCode",
    "Passkey",
    "RecoveryCode",
    "add_passkey",
    "ask_known",
    "ask_new",
    "check_new",
    "count_recovery",
    "held_by",
    "keep_question",
    "passkey_refused",
    "prune_spent",
    "remove_passkey",
    "renew_recovery",
    "site_of",
    "spend",
    "start_codes",
    "stop_codes",
    "take_challenge",
    "use_code",
    "use_passkey",
    "use_recovery",
]
