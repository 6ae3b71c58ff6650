# SPDX-License-Identifier: Apache-2.0
"""Does paying by card take the money once, whatever is pressed, lost or late?"""

from datetime import timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM

KEY = "0123456789abcdef"


def begin(city, receivable, at, *, key=KEY, yen=None, route="card", name="akari", **more):
    from madoguchi.engines.payments.commands.start_attempt import Asked, start_attempt

    asked = Asked(
        receivable_id=receivable.id, yen=yen or receivable.balance_yen, route=route, key=key,
        return_base="http://portal/pay/attempts/", **more,
    )  # fmt: skip
    return start_attempt(asked=asked, actor=city.citizen(name), at=at)


def settle(attempt, at):
    from madoguchi.engines.payments.commands.settle_attempt import settle_attempt

    return settle_attempt(attempt_id=attempt.id, actor=SYSTEM, at=at)


@pytest.fixture
def mine(city, at):
    return city.owe(at, payer_ref=city.citizen("akari").ref)


def test_a_card_is_authorised_captured_and_booked_once(city, fake, mine, at):
    from madoguchi.engines.payments.models import LedgerEntry

    attempt = begin(city, mine, at)
    assert attempt.state == "redirected"
    assert fake.return_urls[str(attempt.id)].endswith(f"/{attempt.id}/")
    assert settle(attempt, at).state == "redirected"
    fake.pay(attempt)
    for _ in range(3):
        done = settle(attempt, at)
    assert (done.state, done.receivable.state, fake.captures) == ("captured", "paid", 1)
    assert LedgerEntry.objects.filter(origin=attempt.ref).count() == 1
    city.sound()


def test_the_same_key_gives_the_first_answer_and_another_body_is_refused(city, fake, mine, at):
    from madoguchi.engines.payments.rules.attempt_refusals import (
        AttemptOpen,
        KeyMissing,
        SameKeyOtherRequest,
    )

    first = begin(city, mine, at)
    assert begin(city, mine, at).id == first.id
    with pytest.raises(SameKeyOtherRequest):
        begin(city, mine, at, route="code")
    with pytest.raises(AttemptOpen):
        begin(city, mine, at, key="another-key-of-mine")
    with pytest.raises(KeyMissing):
        begin(city, mine, at, key="short")


def test_a_twin_of_a_request_at_work_is_told_to_wait(city, fake, mine, at):
    from madoguchi.engines.payments.models import Attempt
    from madoguchi.engines.payments.rules.attempt_refusals import AttemptInProgress

    attempt = begin(city, mine, at)
    Attempt.objects.filter(id=attempt.id).update(state="created", redirect_url="")
    with pytest.raises(AttemptInProgress):
        begin(city, mine, at)
    again = begin(city, mine, at + timedelta(seconds=20))
    assert (again.id, again.state) == (attempt.id, "redirected")


def test_nobody_pays_for_others_without_the_second_number(city, fake, mine, at):
    from madoguchi.engines.payments.rules.refusals import ReceivableUnknown

    with pytest.raises(ReceivableUnknown):
        begin(city, mine, at, name="funaki")
    assert begin(city, mine, at, name="funaki", proven=True).state == "redirected"


def test_a_lost_answer_is_asked_again_and_the_payer_goes_on(city, fake, mine, at):
    fake.lost = {"authorise"}
    attempt = begin(city, mine, at)
    assert (attempt.state, attempt.redirect_url) == ("unknown", "")
    later = settle(attempt, at + timedelta(seconds=50))
    assert (later.state, later.redirect_url) == ("redirected", f"https://pay.example/{attempt.id}")
    fake.pay(attempt)
    fake.lost = {"capture"}
    assert settle(attempt, at).state == "authorised"
    assert settle(attempt, at).state == "captured"
    assert fake.captures == 1
    city.sound()


def test_what_never_reached_the_gateway_ends_and_another_can_be_begun(city, fake, mine, at):
    fake.away = {"authorise"}
    attempt = begin(city, mine, at)
    fake.away = set()
    assert settle(attempt, at).state == "unknown"
    assert settle(attempt, at + timedelta(seconds=61)).state == "failed"
    assert begin(city, mine, at, key="second-key-of-akari").state == "redirected"


