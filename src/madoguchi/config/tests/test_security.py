# SPDX-License-Identifier: Apache-2.0
"""What does an operator read about security?"""

from datetime import date

import pytest

from madoguchi.config.cli import main
from madoguchi.config.commands.security import describe
from madoguchi.platform.guard.blocked import note_blocked

ROWS = {
    "V1.1.1": {"level": 1, "about": "a", "tests": ["x::y"]},
    "V1.1.2": {"level": 2, "about": "b", "open": "not yet"},
    "V1.1.3": {"level": 2, "about": "c", "not_applicable": "no such thing"},
}


def test_the_report_counts_what_is_met(capsys):
    assert describe(ROWS, only_open=False)[-1] == "ASVS 5.0.0 level 2: 2/3, by tests 1"
    assert describe(ROWS, only_open=True)[0] == "V1.1.2    b: not yet"
    assert main(["security", "report"]) == 0
    assert "/253, by tests" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_browsers_blocked_is_shown_by_day(capsys, settings, monkeypatch):
    note_blocked([("img-src", "other"), ("img-src", "other")], on=date(2026, 11, 20))
    from madoguchi.kernel import clock

    with clock.frozen(clock.datetime(2026, 11, 21, 3, tzinfo=clock.UTC)):
        assert main(["security", "blocked", "--zone", settings.ZONE]) == 0
    printed = capsys.readouterr().out
    assert "2026-11-20  img-src            other          2" in printed
    assert "2 blocked in 30 days" in printed
