# SPDX-License-Identifier: Apache-2.0
"""How does who pays rest encrypted, tied to its row?"""

import json
from collections.abc import Mapping
from uuid import UUID

from madoguchi.engines.payments.queries.payers import PAYER
from madoguchi.platform.crypto.fields import encrypt


def seal_payer(row_id: UUID, payer: Mapping[str, str]) -> bytes:
    """Name, address and what else is needed to write to the payer; empty stays empty."""
    if not payer:
        return b""
    plain = json.dumps(dict(payer), ensure_ascii=False, sort_keys=True).encode()
    return encrypt(PAYER, plain, aad=row_id.bytes)


STATEMENT_NAME = "payments.statement_name"


def seal_name(row_id: UUID, name: str) -> bytes:
    """Whose name a bank reported with a payment; empty stays empty."""
    return encrypt(STATEMENT_NAME, name.encode(), aad=row_id.bytes) if name else b""
