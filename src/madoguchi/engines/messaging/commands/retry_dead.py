# SPDX-License-Identifier: Apache-2.0
"""Send again what could not be sent (送れなかったものの再送)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.models import Delivery, Notice
from madoguchi.engines.messaging.policy import WRITE, check_may
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.rules.refusals import NotToBeChanged
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def retry_dead(
    *, notice_id: UUID, actor: Actor, at: datetime, delivery_ids: Collection[UUID] | None = None
) -> int:
    """Dead letters of a notice (all, or these) over the channel on which they died; how many.

    Raises:
        NoticeUnknown, NotAllowed; NotToBeChanged: the notice was stopped.
    """
    notice = get_notice(notice_id)
    check_may(actor, notice.section, WRITE)
    if notice.state == "stopped":
        raise NotToBeChanged(state=notice.get_state_display())
    rows = Delivery.objects.filter(notice=notice, state="dead")
    if delivery_ids is not None:
        rows = rows.filter(id__in=list(delivery_ids))
    count = rows.update(state="created", next_at=at, attempts=0, batch=None, detail="")
    if count:
        Notice.objects.filter(id=notice.id, state="done").update(state="sending", done_at=None)
        record(
            action="messaging.notice.retried", actor=actor, subject=notice.ref, at=at,
            detail={"key": notice.key, "count": count},
        )  # fmt: skip
    return count
