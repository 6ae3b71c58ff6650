# SPDX-License-Identifier: Apache-2.0
"""Who may do what in the queue? Staff their section's lines; a ticket is whoever holds its code."""

from madoguchi.engines.queue.models import Ticket
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.api import permissions_of

VIEW = "queue.view"
WORK = "queue.work"
MANAGE = "queue.manage"
ALL = "queue.all"


def may_work(actor: Actor, section: str, permission: str = WORK) -> bool:
    """Whether the actor is staff of the section (or of all) with the permission."""
    if actor.kind == "system":
        return True
    held = permissions_of(actor.roles) if actor.kind == "staff" else frozenset()
    return permission in held and (section in actor.sections or ALL in held)


def check_may_work(actor: Actor, section: str, permission: str = WORK) -> None:
    """Raises NotAllowed unless ``may_work``."""
    if not may_work(actor, section, permission):
        raise NotAllowed(
            text(
                "この窓口を扱う権限がありません。",
                "Your role does not include this desk.",
                "この 窓口は 使えません。",
            ),
            next_step=text(
                "担当の課の責任者に頼んでください。",
                "Ask a senior of the section in charge.",
                "担当の 課に きいてください。",
            ),
        )


def check_may_serve(actor: Actor, ticket: Ticket) -> None:
    """Raises NotAllowed unless staff of the line's section, or of the desk that helps the line."""
    if ticket.desk is not None and may_work(actor, ticket.desk.section):
        return
    check_may_work(actor, ticket.line.section)


def is_staff(actor: Actor) -> bool:
    """Whether a ticket is given by staff, whom the limits of phones do not bind."""
    return actor.kind in {"staff", "system"}
