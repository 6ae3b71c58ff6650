# SPDX-License-Identifier: Apache-2.0
"""Let a notice of the desk go out (送り出す): by another person where many are told, alarms confirmed twice."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.commands.approve_notice import approve_notice
from madoguchi.engines.messaging.commands.prepare_notice import check_readable
from madoguchi.engines.messaging.commands.publish_news import publish_news
from madoguchi.engines.messaging.models import DISASTER, Notice, NoticePlan
from madoguchi.engines.messaging.policy import ALARM, APPROVE, check_may
from madoguchi.engines.messaging.queries.desk import approval_from
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.rules.notice_refusals import (
    ApprovalNeeded,
    ConfirmAgain,
    NotAsked,
    NotCounted,
)
from madoguchi.engines.messaging.rules.refusals import NotToBeChanged, OwnNotice
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

CONFIRMED_FOR = timedelta(minutes=30)
"""How long the first confirmation of an alarm holds."""


@transaction.atomic
def release_notice(*, notice_id: UUID, actor: Actor, at: datetime) -> Notice:
    """Approve it: it goes out now, or at its time; what is public stands on the portal at once.

    Raises:
        NotAllowed, NotToBeChanged, HardToRead, NotCounted, NobodyToTell; ApprovalNeeded, NotAsked,
        OwnNotice: many are told and nobody else has looked; ConfirmAgain: an alarm was not
        confirmed before.
    """
    notice = get_notice(notice_id)
    alarm = notice.lane == DISASTER
    check_may(actor, notice.section, ALARM if alarm else APPROVE)
    if notice.state != "draft":
        raise NotToBeChanged(state=notice.get_state_display())
    plan = NoticePlan.objects.select_for_update().filter(notice=notice).first()
    if plan is None or plan.people is None:
        raise NotCounted
    if alarm:
        _check_confirmed(plan, at)
    else:
        check_readable(notice)
        _check_four_eyes(notice, plan, actor)
    released = approve_notice(notice_id=notice_id, actor=actor, at=at)
    if plan.is_public or alarm:
        publish_news(notice_id=notice_id, actor=actor, at=at)
    return released


@transaction.atomic
def confirm_alarm(*, notice_id: UUID, actor: Actor, at: datetime) -> NoticePlan:
    """Confirm words and areas of an alarm for the first time; it is sent by the second.

    Raises:
        NotAllowed, NotToBeChanged, NotCounted.
    """
    notice = get_notice(notice_id)
    check_may(actor, notice.section, ALARM)
    if notice.state != "draft" or notice.lane != DISASTER:
        raise NotToBeChanged(state=notice.get_state_display())
    plan = NoticePlan.objects.filter(notice=notice).first()
    if plan is None or plan.people is None:
        raise NotCounted
    plan.confirmed_at, plan.confirmed_by_ref = at, actor.ref
    plan.save(update_fields=["confirmed_at", "confirmed_by_ref"])
    record(
        action="messaging.alarm.confirmed", actor=actor, subject=notice.ref, at=at,
        detail={"people": plan.people},
    )  # fmt: skip
    return plan


def _check_confirmed(plan: NoticePlan, at: datetime) -> None:
    if plan.confirmed_at is None or at - plan.confirmed_at > CONFIRMED_FOR:
        raise ConfirmAgain


def _check_four_eyes(notice: Notice, plan: NoticePlan, actor: Actor) -> None:
    if plan.people is None or plan.people < approval_from():
        return
    if plan.asked_at is None:
        raise ApprovalNeeded(people=f"{plan.people:,}")
    if actor.ref in {notice.made_by_ref, plan.asked_by_ref}:
        raise OwnNotice
    if plan.counted_at is None or plan.counted_at > plan.asked_at:
        raise NotAsked
