# SPDX-License-Identifier: Apache-2.0
"""Into which bank account does a person want money back?"""

import json

from madoguchi.engines.payments.models import Refund, RefundAccount
from madoguchi.platform.crypto.fields import decrypt

ACCOUNT = "payments.refund_account"


def find_account(party_ref: str) -> dict[str, str] | None:
    """The account that is kept of a person: bank, branch, kind, number, holder."""
    row = RefundAccount.objects.filter(party_ref=party_ref).first() if party_ref else None
    return _open(bytes(row.sealed), row.id.bytes) if row else None


def account_of(refund: Refund) -> dict[str, str] | None:
    """Where an approved refund goes; None for a card."""
    return _open(bytes(refund.sealed), refund.id.bytes) if refund.sealed else None


def _open(sealed: bytes, aad: bytes) -> dict[str, str]:
    opened: dict[str, str] = json.loads(decrypt(ACCOUNT, sealed, aad=aad))
    return opened
