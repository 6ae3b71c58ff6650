# SPDX-License-Identifier: Apache-2.0
"""Which due does something scanned or typed belong to?"""

from madoguchi.engines.payments.models import Biller, Receivable, Slip
from madoguchi.engines.payments.rules.scanned import read_scanned
from madoguchi.engines.payments.rules.till_refusals import NothingScanned


def find_scanned(written: str) -> tuple[Receivable, Slip | None]:
    """The due, and the slip where one was scanned.

    Raises:
        NothingScanned: there is none. SlipCodeWrong, ElNumberWrong: the code does not hold.
    """
    biller = Biller.objects.filter(key="city").first()
    kind, digits = read_scanned(written, biller.square if biller else "madoguchi-1")
    if kind == "number":
        due = Receivable.objects.filter(number=digits).first()
        slip = None
    else:
        slip = Slip.objects.select_related("receivable").filter(**{kind: digits}).first()
        due = slip.receivable if slip else None
    if due is None:
        raise NothingScanned(written=written.strip()[:24])
    return due, slip
