# SPDX-License-Identifier: Apache-2.0
"""Place a full hall and two people who wait for it in a portal, and let a senior in.

Run inside the environment of the zone: ``python -m tests.journeys.placing_waiting``; prints JSON.
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
    from madoguchi.engines.booking.tests import town
    from madoguchi.kernel import clock
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.platform.identity.visiting.assertion import Assertion
    from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

    at = clock.now()
    day = clock.today(at) + timedelta(days=20)
    by = {"section": town.SECTION, "actor": SYSTEM, "at": at}
    hours = [api.Hours(0b1111_1111, 540, 1260)]
    api.place_space(key="tea-room", title={"ja": "茶室"}, **by)
    api.set_hours(space="tea-room", hours=hours, actor=SYSTEM, at=at)
    api.define_offer(
        key="tea", kind="facility", title={"ja": "茶室"}, spaces=["tea-room"],
        rules={"times": {"kind": "grid", "minutes": 60}, "window": {"days_before": 60},
               "waiting": {"size": 5, "automatic": False}}, **by,
    )  # fmt: skip
    wish = town.want("tea", "10:00", "11:00", day=day, space="tea-room", straight=True)
    taken = api.hold(wanted=wish, actor=SYSTEM, at=at)
    for n, name in enumerate(("灯 あかり", "舟木 春")):
        contact = {"name": name, "phone": f"0000-24-111{n}"}
        waits = town.want(
            "tea", "10:00", "11:00", day=day, space="tea-room", people=2, contact=contact
        )
        api.join_waiting(
            wanted=waits, actor=town.citizen(f"waits-{n}"), at=at + timedelta(seconds=n)
        )
    told = Assertion(
        audience="", nonce="", id=str(uuid4()), issued=0, expires=int(at.timestamp()) + 60,
        ref="identity:0197a000-0000-7000-8000-000000000001", name="佐波 みお", roles=("senior",),
        sections=(town.SECTION,), factors=("passkey",),
        session_ends=int(at.timestamp()) + 3600,
    )  # fmt: skip
    print(json.dumps({"cookie": [COOKIE, let_in(told, at=at)], "taken": taken.number}))


if __name__ == "__main__":
    main()
