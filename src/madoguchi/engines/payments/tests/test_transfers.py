# SPDX-License-Identifier: Apache-2.0
"""Does a due go to the bank once, come back with a result, and follow by slip where it failed?"""

from datetime import date

import pytest

from madoguchi.engines.payments.rules.zengin.banks import read_account
from madoguchi.engines.payments.rules.zengin.debits import read_debits, write_debits
from tests.racing import race, winners_of

ON = date(2026, 11, 30)
ACCOUNT = read_account(
    bank="0005", branch="123", kind="1", number="1234567", holder="トモシ アカリ"
)


@pytest.fixture
def town(city, at):
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    return routes_city


@pytest.fixture
def owe(city, town, at):
    from madoguchi.engines.payments.commands.mandate import apply_mandate
    from madoguchi.engines.payments.queries.mandates import find_mandate

    def owe(name, source, yen=12_300):
        payer = city.citizen(name)
        if find_mandate(payer.ref) is None:
            apply_mandate(payer_ref=payer.ref, account=ACCOUNT, actor=payer, at=at)
        return city.owe(at, source, yen, payer_ref=payer.ref)

    return owe


@pytest.fixture
def run(town, at):
    from madoguchi.engines.payments.commands.transfer_run import make_transfer_run

    return lambda: make_transfer_run(on=ON, actor=town.MORI, at=at)


def results(data, *codes):
    """The bank's answer to a file."""
    from dataclasses import replace

    found = read_debits(data, with_results=False)
    debits = [replace(one, result=code) for one, code in zip(found.debits, codes, strict=True)]
    return write_debits(found.collector, ON, debits, with_results=True)


def test_a_run_goes_out_and_its_results_come_in(city, town, owe, run, at):
    from madoguchi.engines.payments.commands.take_in_file import take_in_file
    from madoguchi.engines.payments.commands.transfer_run import (
        give_run_file,
        issue_after_failure,
    )

    dues = sorted((owe("akari", "levy:1"), owe("funaki", "levy:2", 700)), key=lambda d: d.number)
    made = run()
    assert (made.item_count, made.total_yen) == (2, 13_000)
    _, data = give_run_file(run_id=made.id, actor=town.MORI, at=at)
    assert give_run_file(run_id=made.id, actor=town.MORI, at=at)[1] == data
    sent = read_debits(data, with_results=False)
    assert sent.debits[0].is_new
    assert sent.debits[0].account == ACCOUNT
    answer = results(data, "0", "1")
    file = take_in_file(kind="transfer", name="kekka", data=answer, actor=town.MORI, at=at)
    assert [one.rule for one in file.lines.order_by("no")] == ["exact", "debit_failed"]
    made.refresh_from_db()
    assert made.settled_at is not None
    for one in dues:
        one.refresh_from_db()
    assert [one.state for one in dues] == ["paid", "open"]
    slips = issue_after_failure(run_id=made.id, actor=town.MORI, at=at)
    assert [one.receivable_id for one in slips] == [dues[1].id]
    city.sound()


def test_a_day_is_asked_for_once(owe, run):
    from madoguchi.engines.payments.rules.till_refusals import RunEmpty, RunExists

    with pytest.raises(RunEmpty):
        run()
    owe("akari", "levy:1")
    run()
    with pytest.raises(RunExists):
        run()


def test_who_stopped_or_paid_is_left_out(city, owe, run, at):
    from madoguchi.engines.payments.commands.mandate import stop_mandate
    from madoguchi.engines.payments.rules.till_refusals import RunEmpty

    city.pay(owe("akari", "levy:1"), 12_300, at)
    owe("funaki", "levy:2")
    funaki = city.citizen("funaki")
    stop_mandate(payer_ref=funaki.ref, actor=funaki, at=at)
    with pytest.raises(RunEmpty):
        run()


def test_an_account_rests_sealed_and_only_its_payer_changes_it(city, owe, at):
    from madoguchi.engines.payments.commands.mandate import stop_mandate
    from madoguchi.engines.payments.models import Mandate
    from madoguchi.kernel.refusal import NotAllowed

    owe("akari", "levy:1")
    assert b"1234567" not in bytes(Mandate.objects.get().sealed)
    with pytest.raises(NotAllowed):
        stop_mandate(payer_ref=city.citizen("akari").ref, actor=city.citizen("funaki"), at=at)


@pytest.mark.django_db(transaction=True)
def test_of_four_who_order_at_once_one_run_goes_out(racing_city, at):
    from madoguchi.engines.payments.commands.mandate import apply_mandate
    from madoguchi.engines.payments.commands.transfer_run import make_transfer_run
    from madoguchi.engines.payments.models import TransferItem
    from madoguchi.engines.payments.tests import routes_city

    routes_city.build(at)
    akari = racing_city.citizen("akari")
    apply_mandate(payer_ref=akari.ref, account=ACCOUNT, actor=akari, at=at)
    racing_city.owe(at, payer_ref=akari.ref)
    job = lambda: make_transfer_run(on=ON, actor=routes_city.MORI, at=at)  # noqa: E731
    assert len(winners_of(race(*[job] * 4))) == 1
    assert TransferItem.objects.count() == 1
