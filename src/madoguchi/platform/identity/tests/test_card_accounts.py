# SPDX-License-Identifier: Apache-2.0
"""Signing in by card, linking and unlinking it: one card, one account, no planted session."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import Client

from madoguchi.kernel.clock import frozen, now
from madoguchi.kernel.proofs import IdentityProof
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.identity.api import create_citizen, vault_of
from madoguchi.platform.identity.card.round_trip import PROVED, keep_proof
from madoguchi.platform.identity.citizens.card_link import (
    create_by_card,
    digest_of,
    find_card,
    link_card,
)
from madoguchi.platform.identity.citizens.card_refusals import CardLinkedElsewhere
from madoguchi.platform.identity.models import CardLink, KeyWrap, User
from tests.cast import AKARI, FUNAKI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "portal", reason="citizens live in the portal"),
]


class Provider:
    def begin(self, *, redirect_uri, nonce=""):
        return f"https://op.example/?back={redirect_uri}&nonce={nonce}", {"state": "s-1"}


@pytest.fixture(autouse=True)
def _provider(settings):
    settings.CARD_PROVER = Provider


def hold_card(client, purpose="sign-in", subject="p-akari"):
    """What the return from the provider leaves in the browser."""
    response = HttpResponse()
    proof = IdentityProof(level="card", method="jpki_app", at=now(), subject=subject)
    keep_proof(response, purpose, proof, at=now())
    client.cookies[PROVED] = response.cookies[PROVED].value
    return client


def link(client, user, subject="p-akari", vault="held"):
    hold_card(client, f"link:{user.pk}", subject)
    return client.post("/accounts/card/linked/", {"vault": vault}, follow=True)


@pytest.fixture
def signed(client, akari, sign_in):
    sign_in()
    return client


def vault_in(client):
    return vault_of(client.get("/accounts/").wsgi_request)


def test_a_linked_card_signs_in_and_opens_the_vault_by_a_held_key(signed, akari):
    public = vault_in(signed).public_key
    mail.outbox.clear()
    assert "カードを結び付けました" in link(signed, akari).content.decode()
    assert "マイナンバーカードを結び付けました" in mail.outbox[0].body
    client = hold_card(Client())
    assert (
        "このカードのアカウントにログインします"
        in client.get("/accounts/card/enter/").content.decode()
    )
    answer = client.post("/accounts/card/enter/?next=/mine/")
    assert answer.headers["Location"] == "/mine/"
    assert vault_in(client).public_key == public


def test_only_a_keyed_hash_of_the_card_rests(signed, akari):
    link(signed, akari)
    card = CardLink.objects.get()
    assert b"p-akari" not in bytes(card.subject)
    assert bytes(card.subject) == digest_of("jpki_app", "p-akari")
    assert not any("p-akari" in str(leaf.body()) for leaf in Leaf.objects.all())


def test_who_refuses_the_held_key_signs_in_and_types_the_password(signed, akari):
    link(signed, akari, vault="password")
    assert not KeyWrap.objects.exists()
    client = hold_card(Client())
    client.post("/accounts/card/enter/")
    assert client.get("/accounts/").status_code == 200
    assert vault_in(client) is None
    client.post("/accounts/unlock/", {"password": AKARI.password})
    assert vault_in(client) is not None


def test_a_proof_signs_in_once(signed, akari):
    link(signed, akari)
    client = hold_card(Client())
    kept = client.cookies[PROVED].value
    assert client.post("/accounts/card/enter/").status_code == 302
    thief = Client()
    thief.cookies[PROVED] = kept
    assert thief.post("/accounts/card/enter/").status_code == 422
    assert thief.get("/accounts/").status_code == 302


def test_a_proof_for_a_form_or_a_link_does_not_sign_in(signed, akari):
    link(signed, akari)
    for purpose in ("draft:1", f"link:{akari.pk}", "key:1:s"):
        client = hold_card(Client(), purpose)
        assert client.post("/accounts/card/enter/").status_code == 422


def test_looking_at_the_page_signs_nobody_in(signed, akari):
    link(signed, akari)
    client = hold_card(Client())
    client.get("/accounts/card/enter/")
    assert client.get("/accounts/").status_code == 302
    strict = hold_card(Client(enforce_csrf_checks=True))
    assert strict.post("/accounts/card/enter/").status_code == 403


def test_a_planted_session_is_not_the_persons(signed, akari):
    link(signed, akari)
    client = hold_card(Client())
    client.get("/accounts/passkey/")
    planted = client.cookies["portal_session"].value
    client.post("/accounts/card/enter/")
    thief = Client()
    thief.cookies["portal_session"] = planted
    assert thief.get("/accounts/").status_code == 302


def test_a_way_back_leads_nowhere_else(signed, akari):
    link(signed, akari)
    client = hold_card(Client())
    answer = client.post("/accounts/card/enter/?next=https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_a_card_of_another_account_is_not_linked(signed, akari, at, sign_in):
    link(signed, akari)
    funaki = create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
    his = Client()
    sign_in(FUNAKI, client=his)
    assert "別のアカウントに結び付いています" in link(his, funaki).content.decode()
    assert CardLink.objects.get().user == akari
    assert "もうカードが結び付いています" in link(signed, akari, "p-2").content.decode()


def test_an_account_by_card_alone_has_no_address_and_an_open_vault(client):
    hold_card(client, subject="p-new")
    page = client.post("/accounts/card/enter/")
    assert "このカードのアカウントはまだありません" in page.content.decode()
    assert client.post("/accounts/card/create/").status_code == 422
    assert not User.objects.exists()
    answer = client.post("/accounts/card/create/", {"agree": "yes"}, follow=True)
    assert "アカウントを作りました" in answer.content.decode()
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("", False)
    public = vault_in(client).public_key
    again = hold_card(Client(), subject="p-new")
    with frozen(now() + timedelta(minutes=30)):
        hold_card(again, subject="p-new").post("/accounts/card/enter/")
        assert vault_in(again).public_key == public


def test_the_card_of_an_account_made_by_card_stays(client):
    hold_card(client)
    client.post("/accounts/card/create/", {"agree": "yes"})
    assert client.post("/accounts/card/unlink/").status_code == 409
    assert CardLink.objects.exists()


def test_a_removed_card_signs_nobody_in(signed, akari):
    link(signed, akari)
    signed.post("/accounts/card/unlink/")
    assert not KeyWrap.objects.exists()
    assert find_card("jpki_app", "p-akari") is None


def test_a_stopped_account_is_not_entered(signed, akari):
    link(signed, akari)
    User.objects.filter(pk=akari.pk).update(is_active=False)
    assert find_card("jpki_app", "p-akari") is None


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_link_one_card_at_once():
    at = now()
    users = [create_citizen(email=f"p{n}@todai.example", password="umi no kaze 2027", at=at) for n in range(4)]  # fmt: skip
    results = race([lambda u=user: link_card(user=u, method="jpki_app", subject="one", private=None, at=at) for user in users])  # fmt: skip
    assert sum(isinstance(one, CardLink) for one in results) == 1, results
    assert sum(isinstance(one, CardLinkedElsewhere) for one in results) == 3
    assert CardLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_card_makes_one_account_however_often_the_button_is_pressed():
    at = now()
    results = race([lambda: create_by_card(method="jpki_app", subject="one", at=at)] * 4)
    assert sum(isinstance(one, tuple) for one in results) == 1, results
    assert User.objects.count() == CardLink.objects.count() == 1


def race(jobs):
    line, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        line.wait()
        for _ in range(50):
            try:
                results[place] = job()
            except OperationalError:
                continue
            except Exception as problem:  # noqa: BLE001 - what was refused is the result
                results[place] = problem
            break
        connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
