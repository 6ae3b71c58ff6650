# SPDX-License-Identifier: Apache-2.0
"""Count whom a notice reaches (人数を数える), ask for approval (承認を頼む), or send it back (差し戻し)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.models import DISASTER, Notice, NoticePlan
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.policy import ALARM, APPROVE, WRITE, check_may
from madoguchi.engines.messaging.queries.audience import count_by_channel
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.rules.notice_refusals import HardToRead, NotAsked, NotCounted
from madoguchi.engines.messaging.rules.read_words import count_blocking
from madoguchi.engines.messaging.rules.refusals import NobodyToTell, NotToBeChanged
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def count_people(*, notice_id: UUID, actor: Actor, at: datetime) -> NoticePlan:
    """Count by first channel and keep the figures with the draft.

    Raises:
        NoticeUnknown, NotAllowed, NotToBeChanged; NobodyToTell: the audience is empty.
    """
    notice = _draft(notice_id, actor, WRITE)
    counts = dict(count_by_channel(notice, at=at))
    people = sum(counts.values())
    if not people:
        raise NobodyToTell
    plan, _ = NoticePlan.objects.update_or_create(
        notice=notice,
        defaults={"people": people, "counts": counts, "counted_at": at, "asked_at": None},
    )
    record(
        action="messaging.notice.counted", actor=actor, subject=notice.ref, at=at,
        detail={"people": people},
    )  # fmt: skip
    return plan


@transaction.atomic
def ask_approval(*, notice_id: UUID, actor: Actor, at: datetime) -> NoticePlan:
    """Ask another person to look at the notice and let it go.

    Raises:
        NotCounted: nobody has looked at the numbers; HardToRead: the easy text must be changed.
    """
    notice = _draft(notice_id, actor, WRITE)
    plan = NoticePlan.objects.filter(notice=notice).first()
    if plan is None or plan.counted_at is None:
        raise NotCounted
    check_readable(notice)
    plan.asked_at, plan.asked_by_ref, plan.returned_words = at, actor.ref, ""
    plan.save(update_fields=["asked_at", "asked_by_ref", "returned_words"])
    record(
        action="messaging.notice.approval_asked", actor=actor, subject=notice.ref, at=at,
        detail={"people": plan.people or 0},
    )  # fmt: skip
    return plan


@transaction.atomic
def return_notice(*, notice_id: UUID, words: str, actor: Actor, at: datetime) -> NoticePlan:
    """Send a notice back to its writer with what is to be changed.

    Raises:
        NotAsked: nobody asked for approval, or the notice has changed since.
    """
    notice = _draft(notice_id, actor, APPROVE)
    plan = NoticePlan.objects.filter(notice=notice, asked_at__isnull=False).first()
    if plan is None:
        raise NotAsked
    plan.asked_at, plan.asked_by_ref, plan.returned_words = None, "", words.strip()[:400]
    plan.save(update_fields=["asked_at", "asked_by_ref", "returned_words"])
    record(action="messaging.notice.returned", actor=actor, subject=notice.ref, at=at, detail={})
    return plan


def check_readable(notice: Notice) -> None:
    """Raises HardToRead where the easy text has places that must be changed."""
    count = count_blocking(notice.read_texts(), pack_in_use().gate())
    if count:
        raise HardToRead(count=count)


def _draft(notice_id: UUID, actor: Actor, permission: str) -> Notice:
    notice = get_notice(notice_id)
    check_may(actor, notice.section, ALARM if notice.lane == DISASTER else permission)
    if notice.state != "draft":
        raise NotToBeChanged(state=notice.get_state_display())
    return notice
