# SPDX-License-Identifier: Apache-2.0
"""Places to book in a served city: run in a process of the portal, by the commands of booking.

``python -m tests.journeys.booking_place build`` makes places, offers and a lottery;
``draw`` closes and draws the lottery as staff do after its window.
"""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

from tests.journeys.town import Town

ROUND = "spring"
SECTION = "citizens"


def in_portal(town: Town, verb: str) -> None:
    """Run a verb of this module with the settings of the town's portal."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.booking_place", verb],
        env=town.portal.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def main(verb: str) -> None:
    """Start Django and do it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django

    django.setup()
    from madoguchi.kernel.clock import now

    {"build": build, "draw": draw}[verb](now())


def build(at: datetime) -> None:
    """A gym of two halves, meeting rooms, a course, a counter, a check-up, and a lottery."""
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import today

    by: dict[str, Any] = {"section": SECTION, "actor": SYSTEM, "at": at}
    _places(api, by)
    _offers(api, by, today(at))
    first = today(at) + timedelta(days=70)
    api.plan_round(
        key=ROUND,
        title={"ja": "来季の抽選", "en": "Lottery of the next season", "easy": "ちゅうせん"},
        offers=["gym"],
        days=(first, first + timedelta(days=27)),
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=2),
        confirm_by=at + timedelta(days=7),
        actor=SYSTEM,
        at=at,
        rules={"wishes_most": 10, "wins_most": 1, "losses_counted": 3},
    )


def _places(api: Any, by: dict[str, Any]) -> None:
    place: dict[str, Any] = {
        "address": "灯台市灯川東四丁目1番",
        "about": {"ja": "駐車場80台・車いす可"},
    }
    for key, title, parent, size in (
        ("sports", "市民体育館", "", 1000),
        ("hall", "第1アリーナ", "sports", 600),
        ("hall-a", "第1アリーナ 東半面", "hall", 300),
        ("hall-b", "第1アリーナ 西半面", "hall", 300),
        ("room", "中央公民館 会議室", "", 24),
    ):
        api.place_space(
            key=key, title={"ja": title}, parent=parent, capacity=size, more=place, **by
        )
    every = [api.Hours(0b1111_1111, 540, 1260)]
    for key in ("sports", "room"):
        api.set_hours(space=key, hours=every, actor=by["actor"], at=by["at"])


def _offers(api: Any, by: dict[str, Any], day: Any) -> None:
    parts = [
        {"starts": "9:00", "ends": "12:00", "title": {"ja": "午前", "en": "Morning"}},
        {"starts": "13:00", "ends": "17:00", "title": {"ja": "午後", "en": "Afternoon"}},
        {"starts": "18:00", "ends": "21:00", "title": {"ja": "夜間", "en": "Evening"}},
    ]
    api.define_offer(
        key="gym", kind="facility", title={"ja": "市民体育館", "en": "City gymnasium"},
        about={"ja": "バスケットボール2面、バドミントン6面がとれる体育館です。"},
        spaces=["hall", "hall-a", "hall-b"],
        rules={
            "times": {"kind": "grid", "parts": parts, "most_in_a_row": 3},
            "window": {"days_before": 120},
            "purposes": ["バスケットボール", "バドミントン"],
            "fees": [{"yen": 2400, "spaces": ["hall"]}, {"yen": 1200}],
            "extras": [{"key": "light", "title": {"ja": "照明"}, "yen": 300, "per": "slot"}],
            "cancellation": {"steps": [
                {"hours_before": 72, "owed_percent": 0}, {"hours_before": 24, "owed_percent": 50},
            ]},
            "caps": [{"per": "person", "period": "month", "most": 4}],
            "waiting": {"size": 5},
            "lottery": True,
        }, **by,
    )  # fmt: skip
    api.define_offer(
        key="rooms", kind="facility", title={"ja": "会議室", "en": "Meeting room"},
        spaces=["room"],
        rules={"times": {"kind": "free", "step": 30, "shortest": 60, "longest": 240}}, **by,
    )  # fmt: skip
    _counted(api, by, day)


def _counted(api: Any, by: dict[str, Any], day: Any) -> None:
    api.define_quota(key="phones", capacity=20, period="all", **by)
    days = [day + timedelta(days=n) for n in (20, 27)]
    api.define_offer(
        key="phone-class", kind="course", title={"ja": "はじめてのスマートフォン教室"},
        about={"ja": "電源の入れ方から、地図と写真まで。", "materials": {"ja": "お持ちのスマートフォン"}},
        quotas=["phones"],
        rules={
            "times": {"kind": "sessions", "sessions": [
                {"starts_at": f"{one}T10:00:00+09:00", "ends_at": f"{one}T12:00:00+09:00"}
                for one in days
            ]},
            "waiting": {"size": 10},
        }, **by,
    )  # fmt: skip
    api.define_quota(key="doctors", capacity=6, period="slot", **by)
    api.define_offer(
        key="checkup", kind="checkup", title={"ja": "4か月児健診"}, quotas=["doctors"],
        rules={
            "times": {"kind": "grid", "parts": [{"starts": "13:00", "ends": "14:00"}]},
            "eligible": {"months_from": 3, "months_until": 5, "groups": "none"},
            "window": {"days_before": 60}, "people_most": 4,
        }, **by,
    )  # fmt: skip


def draw(at: datetime) -> None:
    """Close after the window and draw, as staff do."""
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    after = at + timedelta(hours=3)
    api.close_round(round_key=ROUND, actor=SYSTEM, at=after)
    api.draw_round(round_key=ROUND, actor=SYSTEM, at=after)


if __name__ == "__main__":
    main(sys.argv[1])
