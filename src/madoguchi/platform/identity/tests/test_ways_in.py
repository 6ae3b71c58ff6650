# SPDX-License-Identifier: Apache-2.0
"""Passkeys, apps and codes of citizens: do they sign in, open the vault, and keep thieves out?"""

import html
import os
import re
from base64 import b32decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from madoguchi.kernel.clock import frozen, now
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.identity.api import vault_of
from madoguchi.platform.identity.citizens.unlock import change_password
from madoguchi.platform.identity.factors.api import OneTimeCode, Passkey, RecoveryCode
from madoguchi.platform.identity.factors.totp import code_of, step_at
from madoguchi.platform.identity.models import KeyWrap, SignIn, User
from madoguchi.platform.identity.tests.soft_key import SoftKey
from tests.cast import AKARI, FUNAKI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "portal", reason="citizens live in the portal"),
]
SECRET = urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
OTHER = urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


@pytest.fixture
def signed(client, akari, sign_in):
    sign_in()
    return client


def asked(page):
    """The options that a page gives to the browser."""
    return html.unescape(re.search(r'data-options="([^"]*)"', page.content.decode())[1])


def add_passkey(client, secret=SECRET, fallback="password", name="スマホ"):
    key = SoftKey()
    answer = key.create(asked(client.get("/accounts/passkeys/add/")))
    typed = {"answer": answer, "secret": secret, "fallback": fallback, "name": name}
    return key, client.post("/accounts/passkeys/add/", typed)


def by_passkey(key, client=None, secret=SECRET, way=""):
    client = client or Client()
    address = f"/accounts/passkey/{way}"
    answer = key.get(asked(client.get(address)))
    return client, client.post(address, {"answer": answer, "secret": secret})


def vault_in(client):
    return vault_of(client.get("/accounts/").wsgi_request)


def codes_on(page):
    return re.findall(r'<span class="code">([a-z0-9-]{19})</span>', page.content.decode())


def letters_on(page):
    shown = re.search(r'<strong id="letters">(.*?)</strong>', page)[1]
    return re.sub(r"<[^>]*>|\s", "", shown)


def set_up_app(client):
    letters = letters_on(client.get("/accounts/app/add/").content.decode())
    secret = b32decode(letters + "=" * (-len(letters) % 8))
    return secret, client.post("/accounts/app/add/", {"code": code_of(secret, step_at(now()))})


