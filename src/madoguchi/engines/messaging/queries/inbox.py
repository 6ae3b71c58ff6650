# SPDX-License-Identifier: Apache-2.0
"""What has a person been told, and what have they not read yet?"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet

from madoguchi.engines.messaging.models import Delivery, Preference, Topic
from madoguchi.engines.messaging.rules.refusals import NoticeUnknown


def list_inbox(party_ref: str, *, topic: str = "", is_away: bool = False) -> QuerySet[Delivery]:
    """The person's messages, the newest first; ``is_away``: those put away."""
    rows = (
        Delivery.objects.filter(
            recipient__party_ref=party_ref, track=0, archived_at__isnull=not is_away
        )
        .exclude(state="suppressed")
        .select_related("notice__topic")
    )
    return rows.filter(notice__topic__key=topic) if topic else rows.order_by("-made_at", "-id")


def count_unread(party_ref: str) -> int:
    """How many messages the person has not read."""
    return list_inbox(party_ref).filter(read_at__isnull=True).count()


def topics_in_inbox(party_ref: str) -> list[tuple[Topic, int]]:
    """The topics of which there are messages, with how many."""
    counted = (
        Delivery.objects.filter(recipient__party_ref=party_ref, track=0, archived_at__isnull=True)
        .exclude(state="suppressed")
        .values_list("notice__topic")
        .annotate(Count("id"))
        .order_by()
    )
    counts = dict(counted)
    return [(one, int(counts[one.id])) for one in Topic.objects.filter(id__in=counts)]


def get_own_message(notice_id: UUID, party_ref: str) -> Delivery:
    """The person's message of a notice. Raises NoticeUnknown where there is none."""
    rows = Delivery.objects.filter(notice_id=notice_id, recipient__party_ref=party_ref)
    found = rows.select_related("notice__topic", "recipient").order_by("track").first()
    if found is None:
        raise NoticeUnknown
    return found


def choices_of(party_ref: str) -> dict[tuple[str, str], bool]:
    """(topic, channel) → whether the person takes it; channel ``""`` is the topic as a whole."""
    rows: Sequence[tuple[str, str, bool]] = list(
        Preference.objects.filter(recipient__party_ref=party_ref).values_list(
            "topic", "channel", "is_on"
        )
    )
    return {(topic, channel): is_on for topic, channel, is_on in rows}


def find_delivery(delivery_id: UUID) -> Delivery | None:
    """A delivery with notice, topic and person, for the addresses in messages."""
    return (
        Delivery.objects.filter(id=delivery_id).select_related("notice__topic", "recipient").first()
    )
