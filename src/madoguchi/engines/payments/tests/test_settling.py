# SPDX-License-Identifier: Apache-2.0
"""Is an unmatched payment booked or explained by a person, and a surplus applied elsewhere?"""

import pytest

from madoguchi.engines.payments.tests.reports import deposits_file


@pytest.fixture
def town(city, at):
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    return routes_city


@pytest.fixture
def waiting(town, at):
    from madoguchi.engines.payments.commands.take_in_file import take_in_file

    data = deposits_file("2026-11-20,12300,トモシ アカリ,ほけんりょう,D1")
    file = take_in_file(kind="deposits", name="x", data=data, actor=town.MORI, at=at)
    return file.lines.get()


def test_a_line_is_booked_by_hand_once_with_its_reason(city, town, waiting, at):
    from madoguchi.engines.payments.commands.settle_line import explain_line, match_by_hand
    from madoguchi.engines.payments.rules.till_refusals import AlreadyDone, RouteReasonMissing

    due = city.owe(at)
    by = {"line_id": waiting.id, "actor": town.MORI, "at": at}
    with pytest.raises(RouteReasonMissing):
        match_by_hand(number=due.number, reason="", **by)
    line = match_by_hand(number=due.number, reason="名義と金額が一致", **by)
    assert (line.state, line.rule, line.reason) == ("booked", "by_hand", "名義と金額が一致")
    due.refresh_from_db()
    assert due.state == "paid"
    with pytest.raises(AlreadyDone):
        explain_line(reason="もう一度", **by)
    line.file.refresh_from_db()
    assert line.file.waiting_count == 0
    city.sound()


def test_a_line_can_be_explained_without_a_booking(town, waiting, at):
    from madoguchi.engines.payments.commands.settle_line import explain_line

    line = explain_line(line_id=waiting.id, reason="他の会計の入金", actor=town.MORI, at=at)
    assert (line.state, line.receivable_id) == ("settled", None)


def test_a_surplus_is_applied_to_another_due(city, town, at):
    from madoguchi.engines.payments.commands.apply_surplus import apply_surplus
    from madoguchi.engines.payments.rules.till_refusals import SurplusTooSmall

    giver, taker = city.owe(at, "levy:1"), city.owe(at, "levy:2", 5_000)
    city.pay(giver, 15_300, at)
    by = {"to_number": taker.number, "reason": "本人の申出", "actor": town.MORI, "at": at}
    with pytest.raises(SurplusTooSmall, match="3,000"):
        apply_surplus(receivable_id=giver.id, yen=3_001, **by)
    giver, taker = apply_surplus(receivable_id=giver.id, yen=3_000, **by)
    assert (giver.state, taker.state, taker.balance_yen) == ("paid", "partly_paid", 2_000)
    city.sound()
