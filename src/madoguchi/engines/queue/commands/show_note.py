# SPDX-License-Identifier: Apache-2.0
"""Show staff what a colleague wrote down about whoever holds a ticket, and write that down."""

from datetime import datetime

from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.queries.tickets import NOTE_READ, read_note
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record_alone


def show_note(*, ticket: Ticket, actor: Actor, at: datetime) -> str:
    """The note, empty where there is none; a reading is a leaf in the audit log.

    Raises:
        AuditClosed: the log cannot prove anything now, so nothing is shown.
    """
    note = read_note(ticket)
    if note:
        record_alone(
            action=NOTE_READ,
            actor=actor,
            subject=ticket.ref,
            at=at,
            detail={"label": ticket.label, "line": ticket.line.key},
            purpose="窓口での応対",
        )
    return note
