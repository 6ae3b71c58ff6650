# SPDX-License-Identifier: Apache-2.0
"""What do programs get: their dues, one attempt per key, typed refusals?"""

import json

import pytest

PATH = "/api/payments/attempts"
KEY = "0123456789abcdef"


@pytest.fixture
def due(city, fake, akari_web, at):
    return city.owe(at, payer_ref=akari_web.actor.ref)


def post(client, due, *, key=KEY, **more):
    body = {"number": due.number, "yen": due.balance_yen, "route": "card", **more}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(PATH, json.dumps(body), content_type="application/json", headers=headers)


def test_one_attempt_per_key_and_the_first_answer_again(due, akari_web):
    listed = akari_web.get("/api/payments/dues").json()["dues"]
    assert [(one["number"], one["balance_yen"]) for one in listed] == [(due.number, 12_300)]
    first, again = post(akari_web, due), post(akari_web, due)
    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert first.json() == again.json()
    other = post(akari_web, due, route="code")
    assert (other.status_code, other.json()["code"]) == (422, "payments.same_key_other_request")
    assert other.json()["next_step"]
    open_one = post(akari_web, due, key="f" * 20)
    assert (open_one.status_code, open_one.json()["code"]) == (409, "payments.attempt_open")


def test_without_key_for_others_or_of_another_shape_it_is_refused(due, akari_web, funaki_web):
    assert post(akari_web, due, key="").json()["code"] == "payments.key_missing"
    assert post(funaki_web, due).status_code == 404
    assert post(akari_web, due, route="gold").status_code == 422
    assert post(akari_web, due, number="nonsense").status_code == 404
    assert post(akari_web, due, yen=1).json()["code"] == "payments.other_amount_now"
