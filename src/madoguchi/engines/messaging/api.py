# SPDX-License-Identifier: Apache-2.0
"""The front door of messaging."""

from madoguchi.engines.messaging.commands.create_notice import create_notice
from madoguchi.engines.messaging.events import (
    AddressBlocked,
    NoticeApproved,
    NoticeCreated,
    NoticeDone,
    NoticeStopped,
)
from madoguchi.engines.messaging.ports import (
    Outgoing,
    Participants,
    Provider,
    SafeAddressing,
    Sent,
    use_participants,
    use_provider,
    use_safe_addressing,
)
from madoguchi.engines.messaging.rules.audience import Everyone, People

__all__ = [
    "AddressBlocked", "Everyone", "NoticeApproved", "NoticeCreated", "NoticeDone", "NoticeStopped",
    "Outgoing", "Participants", "People", "Provider", "SafeAddressing", "Sent", "create_notice",
    "use_participants", "use_provider", "use_safe_addressing",
]  # fmt: skip
