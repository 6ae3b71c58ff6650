# SPDX-License-Identifier: Apache-2.0
"""Does the officer see what deserves a look, and is the look itself written down?"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import Entry, record_many
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.identity.api import actor_for
from madoguchi.platform.identity.models import User
from madoguchi.platform.oversight import ports, rules
from madoguchi.platform.oversight.jobs import prove_log
from madoguchi.platform.oversight.look import Question, is_cut, look


def jst(hour, minute=0, day=18):
    """A time of a Wednesday (18 November 2026) in Japan."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=9)


@pytest.mark.parametrize(
    ("at", "is_open", "unusual"),
    [
        (jst(7), True, False),
        (jst(6, 59), True, True),
        (jst(19, 59), True, False),
        (jst(20), True, True),
        (jst(12), False, True),
    ],
)
def test_unusual_hours(at, is_open, unusual):
    assert rules.is_unusual_hour(at, is_open=is_open) is unusual


def test_bursts_are_found_once_each():
    calm = [(jst(9) + timedelta(minutes=5 * n), [f"c{n}"]) for n in range(40)]
    burst = [(jst(15) + timedelta(seconds=20 * n), [f"b{n}"]) for n in range(70)]
    assert rules.find_bursts(calm) == []
    assert rules.find_bursts([*burst, *calm]) == [(jst(15), 70)]
    assert rules.find_bursts(burst, many=71) == []


def test_a_list_counts_as_many_as_it_held_and_the_same_record_once():
    page = [f"R8-{n}" for n in range(50)]
    again = [(jst(9, minute), page) for minute in range(0, 60, 5)]
    assert rules.find_bursts(again) == []
    further = [(jst(9, 10 + n), [f"R8-{50 * n + k}" for k in range(50)]) for n in range(1, 5)]
    assert rules.find_bursts([*again, *further], many=200) == [(jst(9), 250)]


def test_two_bursts_of_a_day_are_told_apart():
    def many(hour):
        return [(jst(hour, n % 60), [f"{hour}-{n}"]) for n in range(60)]

    found = rules.find_bursts([*many(9), *many(10), *many(15)])
    assert found == [(jst(9), 60), (jst(10), 60), (jst(15), 60)]


@pytest.mark.parametrize(
    ("staff", "person", "why"),
    [
        (("佐波 みお", ""), ("佐波\u3000太郎", ""), "name"),
        (("佐波 みお", "灯台市港町1-2-3 A荘101"), ("灯 一", "灯台市港町1丁目2番3号"), "address"),
        (("佐波 みお", "灯台市港町1-2-3"), ("佐波 一", "灯台市港町1-2-3"), "both"),
        (("佐波 みお", "灯台市港町1-2-3"), ("灯 一", "灯台市港町1-2-4"), ""),
        (("佐波 みお", ""), ("", ""), ""),
    ],
)
def test_shared_names_and_homes(staff, person, why):
    assert rules.seems_related(staff, person) == why


@pytest.fixture
def sanami(db):
    user = User.objects.create(kind="staff", login="sanami", display_name="佐波 みお")
    return actor_for(user)


@pytest.fixture
def officer(db):
    user = User.objects.create(kind="staff", login="hamaguchi", display_name="浜口 守")
    return actor_for(user)


def read(actor, at, subject="cases:1", action="cases.read", **detail):
    entry = Entry(
        action=action, actor=actor, subject=subject, at=at, detail=detail, purpose="児童手当"
    )
    with transaction.atomic():
        return record_many([entry])[0]


def ask(view, actor, asked=""):
    question = Question(view, jst(0, day=1), jst(0, day=20), asked)
    return list(look(question=question, purpose="点検", actor=actor, at=jst(10, day=19)))


