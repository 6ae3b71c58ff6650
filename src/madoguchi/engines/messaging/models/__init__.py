# SPDX-License-Identifier: Apache-2.0
"""The rows of messaging, one aggregate per file."""

from madoguchi.engines.messaging.models.address import Address
from madoguchi.engines.messaging.models.delivery import (
    GONE,
    INBOX,
    OVER,
    Batch,
    ChannelEvent,
    Delivery,
    ProviderState,
)
from madoguchi.engines.messaging.models.news import NewsItem
from madoguchi.engines.messaging.models.notice import (
    BULK,
    DISASTER,
    TRANSACTIONAL,
    ListEntry,
    Notice,
)
from madoguchi.engines.messaging.models.plan import NoticePlan
from madoguchi.engines.messaging.models.recipient import Exclusion, Recipient, Trait
from madoguchi.engines.messaging.models.template import Template, TemplateRevision
from madoguchi.engines.messaging.models.topic import Consent, Preference, Topic

__all__ = [
    "BULK",
    "DISASTER",
    "GONE",
    "INBOX",
    "OVER",
    "TRANSACTIONAL",
    "Address",
    "Batch",
    "ChannelEvent",
    "Consent",
    "Delivery",
    "Exclusion",
    "ListEntry",
    "NewsItem",
    "Notice",
    "NoticePlan",
    "Preference",
    "ProviderState",
    "Recipient",
    "Template",
    "TemplateRevision",
    "Topic",
    "Trait",
]
