# SPDX-License-Identifier: Apache-2.0
"""Print slips (納付書の印刷): what stands on each, in postal order, and that it was printed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import Biller, Slip
from madoguchi.engines.payments.policy import check_may_print
from madoguchi.engines.payments.queries.biller import confirmation_key, get_biller
from madoguchi.engines.payments.queries.payers import read_payer
from madoguchi.engines.payments.rules.convenience_slip import written
from madoguchi.engines.payments.rules.el_number import (
    PayNumber,
    SquareContent,
    confirmation_for,
    square_encoder,
)
from madoguchi.engines.payments.rules.faces import SlipFace
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import Entry, record_many


@in_one_go
def print_slips(
    *,
    slip_ids: Collection[UUID],
    actor: Actor,
    at: datetime,
    purpose: str = "納付書の印刷",
    proven: bool = False,
) -> list[SlipFace]:
    """The faces of slips in the order of their postal codes, for the windows of envelopes.

    Reading whom they are for is written down, one line for each.

    Raises:
        ReceivableUnknown: one is none of this person's. BillerMissing: codes are not set.
    """
    biller, key = get_biller(), confirmation_key()
    rows = list(Slip.objects.filter(id__in=slip_ids).select_related("receivable"))
    for row in rows:
        check_may_print(actor, row.receivable, proven=proven)
    faces = [_face(row, biller, key) for row in rows]
    Slip.objects.filter(id__in=slip_ids).update(printed_count=F("printed_count") + 1)
    record_many(
        [
            Entry(
                action="payments.slip.printed", actor=actor, subject=row.receivable.ref, at=at,
                detail={"number": row.receivable.number, "slip": row.pay_number}, purpose=purpose,
            )
            for row in rows
        ]
    )  # fmt: skip
    return sorted(faces, key=lambda one: (one.postal, one.pay_number))


def numbers_of(slip: Slip, biller: Biller, key: bytes) -> PayNumber:
    """The four numbers of a slip."""
    confirmation = confirmation_for(key, biller.agency, slip.pay_number, slip.category)
    return PayNumber(biller.agency, slip.pay_number, confirmation, slip.category)


def _face(slip: Slip, biller: Biller, key: bytes) -> SlipFace:
    due = slip.receivable
    payer = read_payer(due)
    numbers = numbers_of(slip, biller, key)
    content = SquareContent(numbers, slip.yen, slip.pay_by)
    return SlipFace(
        due_number=due.number, title=due.words, ordinal=slip.ordinal, yen=slip.yen,
        pay_by=slip.pay_by, due_on=due.due_on, code=slip.code,
        code_written=written(slip.code) if slip.code else "", agency=numbers.agency,
        pay_number=numbers.number, confirmation=numbers.confirmation, category=numbers.category,
        square=square_encoder(biller.square).encode(content), issue=slip.issue,
        is_superseded=slip.state == "superseded", name=payer.get("name", ""),
        address=payer.get("address", ""), postal=payer.get("postal", ""),
    )  # fmt: skip
