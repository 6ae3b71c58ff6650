# SPDX-License-Identifier: Apache-2.0
"""Under which codes does the city collect?"""

from madoguchi.engines.payments.models import Biller
from madoguchi.engines.payments.rules.route_refusals import BillerMissing
from madoguchi.engines.payments.rules.zengin.banks import Account
from madoguchi.engines.payments.rules.zengin.debits import Collector
from madoguchi.platform.crypto.fields import blind_index

CONFIRMATION = "payments.el_confirmation"


def get_biller() -> Biller:
    """The city's codes.

    Raises:
        BillerMissing: the pack has not set them.
    """
    found = Biller.objects.filter(key="city").first()
    if found is None:
        raise BillerMissing
    return found


def collector_of(biller: Biller) -> Collector:
    """The same as bank files name it."""
    account = Account(
        biller.bank, biller.branch, biller.account_kind, biller.account_number,
        biller.collector_name[:30],
    )  # fmt: skip
    return Collector(
        biller.collector_code, biller.collector_name, account, biller.bank_name, biller.branch_name
    )


def confirmation_key() -> bytes:
    """The key under which 確認番号 of slips are made; it never leaves the zone."""
    return blind_index(CONFIRMATION, "confirmation")
