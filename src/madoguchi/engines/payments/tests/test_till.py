# SPDX-License-Identifier: Apache-2.0
"""Is cash at the counter taken once, taken back by two, and counted at the end?"""

import pytest
from django.db import IntegrityError, transaction

from tests.racing import race, winners_of


@pytest.fixture
def town(city, at):
    from madoguchi.engines.payments.commands.till import place_till
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    place_till(key="hall", name={"ja": "会計課の窓口"}, actor=routes_city.MORI, at=at)
    return routes_city


@pytest.fixture
def session(town, at):
    from madoguchi.engines.payments.commands.till import open_till

    return open_till(till_key="hall", count={10_000: 3}, actor=town.SAWA, at=at)


@pytest.fixture
def take(town, session, at):
    from madoguchi.engines.payments.commands.take_at_till import take_at_till

    def take(written, yen, tendered=None, press="p1", method="cash"):
        return take_at_till(
            session_id=session.id, written=written, method=method, yen=yen,
            tendered_yen=tendered or yen, press=press, actor=town.SAWA, at=at,
        )  # fmt: skip

    return take


def test_a_scanned_slip_is_paid_once_however_often_it_is_pressed(city, town, take, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip
    from madoguchi.engines.payments.rules.route_refusals import NoSlipNeeded

    due = city.owe(at)
    slip = issue_slip(receivable_id=due.id, actor=town.MORI, at=at)
    first = take(f"]C1{slip.code}", 12_300, 20_000)
    assert take(slip.code, 12_300, 20_000).id == first.id
    assert (first.no, first.tendered_yen - first.yen) == (1, 7_700)
    due.refresh_from_db()
    assert (due.state, due.paid_yen) == ("paid", 12_300)
    with pytest.raises(NoSlipNeeded):
        take(due.number, 100, press="p2")
    city.sound()


def test_numbers_typed_lead_to_the_same_due(city, town, take, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip
    from madoguchi.engines.payments.commands.print_slips import print_slips

    due = city.owe(at)
    slip = issue_slip(receivable_id=due.id, actor=town.MORI, at=at)
    (face,) = print_slips(slip_ids=[slip.id], actor=town.MORI, at=at)
    from madoguchi.engines.payments.queries.scanned import find_scanned

    for written in (
        slip.code,
        face.square,
        slip.pay_number,
        due.number,
        f"{due.number[:4]}-{due.number[4:]}",
    ):
        assert find_scanned(written)[0].id == due.id


@pytest.mark.parametrize(
    ("yen", "tendered", "refusal"),
    [
        (12_301, 20_000, "SlipAmountWrong"),
        (0, 0, "SlipAmountWrong"),
        (500, 400, "TenderedTooLittle"),
    ],
)
def test_amounts_that_cannot_be_are_refused(city, take, at, yen, tendered, refusal):
    from madoguchi.engines.payments.rules import route_refusals, till_refusals

    kind = getattr(route_refusals, refusal, None) or getattr(till_refusals, refusal)
    with pytest.raises(kind):
        take(city.owe(at).number, yen, tendered)


def test_what_nobody_knows_is_refused_with_words(take):
    from madoguchi.engines.payments.rules.till_refusals import NothingScanned

    with pytest.raises(NothingScanned, match="123"):
        take("123", 100)


def test_taking_back_needs_a_reason_and_a_second_person(city, town, take, at):
    from madoguchi.engines.payments.commands.take_at_till import agree_void, ask_void
    from madoguchi.engines.payments.rules.till_refusals import (
        AlreadyDone,
        RouteReasonMissing,
        SecondPersonNeeded,
    )

    due = city.owe(at)
    payment = take(due.number, 12_300)
    with pytest.raises(RouteReasonMissing):
        ask_void(payment_id=payment.id, reason=" ", actor=town.SAWA, at=at)
    with pytest.raises(AlreadyDone):
        agree_void(payment_id=payment.id, actor=town.MORI, at=at)
    ask_void(payment_id=payment.id, reason="別の方の納付書でした", actor=town.SAWA, at=at)
    with pytest.raises(SecondPersonNeeded):
        agree_void(payment_id=payment.id, actor=town.SAWA, at=at)
    agree_void(payment_id=payment.id, actor=town.MORI, at=at)
    due.refresh_from_db()
    assert (due.state, due.paid_yen) == ("open", 0)
    assert due.entries.filter(kind="paid").count() == 2
    with pytest.raises(AlreadyDone):
        agree_void(payment_id=payment.id, actor=town.MORI, at=at)
    city.sound()


def test_a_till_is_closed_with_its_count_and_a_difference_is_explained(
    city, town, session, take, at
):
    from madoguchi.engines.payments.commands.till import close_till
    from madoguchi.engines.payments.rules.till_refusals import CountDiffers, TillIsClosed

    take(city.owe(at).number, 12_300)
    take(city.owe(at, "levy:2").number, 12_300, press="p2", method="terminal")
    with pytest.raises(CountDiffers, match="42,300"):
        close_till(session_id=session.id, count={10_000: 4}, explanation="", actor=town.SAWA, at=at)
    closed = close_till(
        session_id=session.id, count={10_000: 4, 1_000: 2}, explanation="300円不足。原因を調査中",
        actor=town.SAWA, at=at,
    )  # fmt: skip
    assert (closed.counted_yen, closed.expected_yen) == (42_000, 42_300)
    with pytest.raises(TillIsClosed):
        take(city.owe(at, "levy:3").number, 100, press="p3")


def test_the_database_holds_what_the_till_promises(city, session, take, at):
    from madoguchi.engines.payments.models import TillPayment, TillSession

    payment = take(city.owe(at).number, 12_300)
    rows = TillPayment.objects.filter(id=payment.id)
    same = {"voided_at": at, "void_reason": "x", "void_asked_by_ref": "a", "voided_by_ref": "a"}
    with pytest.raises(IntegrityError, match="till_void_four_eyes"), transaction.atomic():
        rows.update(**same)
    with pytest.raises(IntegrityError, match="till_difference_explained"), transaction.atomic():
        TillSession.objects.filter(id=session.id).update(
            closed_at=at, counted_yen=1, expected_yen=2, explanation=""
        )


@pytest.mark.django_db(transaction=True)
def test_two_windows_do_not_take_one_due_twice(racing_city, at):
    from madoguchi.engines.payments.commands.take_at_till import take_at_till
    from madoguchi.engines.payments.commands.till import open_till, place_till
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    sessions = []
    for key in ("a", "b"):
        place_till(key=key, name={"ja": key}, actor=routes_city.MORI, at=at)
        sessions.append(open_till(till_key=key, count={}, actor=routes_city.SAWA, at=at))
    due = racing_city.owe(at)

    def job(n):
        return lambda: take_at_till(
            session_id=sessions[n % 2].id, written=due.number, method="cash", yen=12_300,
            tendered_yen=12_300, press=f"p{n}", actor=routes_city.SAWA, at=at,
        )  # fmt: skip

    assert len(winners_of(race(*(job(n) for n in range(4))))) == 1
    due.refresh_from_db()
    assert due.paid_yen == 12_300
    racing_city.sound()


@pytest.mark.django_db(transaction=True)
def test_of_four_who_open_a_till_one_does(racing_city, at):
    from madoguchi.engines.payments.commands.till import open_till, place_till
    from madoguchi.engines.payments.tests import routes_city

    place_till(key="a", name={"ja": "a"}, actor=routes_city.MORI, at=at)
    job = lambda: open_till(till_key="a", count={}, actor=routes_city.SAWA, at=at)  # noqa: E731
    assert len(winners_of(race(*[job] * 4))) == 1
