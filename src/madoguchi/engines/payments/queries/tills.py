# SPDX-License-Identifier: Apache-2.0
"""How much should lie in a till, and what came of a run of account transfers?"""

from django.db.models import Sum

from madoguchi.engines.payments.models import TillPayment, TillSession, TransferItem, TransferRun


def expected_yen(session: TillSession) -> int:
    """Cash that should lie in the till: what was there, and what came and was not taken back."""
    rows = TillPayment.objects.filter(session=session, method="cash", voided_at=None)
    return session.opening_yen + (rows.aggregate(Sum("yen"))["yen__sum"] or 0)


def totals_of(run: TransferRun) -> dict[str, int]:
    """Yen of the run by result code; the key is empty for what is awaited."""
    rows = TransferItem.objects.filter(run=run).order_by().values_list("result")
    return dict(rows.annotate(Sum("yen")))
