# SPDX-License-Identifier: Apache-2.0
"""Who pays, and by which second number can somebody else pay for them?"""

import json

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.rules.numbers import CONFIRMATION
from madoguchi.platform.crypto.fields import blind_index, decrypt

PAYER = "payments.payer"
CONFIRM = "payments.confirmation"


def read_payer(receivable: Receivable) -> dict[str, str]:
    """Name and address; whoever shows it to staff writes the reading down."""
    if not receivable.sealed:
        return {}
    opened: dict[str, str] = json.loads(
        decrypt(PAYER, bytes(receivable.sealed), aad=receivable.id.bytes)
    )
    return opened


def confirmation_of(receivable: Receivable) -> str:
    """The six digits (確認番号) that open a due together with its number; never stored.

    They follow from the zone's key and the due's id, so each print shows the same.
    """
    mixed = int.from_bytes(blind_index(CONFIRM, receivable.id.hex)[:8])
    return f"{mixed % 10**CONFIRMATION:0{CONFIRMATION}d}"
