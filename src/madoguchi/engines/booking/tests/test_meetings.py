# SPDX-License-Identifier: Apache-2.0
"""Does the gate know the meetings of a course, and who gets a certificate?"""

from datetime import timedelta

import pytest

from madoguchi.engines.booking.tests.staff import visit

WEEK = timedelta(days=7)


@pytest.fixture
def one(town, akari, at):
    from madoguchi.engines.booking import api

    town.rule("course", facts={"certificate": True})
    return api.hold(wanted=town.course(straight=True), actor=akari, at=at)


def let_in(one, clerk, at):
    from madoguchi.engines.booking.commands.let_in import let_in as run

    return run(reservation_id=one.id, actor=clerk, at=at)


def marks(one):
    return sorted(one.attendances.filter(came=True).values_list("session", flat=True))


def test_each_meeting_lets_the_participant_in_once(town, one, clerk):
    assert let_in(one, clerk, town.on("9:40")) == "welcome"
    assert let_in(one, clerk, town.on("10:10")) == "already"
    assert let_in(one, clerk, town.on("12:30")) == "over"
    assert let_in(one, clerk, town.on("10:00") + timedelta(days=2)) == "other_day"
    assert marks(one) == [0]
    assert let_in(one, clerk, town.on("9:40") + WEEK) == "welcome"
    assert marks(one) == [0, 1]
    one.refresh_from_db()
    assert one.state == "used"


def test_whoever_missed_the_first_comes_to_the_second(town, one, clerk):
    assert let_in(one, clerk, town.on("10:30") + WEEK) == "welcome"
    assert marks(one) == [1]


def test_a_mark_that_was_taken_away_is_set_again(town, one, clerk):
    let_in(one, clerk, town.on("9:40"))
    one.attendances.update(came=False)
    assert let_in(one, clerk, town.on("9:50")) == "welcome"
    assert marks(one) == [0]


def test_a_cancelled_place_is_not_let_in(town, one, akari, clerk, at):
    from madoguchi.engines.booking import api

    api.cancel(reservation_id=one.id, actor=akari, at=at)
    assert let_in(one, clerk, town.on("9:40")) == "not_valid"


def test_a_gate_without_a_line_writes_the_meeting_too(town, one, clerk):
    import json
    from uuid import uuid4

    from madoguchi.engines.booking.commands.take_over_gate import take_over_gate

    came = [town.on("9:50"), town.on("9:55") + WEEK]
    log = {
        "format": "madoguchi-gate-log/1", "list": str(uuid4()),
        "entries": [{"id": str(one.id), "came_at": when.isoformat()} for when in came],
    }  # fmt: skip
    take_over_gate(written=json.dumps(log).encode(), actor=clerk, at=town.on("18:00") + WEEK)
    assert marks(one) == [0, 1]


def test_the_certificate_is_for_whoever_came_often_enough(town, one, clerk):
    from madoguchi.kernel import clock

    place = f"/staff/booking/courses/course/certificates/{one.number}/"
    with clock.frozen(town.on("12:30")) as later:
        let_in(one, clerk, town.on("9:40"))
        desk = visit(later, "case_worker")
        assert desk.get(place).status_code == 409
        assert place not in desk.get("/staff/booking/courses/course/").content.decode()
    with clock.frozen(town.on("12:30") + WEEK) as later:
        let_in(one, clerk, town.on("9:40") + WEEK)
        desk = visit(later, "case_worker")
        assert place in desk.get("/staff/booking/courses/course/").content.decode()
        assert desk.get(place).content.startswith(b"%PDF")


def test_a_course_without_certificates_hands_none_out(town, one, clerk):
    from madoguchi.engines.booking.rules.meetings import earns_certificate
    from madoguchi.engines.booking.rules.offer import OfferRules

    town.rule("course", facts={})
    one.offer.refresh_from_db()
    rules: OfferRules = one.offer.read_rules()
    assert not earns_certificate(rules, 2)


@pytest.mark.parametrize(
    ("enough", "came", "earned"), [(None, 1, False), (None, 2, True), (1, 1, True), (9, 2, True)]
)
def test_how_often_is_enough(town, enough, came, earned):
    from madoguchi.engines.booking.models import Offer
    from madoguchi.engines.booking.rules.meetings import earns_certificate

    town.rule("course", facts={"certificate": True, "certificate_sessions": enough})
    assert earns_certificate(Offer.objects.get(key="course").read_rules(), came) is earned
