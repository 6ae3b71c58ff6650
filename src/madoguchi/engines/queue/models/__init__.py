# SPDX-License-Identifier: Apache-2.0
"""The rows of the queue, one aggregate per file."""

from madoguchi.engines.queue.models.line import Desk, DeskLine, Kiosk, Line, LineDay, TypicalTime
from madoguchi.engines.queue.models.ticket import ATDESK, ENDED, Notice, Ticket

__all__ = [
    "ATDESK",
    "ENDED",
    "Desk",
    "DeskLine",
    "Kiosk",
    "Line",
    "LineDay",
    "Notice",
    "Ticket",
    "TypicalTime",
]
