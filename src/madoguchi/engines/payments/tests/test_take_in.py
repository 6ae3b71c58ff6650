# SPDX-License-Identifier: Apache-2.0
"""Is every reported payment booked once or explained, whatever comes in which order?"""

from datetime import date

import pytest

from madoguchi.engines.payments.tests.reports import deposits_file, eltax_file, report, store_file
from tests.racing import race


@pytest.fixture
def town(city, at):
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    return routes_city


@pytest.fixture
def issue(town, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip

    def issue(receivable):
        return issue_slip(receivable_id=receivable.id, actor=town.MORI, at=at)

    return issue


@pytest.fixture
def take(town, at):
    from madoguchi.engines.payments.commands.take_in_file import take_in_file

    def take(data, kind="convenience", **more):
        file = take_in_file(kind=kind, name="test", data=data, actor=town.MORI, at=at, **more)
        return list(file.lines.order_by("no"))

    return take


def rules(lines):
    return [(one.rule, one.state) for one in lines]


def test_first_report_books_second_confirms(city, issue, take, at):
    receivable = city.owe(at)
    slip = issue(receivable)
    assert rules(take(store_file(report(slip, "provisional")))) == [("exact", "provisional")]
    receivable.refresh_from_db()
    assert (receivable.state, receivable.paid_yen) == ("paid", 12_300)
    assert receivable.entries.get(kind="paid").is_provisional
    lines = take(store_file(report(slip, "final")))
    assert rules(lines) == [("confirms", "confirmed")]
    receivable.refresh_from_db()
    assert receivable.paid_yen == 12_300
    assert receivable.statement_lines.get(kind="provisional").state == "booked"
    city.sound()


def test_a_cancelled_first_report_is_reversed_and_can_come_again(city, issue, take, at):
    receivable = city.owe(at)
    slip = issue(receivable)
    lines = take(
        store_file(
            report(slip, "provisional"),
            report(slip, "cancelled"),
            report(slip, "provisional", minute="1000"),
        )
    )
    assert rules(lines) == [("exact", "reversed"), ("reverses", "noted"), ("exact", "provisional")]
    receivable.refresh_from_db()
    assert (receivable.state, receivable.paid_yen) == ("paid", 12_300)
    assert receivable.entries.filter(kind="paid").count() == 3
    again = take(store_file(report(slip, "cancelled"), sender="AGAIN"))
    assert rules(again) == [("nothing_to_cancel", "waiting")]
    city.sound()


def test_confirmed_money_is_not_cancelled_by_a_file(city, issue, take, at):
    slip = issue(city.owe(at))
    take(store_file(report(slip, "final")))
    assert rules(take(store_file(report(slip, "cancelled")))) == [
        ("cancelled_after_final", "waiting")
    ]
    city.sound()


def test_both_reports_in_one_file_book_once(city, issue, take, at):
    receivable = city.owe(at)
    slip = issue(receivable)
    lines = take(store_file(report(slip, "provisional"), report(slip, "final")))
    assert rules(lines) == [("exact", "booked"), ("confirms", "confirmed")]
    receivable.refresh_from_db()
    assert receivable.paid_yen == 12_300


def test_paid_twice_is_an_over_payment_that_shows(city, issue, take, at):
    receivable = city.owe(at)
    slip = issue(receivable)
    lines = take(store_file(report(slip), report(slip, minute="1800", shop="S000002")))
    assert rules(lines) == [("exact", "booked"), ("paid_again", "booked")]
    receivable.refresh_from_db()
    assert (receivable.state, receivable.returnable_yen) == ("overpaid", 12_300)
    city.sound()


def test_paid_by_the_old_slip_shows_the_difference(city, issue, take, at):
    from madoguchi.engines.payments import api
    from madoguchi.kernel.actors import SYSTEM

    receivable = city.owe(at)
    slip = issue(receivable)
    api.assess(due=city.due(yen=15_000, version=2), actor=SYSTEM, at=at)
    assert rules(take(store_file(report(slip)))) == [("old_slip", "booked")]
    receivable.refresh_from_db()
    assert (receivable.state, receivable.balance_yen) == ("partly_paid", 2_700)


def test_paid_after_the_due_day_is_named(city, issue, take, at):
    slip = issue(city.owe(at))
    assert rules(take(store_file(report(slip, on=date(2026, 12, 2))))) == [("paid_late", "booked")]


def test_a_wrong_slip_number_waits_and_a_broken_file_leaves_nothing(city, issue, take, at):
    from madoguchi.engines.payments.models import StatementFile
    from madoguchi.engines.payments.rules.route_refusals import FileEmpty, RecordBroken

    slip = issue(city.owe(at))
    other = slip.code[:20] + "9" + slip.code[21:]
    assert rules(take(store_file(report(other)))) == [("unknown_number", "waiting")]
    broken = store_file(report(slip)).replace(b"\r\n2", b"\r\n5")
    with pytest.raises(RecordBroken, match="2行目"):
        take(broken)
    with pytest.raises(FileEmpty):
        take(store_file())
    assert StatementFile.objects.count() == 1
    city.sound()


def test_the_same_file_is_taken_in_once(city, issue, take, at):
    from madoguchi.engines.payments.rules.route_refusals import AlreadyTakenIn

    receivable = city.owe(at)
    data = store_file(report(issue(receivable)))
    take(data)
    with pytest.raises(AlreadyTakenIn):
        take(data)
    receivable.refresh_from_db()
    assert receivable.paid_yen == 12_300


def test_what_stopped_half_way_goes_on_with_the_same_file(city, issue, take, at, monkeypatch):
    from madoguchi.engines.payments.commands import take_in_file as module
    from madoguchi.engines.payments.models import LedgerEntry, StatementFile

    slips = [issue(city.owe(at, f"levy:{n}")) for n in range(5)]
    data = store_file(*(report(one) for one in slips))
    real, calls = module.take_in_lines, []

    def dies(**more):
        calls.append(more["after"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**more)

    monkeypatch.setattr(module, "take_in_lines", dies)
    with pytest.raises(KeyboardInterrupt):
        take(data, chunk=2)
    assert StatementFile.objects.get().done_count == 2
    assert len(take(data, chunk=2)) == 5
    assert StatementFile.objects.get().done_at is not None
    assert LedgerEntry.objects.filter(kind="paid").count() == 5
    city.sound()


def test_several_accounts_get_the_shares_that_one_payment_gives(city, issue, take, at):
    from madoguchi.engines.payments.models import LedgerEntry

    items = [("fees", 1_000), ("late", 300)]
    first, second = city.owe(at, "levy:a", items=items), city.owe(at, "levy:b", items=items)
    take(store_file(report(issue(first))))
    city.pay(second, 1_300, at)
    shares = [
        list(
            LedgerEntry.objects.filter(receivable=one, kind="paid")
            .order_by("part")
            .values_list("account__key", "yen", "part")
        )
        for one in (first, second)
    ]
    assert shares[0] == shares[1] == [("fees", 1_000, 0), ("late", 300, 1)]
    city.sound()


def test_listeners_hear_the_same_as_for_one_payment(city, issue, take, at, monkeypatch):
    from madoguchi.engines.payments.events import PaymentBooked, ReceivablePaid
    from madoguchi.kernel import facts

    heard = []
    for kind in (PaymentBooked, ReceivablePaid):
        monkeypatch.setitem(facts._listeners, kind, [heard.append])
    take(store_file(report(issue(city.owe(at)))))
    assert [type(one).__name__ for one in heard] == ["PaymentBooked", "ReceivablePaid"]
    assert heard[1].receivable.state == "paid"


def test_el_numbers_must_fit_together(city, town, issue, take, at):
    from madoguchi.engines.payments.commands.print_slips import print_slips

    slip = issue(city.owe(at))
    (face,) = print_slips(slip_ids=[slip.id], actor=town.MORI, at=at)
    good = (
        f"{face.agency},{face.pay_number},{face.confirmation},{face.category},12300,2026-11-20,T1"
    )
    forged = good.replace(f",{face.category},", ",999,").replace("T1", "T2")
    lines = take(eltax_file(good, forged), "el")
    assert rules(lines) == [("exact", "booked"), ("unknown_number", "waiting")]


def test_deposits_find_their_due_by_the_number_that_was_written(city, take, at):
    from madoguchi.engines.payments.rules.numbers import show_number

    receivable = city.owe(at)
    number = show_number(receivable.number)
    rows = (f"2026-11-20,10000,トモシ　アカリ,{number},D1", "2026-11-20,500,ダレカ,ありがとう,D2")
    lines = take(deposits_file(*rows), "deposits")
    assert rules(lines) == [("paid_in_part", "booked"), ("unknown_number", "waiting")]
    assert "ﾄﾓｼ" not in str(lines[0].__dict__)
    receivable.refresh_from_db()
    assert receivable.balance_yen == 2_300


def test_cashiers_do_not_take_in_files(city, town, at):
    from madoguchi.engines.payments.commands.take_in_file import take_in_file
    from madoguchi.kernel.refusal import NotAllowed

    with pytest.raises(NotAllowed):
        take_in_file(kind="convenience", name="x", data=b"1", actor=town.SAWA, at=at)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_by_four_at_once_books_once(racing_city, at):
    from madoguchi.engines.payments.commands.issue_slip import issue_slip
    from madoguchi.engines.payments.commands.take_in_file import take_in_file
    from madoguchi.engines.payments.models import LedgerEntry, StatementFile
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    dues = [racing_city.owe(at, f"levy:{n}") for n in range(6)]
    slips = [issue_slip(receivable_id=one.id, actor=routes_city.MORI, at=at) for one in dues]
    data = store_file(*(report(one) for one in slips))

    def job():
        return take_in_file(
            kind="convenience", name="x", data=data, actor=routes_city.MORI, at=at, chunk=2
        )

    race(job, job, job, job)
    assert StatementFile.objects.get().done_at is not None
    assert LedgerEntry.objects.filter(kind="paid").count() == 6
    racing_city.sound()
