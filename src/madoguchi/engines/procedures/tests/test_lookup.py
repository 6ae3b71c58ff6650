# SPDX-License-Identifier: Apache-2.0
"""Looking up by number and secret: clear sentences, limits that do not hit the neighbours."""

from datetime import date, timedelta

import pytest

from madoguchi.engines.procedures.api import purge, submission_for_receipt
from madoguchi.engines.procedures.models import FailedLookup, Submission
from madoguchi.engines.procedures.rules.lookups import LIMITS, WINDOW, Failures, choose_wait
from madoguchi.engines.procedures.tests.conftest import AT, Citizen, fill_dog
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.ids import new_receipt_number

pytestmark = pytest.mark.django_db
WRONG = "7KQ2-M9XD-40RT-WB3H"


@pytest.fixture
def filed(install, facts, guest, at):
    install("dog-claim")
    fill_dog(guest)
    guest.post(f"/drafts/{guest.draft_id}/send/")
    secret = guest.html.split('id="receipt-secret">')[1].split("<")[0]
    return Submission.objects.get().receipt_number, secret


def look(number, secret, address="192.0.2.1"):
    citizen = Citizen()
    response = citizen.post("/applications/", {"number": number, "secret": secret}, REMOTE_ADDR=address)  # fmt: skip
    return response.status_code, citizen


def test_the_pair_opens_the_application_in_whatever_writing(filed):
    number, secret = filed
    status, citizen = look(f" {number.replace('-', '').lower()} ", secret.replace("-", "ー"))
    assert status == 200
    assert number in citizen.text
    assert submission_for_receipt(number).receipt_number == number


def test_a_forged_number_gets_a_sentence_and_keeps_what_was_typed(filed):
    forged = filed[0][:-1] + ("0" if filed[0][-1] != "0" else "1")
    status, citizen = look(forged, WRONG)
    assert status == 422
    assert f"受付番号「{forged}」が見つかりません" in citizen.text
    assert f'value="{forged}"' in citizen.html
    assert not FailedLookup.objects.exists()


def test_which_of_the_two_is_wrong_is_not_told(filed):
    unknown = look(new_receipt_number(date(2026, 11, 9)), WRONG)
    known = look(filed[0], WRONG, address="192.0.2.2")
    assert unknown[0] == known[0] == 404
    for _, citizen in (unknown, known):
        assert "この受付番号と確認番号の組み合わせが見つかりません" in citizen.text


def test_five_wrong_tries_make_this_address_wait_for_this_number(filed):
    number, secret = filed
    for _ in range(LIMITS["pair"]):
        assert look(number, WRONG)[0] == 404
    status, citizen = look(number, secret)
    assert status == 429
    assert citizen.response["Retry-After"] == "900"
    assert "15分ほど待ってから" in citizen.text
    assert look(number, secret, address="192.0.2.99")[0] == 200
    with frozen(AT + WINDOW):
        assert look(number, secret)[0] == 200


def test_neighbours_behind_one_address_are_not_locked_out(filed, monkeypatch):
    monkeypatch.setitem(LIMITS, "address", 3)
    monkeypatch.setitem(LIMITS, "pair", 100)
    number, secret = filed
    for _ in range(3):
        look(number, WRONG)
    assert look(number, WRONG)[0] == 429
    assert look(number, secret)[0] == 200


def test_an_ipv6_home_counts_as_one(filed):
    for last in range(LIMITS["pair"]):
        look(filed[0], WRONG, address=f"2001:db8::{last + 1}")
    assert look(filed[0], WRONG, address="2001:db8::ff")[0] == 429


def test_addresses_rest_as_blind_indexes_and_go(filed):
    look(filed[0], WRONG, address="192.0.2.77")
    assert all(b"192.0.2" not in bytes(row.key) for row in FailedLookup.objects.all())
    purge(actor=SYSTEM, at=AT + WINDOW + timedelta(seconds=1))
    assert not FailedLookup.objects.exists()


def test_the_rule_refuses_a_right_pair_only_for_its_own_failures():
    over = {scope: Failures(scope, LIMITS[scope], AT) for scope in LIMITS}
    assert choose_wait([over["number"], over["address"]], AT, right=True) is None
    assert choose_wait([over["number"]], AT, right=False) == 900
    assert choose_wait([over["pair"]], AT + timedelta(minutes=5), right=True) == 600
    assert choose_wait([Failures("pair", 4, AT)], AT, right=False) is None