class TestPasskeys:
    def test_its_own_secret_opens_the_vault_and_the_city_holds_none(self, signed, akari):
        public = vault_in(signed).public_key
        key, page = add_passkey(signed)
        assert "市は、開けるかぎを持っていません" in page.content.decode()
        wrap = KeyWrap.objects.get()
        assert (wrap.kind, wrap.holder_key) == ("prf", None)
        client, answer = by_passkey(key)
        assert answer.headers["Location"] == "/"
        assert vault_in(client).public_key == public
        assert SignIn.objects.filter(user=akari).latest("at").method == "passkey"

    def test_another_secret_signs_in_and_opens_nothing(self, signed):
        key, _ = add_passkey(signed)
        client, _ = by_passkey(key, secret=OTHER)
        assert client.get("/accounts/").status_code == 200
        assert vault_in(client) is None

    def test_without_a_secret_the_city_holds_a_key_only_where_the_citizen_agrees(self, signed):
        key, page = add_passkey(signed, secret="")
        assert "パスワードを入れてください" in page.content.decode()
        assert not KeyWrap.objects.exists()
        client, _ = by_passkey(key, secret="")
        assert vault_in(client) is None
        other, _ = add_passkey(signed, secret="", fallback="held")
        assert KeyWrap.objects.get().kind == "held"
        client, _ = by_passkey(other, secret="")
        assert vault_in(client) is not None

    def test_a_held_key_is_not_used_where_the_passkey_has_its_own(self, signed):
        add_passkey(signed, fallback="held")
        assert KeyWrap.objects.get().kind == "prf"

    def test_an_answer_counts_once(self, signed):
        key, _ = add_passkey(signed)
        client = Client()
        answer = key.get(asked(client.get("/accounts/passkey/")))
        session = client.cookies["portal_session"].value
        assert client.post("/accounts/passkey/", {"answer": answer}).status_code == 302
        thief = Client()
        thief.cookies["portal_session"] = session
        assert thief.post("/accounts/passkey/", {"answer": answer}).status_code == 422

    def test_a_session_that_somebody_planted_is_not_the_persons(self, signed):
        key, _ = add_passkey(signed)
        client = Client()
        client.get("/accounts/passkey/")
        planted = client.cookies["portal_session"].value
        by_passkey(key, client)
        assert client.cookies["portal_session"].value != planted
        thief = Client()
        thief.cookies["portal_session"] = planted
        assert thief.get("/accounts/").status_code == 302

    def test_after_the_password_a_passkey_is_asked_for_and_does(self, signed, akari, sign_in):
        key, _ = add_passkey(signed)
        client = Client()
        answer = sign_in(client=client)
        assert answer.headers["Location"] == "/accounts/second/"
        assert client.get("/accounts/").status_code == 302
        assert vault_of(client.get("/").wsgi_request) is None
        page = client.get("/accounts/second/")
        typed = {"way": "passkey", "answer": key.get(asked(page))}
        assert client.post("/accounts/second/", typed).headers["Location"] == "/"
        assert vault_in(client) is not None
        assert SignIn.objects.filter(user=akari).latest("at").method == "password+passkey"

    def test_another_persons_passkey_is_no_second_factor(self, signed, at, sign_in):
        from madoguchi.platform.identity.api import create_citizen

        add_passkey(signed)
        create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
        his = Client()
        sign_in(FUNAKI, client=his)
        foreign, _ = add_passkey(his)
        client = Client()
        sign_in(client=client)
        answer = foreign.get(asked(client.get("/accounts/second/")))
        posted = client.post("/accounts/second/", {"way": "passkey", "answer": answer})
        assert posted.status_code == 422
        assert client.get("/accounts/").status_code == 302

    def test_a_removed_passkey_signs_nobody_in_and_takes_its_wrap_along(self, signed):
        key, _ = add_passkey(signed)
        mail.outbox.clear()
        passkey = Passkey.objects.get()
        signed.post(f"/accounts/passkeys/{passkey.id}/remove/")
        assert not KeyWrap.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert "パスキーを外しました" in mail.outbox[-1].body
        _, answer = by_passkey(key)
        assert answer.status_code == 422

    def test_nobody_removes_the_passkey_of_another(self, signed, at, sign_in):
        from madoguchi.platform.identity.api import create_citizen

        add_passkey(signed)
        create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
        his = Client()
        sign_in(FUNAKI, client=his)
        passkey = Passkey.objects.get()
        assert his.post(f"/accounts/passkeys/{passkey.id}/remove/").status_code == 404
        assert his.get(f"/accounts/passkeys/{passkey.id}/renew/").status_code == 404
        assert Passkey.objects.exists()

    def test_the_only_way_in_is_not_taken_away(self, signed, akari):
        add_passkey(signed)
        User.objects.filter(pk=akari.pk).update(email="")
        answer = signed.post(f"/accounts/passkeys/{Passkey.objects.get().id}/remove/")
        assert answer.status_code == 409
        assert Passkey.objects.exists()

    def test_a_new_key_needs_the_passkey_once_more(self, signed, akari, at):
        key, _ = add_passkey(signed)
        from django.contrib.auth.models import AnonymousUser

        from madoguchi.platform.identity.tests.test_vault import request_of

        change_password(request_of(AnonymousUser()), User.objects.get(pk=akari.pk), AKARI.password + "2", at=at)  # fmt: skip
        client, _ = by_passkey(key)
        assert vault_in(client) is None
        assert "一度使うまで手紙を開けません" in client.get("/accounts/").content.decode()
        client.post("/accounts/unlock/", {"password": AKARI.password + "2"})
        place = f"/accounts/passkeys/{Passkey.objects.get().id}/renew/"
        answer = key.get(asked(client.get(place)))
        client.post(place, {"answer": answer, "secret": SECRET})
        fresh, _ = by_passkey(key)
        assert vault_in(fresh) is not None


