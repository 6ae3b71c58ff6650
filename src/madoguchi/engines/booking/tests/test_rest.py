# SPDX-License-Identifier: Apache-2.0
"""What do programs get: bookings for who has signed in, what is free for all?"""

import json

import pytest
from django.test import Client


@pytest.fixture
def signed_in(town, at):
    from madoguchi.platform.identity.api import create_citizen

    user = create_citizen(email="akari@example.jp", password="minato no akari 2026", at=at)
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    return client


BODY = {
    "offer": "gym",
    "space": "hall",
    "starts_at": "2026-12-01T09:00:00+09:00",
    "ends_at": "2026-12-01T12:00:00+09:00",
}


def post(client, path="/api/reservations", body=BODY, **more):
    return client.post(path, json.dumps(body), content_type="application/json", **more)


def test_book_look_cancel(signed_in):
    made = post(signed_in, HTTP_IDEMPOTENCY_KEY="k")
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert post(signed_in, HTTP_IDEMPOTENCY_KEY="k").json()["number"] == number
    taken = post(signed_in, body={**BODY, "space": "hall-a"})
    assert (taken.status_code, taken.json()["code"]) == (409, "booking.own_overlap")
    assert taken.json()["next_step"]
    assert post(signed_in, f"/api/reservations/{number}/confirm").json()["state"] == "confirmed"
    own = signed_in.get("/api/reservations").json()["reservations"]
    assert [one["number"] for one in own] == [number]
    assert post(signed_in, f"/api/reservations/{number}/cancel").json()["state"] == "cancelled"


def test_a_guest_is_sent_to_sign_in_and_a_forged_post_is_refused(town, signed_in):
    assert post(Client()).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    assert post(strict).status_code == 403


def test_what_is_free_is_open_to_all(town):
    found = Client().get("/api/offers/gym/free?first=2026-12-01&last=2026-12-02").json()
    assert {place["space"] for place in found["places"]} == {"hall", "hall-a", "hall-b"}
    assert all(len(place["slots"]) == 6 for place in found["places"])
    assert Client().get("/api/offers/none/free?first=2026-12-01&last=2026-12-02").status_code == 404
