# SPDX-License-Identifier: Apache-2.0
"""Is the demo complete: a clerk for every section, every procedure open, every kind of life?"""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from madoguchi.config.demo.people import STAFF
from madoguchi.config.demo.seasons import lay_out_packs, move_season
from madoguchi.config.demo.sign_ins import describe_sign_ins, ensure_passwords

SERVICES = sorted(Path(settings.PACKS_ROOT).glob("todai/services/*/procedure.yaml"))


def sections():
    return {yaml.safe_load(path.read_text(encoding="utf-8"))["section"] for path in SERVICES}


def test_every_section_with_procedures_has_a_clerk_and_a_chief_in_the_terminal(tmp_path):
    ensure_passwords(tmp_path)
    told = describe_sign_ins(tmp_path)
    for section in sections():
        people = [one for one in STAFF if one.section == section]
        assert {"counter", "chief"} <= {one.post for one in people}
        line = next(line for line in told.splitlines() if line.strip().startswith(f"{section} "))
        assert all(one.login in line for one in people)


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2027, 8, 31), date(2031, 1, 1)])
def test_whatever_the_day_one_season_of_each_is_open(tmp_path, day):
    packs = lay_out_packs(tmp_path / "packs", day=day)
    moved = 0
    for path in packs.glob("todai/services/*/procedure.yaml"):
        seasons = yaml.safe_load(path.read_text(encoding="utf-8")).get("seasons") or []
        moved += bool(seasons)
        if seasons:
            assert any(one["opens_on"] <= day <= one["closes_on"] for one in seasons), path
    assert moved >= 4
    again = lay_out_packs(tmp_path / "packs", day=day)
    assert again == packs


def test_a_moved_season_stays_for_the_month():
    season = {"opens_on": date(2026, 1, 1), "closes_on": date(2026, 1, 9), "title": "一次"}
    first = move_season(season, day=date(2028, 1, 3))
    assert first == move_season(season, day=date(2028, 1, 30))
    assert (first["opens_on"], first["closes_on"]) == (date(2028, 1, 1), date(2028, 2, 29))
