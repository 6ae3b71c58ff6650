# SPDX-License-Identifier: Apache-2.0
"""Place a gym, rooms and some bookings in a portal, let a senior in, and say what a clerk needs.

Run inside the environment of the zone: ``python -m tests.journeys.placing_bookings``; prints JSON.
"""

import json
import os
from datetime import timedelta
from uuid import uuid4


def main() -> None:
    """Place everything by the commands of booking."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django

    django.setup()
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.queries.tickets import ticket_of
    from madoguchi.engines.booking.tests import town
    from madoguchi.kernel import clock
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.platform.identity.visiting.assertion import Assertion
    from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

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
        today = api.hold(
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
    told = Assertion(
        audience="", nonce="", id=str(uuid4()), issued=0, expires=int(at.timestamp()) + 60,
        ref="identity:0197a000-0000-7000-8000-000000000001", name="佐波 みお", roles=("senior",),
        sections=(town.SECTION,), factors=("passkey",),
        session_ends=int(at.timestamp()) + 3600,
    )  # fmt: skip
    said = {
        "cookie": [COOKIE, let_in(told, at=at)], "day": day.isoformat(),
        "short": f"{day.month}/{day.day}", "today": today.number, "later": later.number,
        "ticket": ticket_of(today),
    }  # fmt: skip
    print(json.dumps(said))


if __name__ == "__main__":
    main()
