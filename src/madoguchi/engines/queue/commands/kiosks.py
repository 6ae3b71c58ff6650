# SPDX-License-Identifier: Apache-2.0
"""Register the devices that give tickets, and take them out of use."""

from datetime import datetime

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.models import Kiosk
from madoguchi.engines.queue.policy import MANAGE, check_may_work
from madoguchi.engines.queue.rules.refusals import RuleWrong
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id, new_secret
from madoguchi.platform.audit.api import record


@in_one_go
def add_kiosk(*, title: str, section: str, actor: Actor, at: datetime) -> Kiosk:
    """Register a device that gives tickets; whoever knows its address may give some.

    Raises:
        NotAllowed: not staff who manage the section. RuleWrong: no name.
    """
    check_may_work(actor, section, MANAGE)
    name = title.strip()[:80]
    if not name:
        raise RuleWrong(why="発券機の名前を入れてください(例:1階ロビー)")
    kiosk = Kiosk.objects.create(
        id=new_id(), code=new_secret(), title=name, section=section, made_at=at
    )
    _record_kiosk("queue.kiosk.added", kiosk, actor, at)
    return kiosk


@in_one_go
def end_kiosk(*, code: str, actor: Actor, at: datetime) -> None:
    """Take a device out of use; its address opens nothing any more. Twice changes nothing.

    Raises:
        NotAllowed: not staff who manage the section.
    """
    kiosk = Kiosk.objects.filter(code=code, ended_at__isnull=True).first()
    if kiosk is None:
        return
    check_may_work(actor, kiosk.section, MANAGE)
    kiosk.ended_at = at
    kiosk.save(update_fields=["ended_at"])
    _record_kiosk("queue.kiosk.ended", kiosk, actor, at)


def _record_kiosk(action: str, kiosk: Kiosk, actor: Actor, at: datetime) -> None:
    record(
        action=action,
        actor=actor,
        subject=f"queue:kiosk:{kiosk.id}",
        at=at,
        detail={"title": kiosk.title, "section": kiosk.section},
    )