class TestApps:
    def test_setting_up_shows_codes_on_paper_once(self, signed, akari):
        mail.outbox.clear()
        secret, page = set_up_app(signed)
        assert len(codes_on(page)) == 10
        row = OneTimeCode.objects.get()
        assert secret not in bytes(row.secret)
        assert "認証アプリを登録しました" in mail.outbox[-1].body
        for code in codes_on(page):
            assert all(code.encode() not in bytes(one.digest) for one in RecoveryCode.objects.all())

    def test_the_secret_in_setup_does_not_lie_open_in_the_session(self, signed):
        from django.contrib.sessions.models import Session

        page = signed.get("/accounts/app/add/").content.decode()
        letters = letters_on(page)
        for row in Session.objects.all():
            assert letters not in str(row.get_decoded())

    def test_a_wrong_first_code_sets_nothing_up(self, signed):
        signed.get("/accounts/app/add/")
        page = signed.post("/accounts/app/add/", {"code": "000000"})
        assert page.status_code == 422
        assert not OneTimeCode.objects.exists()

    def test_the_digits_are_asked_after_the_password_and_count_once(self, signed, akari, sign_in):
        secret, _ = set_up_app(signed)
        with frozen(now() + timedelta(seconds=60)):
            code = code_of(secret, step_at(now()))
            first, second = Client(), Client()
            for client in (first, second):
                assert sign_in(client=client).headers["Location"] == "/accounts/second/"
            assert first.post("/accounts/second/", {"code": code}).headers["Location"] == "/"
            assert vault_in(first) is not None
            assert second.post("/accounts/second/", {"code": code}).status_code == 422
            assert second.get("/accounts/").status_code == 302

    def test_guessing_ends_after_eight_tries(self, signed, sign_in):
        secret, _ = set_up_app(signed)
        client = Client()
        sign_in(client=client)
        for _ in range(8):
            assert client.post("/accounts/second/", {"code": "123456"}).status_code == 422
        with frozen(now() + timedelta(seconds=35)):
            right = code_of(secret, step_at(now()))
            late = client.post("/accounts/second/", {"code": right})
        assert late.status_code == 429
        assert client.get("/accounts/").status_code == 302

    def test_a_code_from_paper_works_once_and_is_told(self, signed, akari, sign_in):
        _, page = set_up_app(signed)
        code = codes_on(page)[3]
        mail.outbox.clear()
        for status in (302, 422):
            client = Client()
            sign_in(client=client)
            typed = {"way": "recovery", "recovery": code.upper()}
            assert client.post("/accounts/second/", typed).status_code == status
        assert "予備の番号でログインしました" in mail.outbox[0].body
        assert len(mail.outbox) == 1

    def test_without_the_password_there_is_no_second_page(self):
        assert Client().get("/accounts/second/").headers["Location"] == "/accounts/login/"

    def test_what_changes_ways_in_asks_who_it_is_after_ten_minutes(self, signed):
        with frozen(now() + timedelta(minutes=11)):
            answer = signed.get("/accounts/app/add/")
            assert answer.headers["Location"] == "/accounts/unlock/?next=%2Faccounts%2Fapp%2Fadd%2F"
            signed.post("/accounts/unlock/?next=/accounts/app/add/", {"password": AKARI.password})
            assert signed.get("/accounts/app/add/").status_code == 200
        for place in ("passkeys/add/", "app/add/", "email/", "card/link/"):
            with frozen(now() + timedelta(minutes=40)):
                assert "/unlock/" in signed.get(f"/accounts/{place}").headers["Location"]

    def test_taking_the_app_off_leaves_the_password(self, signed, akari, sign_in):
        set_up_app(signed)
        signed.post("/accounts/app/remove/")
        client = Client()
        assert sign_in(client=client).headers["Location"] == "/"
        assert "identity.codes.stopped" in [leaf.action for leaf in list_by_subject(akari.ref)]
