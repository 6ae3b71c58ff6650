# SPDX-License-Identifier: Apache-2.0
"""The front door of messaging."""

# fmt: off
# isort: off
from madoguchi.engines.messaging.commands.add_address import add_address
from madoguchi.engines.messaging.commands.approve_notice import approve_notice, stop_notice
from madoguchi.engines.messaging.commands.choose_topics import choose_topic
from madoguchi.engines.messaging.commands.create_notice import create_notice
from madoguchi.engines.messaging.commands.end_address import end_address, remove_address
from madoguchi.engines.messaging.commands.forget import forget_party
from madoguchi.engines.messaging.commands.keep_topic import keep_topic
from madoguchi.engines.messaging.commands.list_people import (
    exclude_person, include_person, keep_list)
from madoguchi.engines.messaging.commands.load_pack import load_pack
from madoguchi.engines.messaging.commands.publish_news import publish_news
from madoguchi.engines.messaging.commands.note_event import note_event
from madoguchi.engines.messaging.commands.note_opened import mark_read, note_opened, put_away
from madoguchi.engines.messaging.commands.retry_dead import retry_dead
from madoguchi.engines.messaging.commands.set_manner import set_manner, tell_traits
from madoguchi.engines.messaging.commands.take_over_past import PastDelivery, take_over_past
from madoguchi.engines.messaging.commands.tell_by_template import tell_by_template
from madoguchi.engines.messaging.commands.tell_person import tell_person
from madoguchi.engines.messaging.commands.verify_address import (
    ask_for_code, send_code, verify_address)
from madoguchi.engines.messaging.events import (
    AddressBlocked, NoticeApproved, NoticeCreated, NoticeDone, NoticeStopped)
from madoguchi.engines.messaging.ports import (
    Outgoing, Participants, Provider, SafeAddressing, Sent, use_participants, use_provider,
    use_safe_addressing)
from madoguchi.engines.messaging.queries.addresses import is_known
from madoguchi.engines.messaging.rules.audience import Everyone, InAreas, People

__all__ = [
    "AddressBlocked", "Everyone", "InAreas", "NoticeApproved", "NoticeCreated", "NoticeDone",
    "NoticeStopped", "Outgoing", "Participants", "PastDelivery", "People", "Provider",
    "SafeAddressing", "Sent", "add_address", "approve_notice", "ask_for_code", "choose_topic",
    "create_notice", "end_address", "exclude_person", "forget_party", "include_person",
    "is_known", "keep_list", "keep_topic", "load_pack", "mark_read", "note_event",
    "note_opened", "publish_news", "put_away", "remove_address", "retry_dead", "send_code",
    "set_manner", "stop_notice", "take_over_past", "tell_by_template", "tell_person",
    "tell_traits", "use_participants", "use_provider", "use_safe_addressing", "verify_address",
]
