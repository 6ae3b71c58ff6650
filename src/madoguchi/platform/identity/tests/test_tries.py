# SPDX-License-Identifier: Apache-2.0
"""Wrong passwords of citizens: slow for who guesses, open for owner and neighbours."""

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.platform.identity.citizens import tries
from tests.cast import AKARI, FUNAKI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "portal", reason="citizens live in the portal"),
]


def try_in(client, who=AKARI, password="wrong wrong wrong", address="192.0.2.1"):
    data = {"login": who.email, "password": password}
    answer = client.post("/accounts/login/", data, REMOTE_ADDR=address)
    return answer.status_code == 302, answer.content.decode()


def test_the_fifth_wrong_try_closes_the_door_and_says_for_how_long(akari, client):
    for _ in range(5):
        assert not try_in(client)[0]
    let_in, page = try_in(client, password=AKARI.password)
    assert not let_in
    assert "あと1分ほど待ってください" in page
    assert AKARI.email in page


def test_the_owner_gets_in_from_a_browser_that_is_known(akari):
    own = Client()
    assert try_in(own, password=AKARI.password)[0]
    own.post("/accounts/logout/")
    stranger = Client()
    for _ in range(6):
        try_in(stranger)
    assert not try_in(stranger, password=AKARI.password)[0]
    assert try_in(own, password=AKARI.password)[0]


def test_neighbours_behind_the_same_address_get_in(akari, client):
    from madoguchi.platform.identity.api import create_citizen

    create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=akari.joined_at)
    for _ in range(6):
        try_in(client)
    assert try_in(Client(), FUNAKI, FUNAKI.password)[0]


def test_guessing_from_many_addresses_ends_too(akari, monkeypatch):
    monkeypatch.setattr(tries, "ACCOUNT", tries.Limit(name="t", free=7, window=tries.KNOWN_FOR))
    own = Client()
    assert try_in(own, password=AKARI.password)[0]
    own.post("/accounts/logout/")
    for number in range(7):
        try_in(Client(), address=f"198.51.100.{number}")
    assert not try_in(Client(), password=AKARI.password, address="203.0.113.5")[0]
    assert try_in(own, password=AKARI.password)[0]


def test_a_stolen_known_browser_may_not_guess_without_end(akari):
    own = Client()
    assert try_in(own, password=AKARI.password)[0]
    own.post("/accounts/logout/")
    for _ in range(10):
        assert not try_in(own)[0]
    assert "待ってください" in try_in(own, password=AKARI.password)[1]


def test_the_cookie_of_one_account_is_worth_nothing_for_another(akari, client):
    assert try_in(client, password=AKARI.password)[0]
    client.post("/accounts/logout/")
    for _ in range(5):
        try_in(client, FUNAKI)
    assert "待ってください" in try_in(client, FUNAKI)[1]
    assert client.cookies[tries.COOKIE]["httponly"]
    assert client.cookies[tries.COOKIE]["samesite"] == "Strict"
    assert AKARI.email not in client.cookies[tries.COOKIE].value


def test_right_passwords_are_not_counted(akari):
    for _ in range(12):
        client = Client()
        assert try_in(client, password=AKARI.password)[0]
