# SPDX-License-Identifier: Apache-2.0
"""Does somebody hold the letter about a due, or a slip of it?"""

import hmac
from collections.abc import Iterator

from madoguchi.engines.payments.models import Receivable, Slip
from madoguchi.engines.payments.queries.biller import confirmation_key, get_biller
from madoguchi.engines.payments.queries.payers import confirmation_of
from madoguchi.engines.payments.rules.el_number import confirmation_for
from madoguchi.kernel.refusal import Refusal


def is_confirmed(due: Receivable, typed: str) -> bool:
    """Whether the digits are the confirmation number of the due, or of one of its slips."""
    right = [confirmation_of(due), *_of_slips(due)]
    # Each is compared, so that the time does not tell which one nearly was it.
    return sum(hmac.compare_digest(typed.encode(), one.encode()) for one in right) > 0


def _of_slips(due: Receivable) -> Iterator[str]:
    rows = Slip.objects.filter(receivable=due).values_list("pay_number", "category")
    slips = list(rows)
    if not slips:
        return
    try:
        agency = get_biller().agency
    except Refusal:  # no slips are printed any more
        return
    for number, category in slips:
        yield confirmation_for(confirmation_key(), agency, number, category)
