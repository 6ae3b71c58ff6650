# SPDX-License-Identifier: Apache-2.0
"""In which order are things locked? The due first, then its attempts and refunds.

SQLite has one writer at a time and needs no locks.
"""

from uuid import UUID

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown


def lock_receivable(receivable_id: UUID) -> Receivable:
    """The due, held until the end of the transaction.

    Raises:
        ReceivableUnknown: there is none.
    """
    found = Receivable.objects.select_for_update().filter(id=receivable_id).first()
    if found is None:
        raise ReceivableUnknown
    return found
