# SPDX-License-Identifier: Apache-2.0
"""Show staff how a notice went with single people, and write down who looked and why."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.models import Delivery
from madoguchi.engines.messaging.policy import WRITE, check_may
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.queries.report import list_deliveries
from madoguchi.engines.messaging.rules.notice_refusals import PurposeMissing
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import Entry, record_many

MOST = 200
LEAST_PURPOSE = 4


@transaction.atomic
def read_deliveries(
    *, notice_id: UUID, purpose: str, actor: Actor, at: datetime, state: str = "", first: int = 0
) -> Sequence[Delivery]:
    """At most 200 deliveries from the place ``first`` on; a leaf for each person who was looked at.

    Raises:
        NoticeUnknown, NotAllowed; PurposeMissing: nobody looks without saying why.
    """
    notice = get_notice(notice_id)
    check_may(actor, notice.section, WRITE)
    why = purpose.strip()[:200]
    if len(why) < LEAST_PURPOSE:
        raise PurposeMissing
    rows = list(list_deliveries(notice, state=state)[first : first + MOST])
    record_many(
        [
            Entry(
                action="messaging.deliveries.read", actor=actor, subject=party, at=at,
                detail={"notice": str(notice.id)}, purpose=why,
            )
            for party in sorted({row.recipient.party_ref for row in rows})
        ]
    )  # fmt: skip
    return rows
