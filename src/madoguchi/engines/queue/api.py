# SPDX-License-Identifier: Apache-2.0
"""The front door of the queue."""

from madoguchi.engines.queue.commands.call_next import call_next, call_ticket
from madoguchi.engines.queue.commands.close_day import close_day, close_past_days
from madoguchi.engines.queue.commands.define_desk import define_desk
from madoguchi.engines.queue.commands.define_line import define_line
from madoguchi.engines.queue.commands.desk_shift import close_desk, open_desk
from madoguchi.engines.queue.commands.forget_person import forget_person
from madoguchi.engines.queue.commands.issue import Wish, issue
from madoguchi.engines.queue.commands.kiosks import add_kiosk, end_kiosk
from madoguchi.engines.queue.commands.learn_times import learn_times
from madoguchi.engines.queue.commands.leave import leave
from madoguchi.engines.queue.commands.load_queue import load_queue
from madoguchi.engines.queue.commands.miss import come_back, miss
from madoguchi.engines.queue.commands.pause_line import pause_line, resume_line
from madoguchi.engines.queue.commands.serve import call_again, finish, start, write_note
from madoguchi.engines.queue.commands.take_over import PastTicket, take_over
from madoguchi.engines.queue.commands.transfer import transfer
from madoguchi.engines.queue.events import TicketCalled, TicketIssued, TicketMissed, TicketSoon
from madoguchi.engines.queue.ports import (
    Appointment,
    NotifyLater,
    use_appointments,
    use_notifier,
)
from madoguchi.engines.queue.queries import soundness
from madoguchi.engines.queue.queries.tickets import get_by_code

__all__ = [
    "Appointment", "NotifyLater", "PastTicket", "TicketCalled", "TicketIssued", "TicketMissed", "TicketSoon",
    "Wish", "add_kiosk", "call_again", "call_next", "call_ticket", "close_day", "close_desk",
    "close_past_days", "come_back", "define_desk", "define_line", "end_kiosk", "finish",
    "forget_person", "get_by_code", "issue", "learn_times", "leave", "load_queue", "miss", "open_desk", "pause_line",
    "resume_line", "soundness", "start", "take_over", "transfer", "use_appointments", "use_notifier", "write_note",
]  # fmt: skip
