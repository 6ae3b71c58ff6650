# SPDX-License-Identifier: Apache-2.0
"""Who may write notices, approve them, and see whom they reached? Staff of the section in charge."""

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.api import permissions_of

VIEW = "messaging.view"
WRITE = "messaging.write"
APPROVE = "messaging.approve"
ALARM = "messaging.alarm"
ALL = "messaging.all"


def may(actor: Actor, section: str, permission: str) -> bool:
    """Whether the actor is staff of the section (or of all) with the permission."""
    if actor.kind == "system":
        return True
    held = permissions_of(actor.roles) if actor.kind == "staff" else frozenset()
    return permission in held and (section in actor.sections or ALL in held)


def check_may(actor: Actor, section: str, permission: str) -> None:
    """Raises NotAllowed unless ``may``."""
    if not may(actor, section, permission):
        raise NotAllowed(
            text(
                "このお知らせを扱う権限がありません。",
                "Your role does not include this notice.",
                "この お知らせは さわれません。",
            ),
            next_step=text(
                "担当の課の責任者に頼んでください。",
                "Ask a senior of the section in charge.",
                "担当の 課に きいてください。",
            ),
        )
