# SPDX-License-Identifier: Apache-2.0
"""Does an inner zone that was restored to an older state get back, once, all that it had taken?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pydantic import BaseModel

from madoguchi.platform.zones.models import OutgoingParcel
from madoguchi.platform.zones.outbox import acknowledge, discard_unsettled
from madoguchi.platform.zones.sending import send
from madoguchi.platform.zones.tests.conftest import City, ZoneDied
from madoguchi.platform.zones.tests.test_crossing import TEXTS, back_up

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Note(BaseModel):
    text: str


def test_what_one_backup_holds_is_kept_for_the_case_that_it_is_damaged(city: City) -> None:
    city.portal.ask("send", to="office", texts=TEXTS)
    city.pull()
    city.office.ask("back_up")
    assert city.pull()["given"] == {}
    city.office.ask("back_up")
    assert city.pull()["given"] == {"settled": 3}
    assert city.portal.ask("bodies") == 0


def test_a_restored_zone_gets_back_what_it_lost_and_nothing_twice(city: City) -> None:
    city.portal.ask("send", to="office", texts=TEXTS, file="a.txt", size=2000)
    city.pull()
    city.office.ask("forget", note=TEXTS[1])
    city.office.ask("restored")
    received = city.pull()["received"]
    assert (received["recalled"], received["handled"], received["repeated"]) == (3, 1, 2)
    assert sorted(city.office.ask("handled")) == sorted(TEXTS)
    assert "recalled" not in city.pull()["received"], "asked once"
    back_up(city)
    assert city.portal.ask("bodies") == 0


@pytest.mark.parametrize("point", ["recall.before_done", "settle.after_told"])
def test_a_kill_while_recalling_or_settling_repeats_it(city: City, point: str) -> None:
    city.portal.ask("send", to="office", texts=TEXTS)
    city.pull()
    city.office.ask("forget", note=TEXTS[0])
    city.office.ask("restored")
    for _ in range(2):
        city.office.ask("back_up")
    city.restart_office(MADOGUCHI_FAULT=point)
    with pytest.raises(ZoneDied):
        city.pull()
    city.restart_office(MADOGUCHI_FAULT="")
    city.pull()
    assert sorted(city.office.ask("handled")) == sorted(TEXTS)
    back_up(city)
    assert city.portal.ask("bodies") == 0


def test_a_restored_zone_recalls_over_a_medium(city: City, tmp_path: Path) -> None:
    folder = str(tmp_path / "medium")
    city.portal.ask("send", to="office", texts=TEXTS)
    city.pull()
    city.office.ask("forget", note=TEXTS[2])
    city.office.ask("restored")
    for giver, taker in (("office", "portal"), ("portal", "office")):
        city.__dict__[giver].ask("carry_out", folder=folder)
        city.__dict__[taker].ask("carry_in", folder=folder)
    assert sorted(city.office.ask("handled")) == sorted(TEXTS)
    assert not (city.folder / "office" / "restored").exists()
    for _ in range(2):
        city.office.ask("back_up")
    city.office.ask("carry_out", folder=folder)
    city.portal.ask("carry_in", folder=folder)
    assert city.portal.ask("bodies") == 0


@pytest.mark.django_db
def test_a_copy_of_which_no_backup_is_reported_goes_after_thirty_days(in_portal, caplog) -> None:
    with transaction.atomic():
        one = send("test.note", Note(text="x"), to="office", ref="", at=AT)
    acknowledge({one: "handled"}, to_zone="office", at=AT)
    assert discard_unsettled(at=AT + timedelta(days=29)) == 0
    assert discard_unsettled(at=AT + timedelta(days=30)) == 1
    assert OutgoingParcel.objects.get().sealed is None
    assert "never reported as backed up" in caplog.text
