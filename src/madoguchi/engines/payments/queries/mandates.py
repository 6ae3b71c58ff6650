# SPDX-License-Identifier: Apache-2.0
"""From which account does a payer let dues be taken?"""

import json

from madoguchi.engines.payments.models import Mandate
from madoguchi.engines.payments.rules.zengin.banks import Account
from madoguchi.platform.crypto.fields import decrypt

MANDATE = "payments.mandate"


def account_of_mandate(mandate: Mandate) -> Account:
    """The account in the clear; whoever shows it to staff writes the reading down."""
    return Account(**json.loads(decrypt(MANDATE, bytes(mandate.sealed), aad=mandate.id.bytes)))


def find_mandate(payer_ref: str) -> Mandate | None:
    """The mandate in force of a payer."""
    if not payer_ref:
        return None
    return Mandate.objects.filter(payer_ref=payer_ref, state="active").first()
