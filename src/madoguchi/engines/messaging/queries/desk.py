# SPDX-License-Identifier: Apache-2.0
"""Which notices does a member of staff see, and how far is each?"""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from madoguchi.engines.messaging.models import (
    TRANSACTIONAL,
    Address,
    Delivery,
    Exclusion,
    Notice,
    NoticePlan,
)
from madoguchi.engines.messaging.policy import ALL, VIEW, check_may, may
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.kernel.actors import Actor
from madoguchi.platform.organisation.api import permissions_of

TABS = ("open", "asked", "going", "done", "stopped")


def list_notices(actor: Actor, *, tab: str = "", topic: str = "") -> QuerySet[Notice]:
    """Notices of the desk of the actor's sections (of all with ``messaging.all``), newest first.

    What one person is told about their own matter is no notice of the desk.
    """
    rows = _of(actor).select_related("topic", "plan", "news")
    if topic:
        rows = rows.filter(topic__key=topic)
    return rows.filter(_tab(tab)).order_by("-made_at", "-id")


def count_by_tab(actor: Actor) -> dict[str, int]:
    """How many notices each tab of the list has; one query."""
    found = _of(actor).aggregate(**{tab: Count("id", filter=_tab(tab)) for tab in TABS})
    return {tab: int(found[tab] or 0) for tab in TABS}


def _of(actor: Actor) -> QuerySet[Notice]:
    rows = Notice.objects.exclude(lane=TRANSACTIONAL)
    if actor.kind == "system" or ALL in permissions_of(actor.roles):
        return rows
    return rows.filter(section__in=sorted(actor.sections))


def _tab(tab: str) -> Q:
    if tab == "asked":
        return Q(state="draft", plan__asked_at__isnull=False)
    if tab == "open":
        return Q(state="draft")
    if tab == "going":
        return Q(state__in=("approved", "resolving", "sending"))
    return Q(state=tab) if tab in TABS else Q()


def get_desk_notice(notice_id: object, actor: Actor) -> tuple[Notice, NoticePlan]:
    """A notice with how far it is prepared, for staff of its section.

    Raises:
        NoticeUnknown, NotAllowed.
    """
    notice = get_notice(notice_id)  # type: ignore[arg-type]
    check_may(actor, notice.section, VIEW)
    plan = NoticePlan.objects.filter(notice=notice).first()
    return notice, plan or NoticePlan(notice=notice)


def writing_sections(actor: Actor, permission: str) -> list[str]:
    """The sections for which the actor may write notices."""
    return [one for one in sorted(actor.sections) if may(actor, one, permission)]


def list_dead(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries that nobody could carry, of the actor's notices, the newest first."""
    return (
        Delivery.objects.filter(state="dead", notice__in=_of(actor))
        .select_related("notice__topic")
        .order_by("-made_at", "-id")
    )


def list_ended_addresses() -> QuerySet[Address]:
    """Addresses that take nothing any more, the latest first; never opened here."""
    return (
        Address.objects.filter(state__in=("blocked", "bounced"))
        .select_related("recipient")
        .order_by("-ended_at", "-id")
    )


def count_addresses() -> dict[tuple[str, str], int]:
    """(channel, state) → addresses."""
    rows = Address.objects.values_list("channel", "state").annotate(Count("id")).order_by()
    return {(channel, state): int(count) for channel, state, count in rows}


def list_exclusions(at: datetime) -> QuerySet[Exclusion]:
    """People to whom a topic, or anything, is not sent now."""
    return (
        Exclusion.objects.filter(Q(until__isnull=True) | Q(until__gt=at))
        .select_related("recipient")
        .order_by("-made_at")
    )


def is_anybody_waiting(notice: Notice) -> bool:
    """Whether something of the notice has not gone out."""
    waiting = Delivery.objects.filter(notice=OuterRef("pk"), state__in=("created", "sending"))
    return Notice.objects.filter(Exists(waiting), id=notice.id).exists()


def approval_from() -> int:
    """From how many people on a second person decides (setting MESSAGING_APPROVAL_FROM)."""
    return int(getattr(settings, "MESSAGING_APPROVAL_FROM", 100))
