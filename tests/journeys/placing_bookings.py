# SPDX-License-Identifier: Apache-2.0
"""Place a gym, rooms and some bookings in a portal, let a senior in, and say what a clerk needs.

Run inside the environment of the zone: ``python -m tests.journeys.placing_bookings``; prints JSON.
"""

import json
import os
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import today

COMING = "coming-season"
"""A lottery of its own: the town is shared with the journeys of citizens."""


def main() -> None:
    """Place everything by the commands of booking."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django

    django.setup()
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.queries.tickets import ticket_of
    from madoguchi.engines.booking.tests import town
    from madoguchi.kernel import clock

    at = clock.now()
    on = clock.today(at)
    day = on + timedelta(days=8)
    with clock.frozen(town.instant_of(on, 5)) as early:
        town.build(early)
        api.define_offer(
            key="rooms", kind="facility", title={"ja": "会議室"}, section=town.SECTION,
            rules=town.ROOM_RULES, spaces=["room-1", "room-2"], actor=SYSTEM, at=early,
        )  # fmt: skip
        minute = min((at - town.instant_of(on, 0)) // timedelta(minutes=30) * 30, 23 * 60)
        now = api.hold(
            wanted=town.Wanted(
                offer="rooms", space="room-2", straight=True, contact={"name": "港 太郎"},
                starts_at=town.instant_of(on, minute), ends_at=town.instant_of(on, minute + 60),
            ),
            actor=town.citizen("minato"), at=early,
        )  # fmt: skip
        later = api.hold(
            wanted=town.want(
                "gym", "9:00", "12:00", day=day, space="hall", straight=True, people=20,
                contact={"name": "灯 あかり", "phone": "0000-24-1111"},
            ),
            actor=town.citizen("akari"), at=early,
        )  # fmt: skip
        round_key = _lottery(api, town, on + timedelta(days=45), early)
        _register(api, town, early)
    said = {
        "cookie": _let_in(town.SECTION, at), "day": day.isoformat(),
        "short": f"{day.month}/{day.day}", "today": now.number, "later": later.number,
        "ticket": ticket_of(now), "round": round_key,
    }  # fmt: skip
    print(json.dumps(said))


def _let_in(section: str, at: datetime) -> list[str]:
    """The cookie of a senior whom the office has sent."""
    from madoguchi.platform.identity.visiting.assertion import Assertion
    from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

    told = Assertion(
        audience="", nonce="", id=str(uuid4()), issued=0, expires=int(at.timestamp()) + 60,
        ref="identity:0197a000-0000-7000-8000-000000000001", name="佐波 みお", roles=("senior",),
        sections=(section,), factors=("passkey",),
        session_ends=int(at.timestamp()) + 3600,
    )  # fmt: skip
    return [COOKIE, let_in(told, at=at)]


def _lottery(api: Any, town: Any, day: date, at: datetime) -> str:
    """A lottery with two entries whose window is over: it waits to be closed and drawn."""
    api.plan_round(
        key=COMING, title={"ja": "春の大会の抽選"}, offers=["gym"], days=(day, day), opens_at=at,
        closes_at=at + timedelta(minutes=1), confirm_by=at + timedelta(days=7), actor=SYSTEM, at=at,
    )  # fmt: skip
    for name in ("akari", "funaki"):
        wish = town.want("gym", "9:00", "12:00", day=day, space="hall")
        api.enter_lottery(round_key=COMING, wishes=[[wish]], actor=town.citizen(name), at=at)
    return COMING


def _register(api: Any, town: Any, at: datetime) -> None:
    """A group that nobody at the counter has seen, and a counter appointment."""
    from madoguchi.engines.booking.commands.register_own import register_own, register_own_group

    who = town.citizen("akari")
    own = {"name": "灯 あかり", "birth_on": "1988-04-12", "phone": "0000-24-1111"}
    register_own(personal=own, actor=who, at=at)
    member = api.Member(name="舟木 渡", birth_on=date(1996, 9, 30), address="灯台市港町2-2")
    group = {"name": "灯台ミニバス", "phone": "0000-24-5555"}
    register_own_group(members=[member], personal=group, actor=who, at=at)
    day = today(at) + timedelta(days=8)
    wanted = town.want("counter", "17:00", "17:30", day=day, straight=True,
                       contact={"name": "灯 あかり", "phone": "0000-24-1111"})  # fmt: skip
    api.hold(wanted=wanted, actor=who, at=at)


if __name__ == "__main__":
    main()
