# SPDX-License-Identifier: Apache-2.0
"""Which notices are there?"""

from uuid import UUID

from madoguchi.engines.messaging.models import Notice, Topic
from madoguchi.engines.messaging.rules.refusals import NoticeUnknown, TopicUnknown


def get_notice(notice_id: UUID) -> Notice:
    """The notice with its topic. Raises NoticeUnknown."""
    found = Notice.objects.select_related("topic").filter(id=notice_id).first()
    if found is None:
        raise NoticeUnknown
    return found


def get_topic(key: str) -> Topic:
    """The topic. Raises TopicUnknown."""
    found = Topic.objects.filter(key=key, is_active=True).first()
    if found is None:
        raise TopicUnknown(topic=key)
    return found