def test_time_over_is_let_go_at_the_gateway(city, fake, mine, at):
    attempt = begin(city, mine, at)
    ended = settle(attempt, at + timedelta(seconds=5_401))
    assert ended.state == "cancelled"
    assert fake.rows[str(attempt.id)].state == "cancelled"


def test_paid_at_the_counter_meanwhile_is_not_captured(city, fake, mine, at):
    attempt = begin(city, mine, at)
    fake.pay(attempt)
    city.pay(mine, mine.balance_yen, at, "till:1", "cash")
    assert settle(attempt, at).state == "cancelled"
    assert fake.captures == 0
    city.sound()


def test_a_late_success_of_a_dead_attempt_is_booked_and_visible(city, fake, mine, at):
    from madoguchi.engines.payments.commands.compare_gateway import compare_gateway
    from madoguchi.engines.payments.models import Attempt, Receivable

    first = begin(city, mine, at)
    Attempt.objects.filter(id=first.id).update(state="failed")
    second = begin(city, mine, at, key="second-key-of-akari")
    fake.pay(second)
    settle(second, at)
    fake.pay(first, "captured", captured_yen=first.yen)
    told = compare_gateway(actor=SYSTEM, at=at)
    assert told == {"ours_dead_theirs_captured": 1, "same": 1}
    due = Receivable.objects.get()
    assert (due.state, due.returnable_yen) == ("overpaid", first.yen)
    assert compare_gateway(actor=SYSTEM, at=at) == {"same": 2}
    city.sound()


def test_the_gateway_is_told_to_let_go_only_of_what_failed_here_long_ago(city, fake, mine, at):
    from madoguchi.engines.payments.commands.compare_gateway import compare_gateway
    from madoguchi.engines.payments.models import Attempt

    attempt = begin(city, mine, at)
    Attempt.objects.filter(id=attempt.id).update(state="failed")
    compare_gateway(actor=SYSTEM, at=at + timedelta(days=1))
    assert fake.rows[str(attempt.id)].state == "created"
    compare_gateway(actor=SYSTEM, at=at + timedelta(days=2))
    assert fake.rows[str(attempt.id)].state == "cancelled"


def test_a_report_is_taken_once_and_only_with_its_seal(city, fake, mine, at):
    from madoguchi.engines.payments.commands.note_event import note_event
    from madoguchi.engines.payments.models import Attempt, GatewayEvent
    from madoguchi.engines.payments.rules.attempt_refusals import NotSignedByGateway

    attempt = begin(city, mine, at)
    body = f"ev1 {attempt.id}".encode()
    with pytest.raises(NotSignedByGateway):
        note_event(body=body, signature="forged", actor=SYSTEM, at=at)
    assert note_event(body=body, signature="good", actor=SYSTEM, at=at) == attempt.id
    assert note_event(body=body, signature="good", actor=SYSTEM, at=at) is None
    assert note_event(body=b"ev2 nobody", signature="good", actor=SYSTEM, at=at) is None
    assert GatewayEvent.objects.count() == 2
    assert Attempt.objects.get().next_try_at == at


def test_captures_are_tried_with_growing_pauses_and_then_stand_visible(city, fake, mine, at):
    from madoguchi.engines.payments.models import Attempt

    attempt = begin(city, mine, at)
    fake.pay(attempt)
    fake.away = {"capture"}
    pauses = []
    for _ in range(26):
        found = settle(attempt, at)
        if found.next_try_at:
            pauses.append(found.next_try_at - at)
    assert pauses == sorted(pauses)
    last = Attempt.objects.get()
    assert (last.state, last.failure, last.next_try_at) == ("authorised", "stuck", None)


def test_one_instalment_or_all_of_it_can_be_paid(city, fake, at):
    from madoguchi.engines.payments.api import DuePart
    from madoguchi.engines.payments.queries.dues import payable_amounts

    parts = [DuePart(city.DUE_ON + timedelta(30 * n), 4_100) for n in range(3)]
    due = city.owe(at, payer_ref=city.citizen("akari").ref, parts=parts)
    assert payable_amounts(due) == [4_100, 8_200, 12_300]
    attempt = begin(city, due, at, yen=4_100)
    fake.pay(attempt)
    paid = settle(attempt, at).receivable
    assert (paid.state, payable_amounts(paid)) == ("partly_paid", [4_100, 8_200])
    city.sound()