def test_each_view_finds_its_readings_and_leaves_a_leaf(sanami, officer, monkeypatch):
    read(sanami, jst(23), number="R8-NIGHT")
    read(sanami, jst(10), number="R8-DAY", subject="cases:2")
    read(sanami, jst(11), action="cases.exported", subject="cases:export", cases=900)
    read(sanami, jst(11), action="cases.listed", subject="cases:inbox", numbers=["R8-SEEN-1"])
    monkeypatch.setattr(ports, "_finders", {})
    ports.know_people(
        "cases", lambda refs: {ref: ports.Person("佐波 花") for ref in refs if ref == "cases:2"}
    )
    assert [one.subject for one in ask("hours", officer)] == ["R8-NIGHT"]
    (export,) = ask("bulk", officer)
    assert (export.why, export.count, export.staff) == ("export", 900, "佐波 みお")
    (relative,) = ask("relatives", officer)
    assert (relative.subject, relative.why) == ("R8-DAY", "name")
    assert [one.subject for one in ask("subject", officer, "cases:2")] == ["R8-DAY"]
    assert [one.action for one in ask("subject", officer, "R8-SEEN-1")] == ["cases.listed"]
    assert ask("subject", officer) == []
    looks = Leaf.objects.filter(action="audit.readings.viewed", actor_ref=officer.ref)
    assert looks.count() == 6
    assert not looks.filter(purpose="").exists()
    assert "cases:2" in {leaf.facts["asked"] for leaf in looks}


def test_lists_are_looked_through_for_relatives_and_for_bulk(sanami, officer, monkeypatch):
    monkeypatch.setattr(ports, "_finders", {})
    monkeypatch.setattr(ports, "_numbered", {})
    ports.know_numbers(
        "cases",
        lambda numbers: {one: ports.Person("佐波 花") for one in numbers if one == "R8-7"},
    )
    numbers = [f"R8-{n}" for n in range(250)]
    for minute in (0, 5):
        for first in range(0, 250, 50):
            page = numbers[first : first + 50]
            seen = {"numbers": page, "cases": len(page)}
            read(sanami, jst(10, minute), action="cases.listed", subject="cases:inbox", **seen)
    (relative,) = ask("relatives", officer)
    assert (relative.subject, relative.why, relative.count) == ("R8-7", "name", 1)
    (burst,) = ask("bulk", officer)
    assert (burst.why, burst.count) == ("burst_listed", 250)


def test_an_opened_original_and_a_booking_are_readings(sanami, officer):
    read(sanami, jst(23), action="cases.original_opened", subject="cases:7")
    read(sanami, jst(22), action="booking.contacts.read", subject="booking:day", numbers=["B-1"])
    read(sanami, jst(21), action="queue.note.read", subject="queue:ticket:1")
    assert [one.action for one in ask("hours", officer)] == [
        "cases.original_opened", "booking.contacts.read", "queue.note.read",
    ]  # fmt: skip
    assert [one.staff for one in ask("subject", officer, "cases:7")] == ["佐波 みお"]


def test_a_page_says_what_it_leaves_out_and_the_table_leaves_out_nothing(sanami, officer):
    for minute in range(12):
        read(sanami, jst(23, minute), number=f"R8-{minute}")
    question = Question("hours", jst(0, day=1), jst(0, day=20))
    asked = {"question": question, "purpose": "点検", "actor": officer, "at": jst(10, day=19)}
    assert is_cut(question, most=11)
    assert not is_cut(question, most=12)
    assert [one.subject for one in look(**asked, most=2)] == ["R8-11", "R8-10"]
    assert len(list(look(**asked, most=None))) == 12


def test_names_are_looked_up_once_for_any_number_of_readings(sanami, officer):
    for minute in range(30):
        read(sanami, jst(23, minute), number=f"R8-{minute}")

    def count():
        with CaptureQueriesContext(connection) as caught:
            ask("hours", officer)
        return len(caught)

    before = count()
    for minute in range(30):
        read(sanami, jst(22, minute), number=f"R9-{minute}")
    assert count() == before


def test_homes_of_staff_come_from_the_personnel_system(sanami, officer, monkeypatch):
    read(sanami, jst(10), number="R8-HOME")
    monkeypatch.setattr(ports, "_finders", {})
    monkeypatch.setattr(ports, "_homes", [])
    ports.know_people("cases", lambda refs: {"cases:1": ports.Person("灯 一", "灯台市港町1-2-3")})
    assert ask("relatives", officer) == []
    ports.know_homes(lambda refs: {sanami.ref: ports.Person("佐波 みお", "灯台市港町1丁目2番3号")})
    assert [one.why for one in ask("relatives", officer)] == ["address"]


def test_the_job_proves_the_log(sanami):
    from madoguchi.platform.audit.checkpoint import read_state
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    read(sanami, now())
    assert prove_log.func() == 1
    state = read_state()
    assert state.is_proven
    assert state.proven_at is not None
