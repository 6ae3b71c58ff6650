# SPDX-License-Identifier: Apache-2.0
"""Can a citizen sign up, come back, change and recover a password, and does nothing leak?"""

import re
from smtplib import SMTPException

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.identity.api import AccountKeyReplaced, User, vault_of
from madoguchi.platform.identity.citizens.cookie import COOKIE
from madoguchi.platform.identity.citizens.keys import find_key
from tests.cast import AKARI, FUNAKI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "portal", reason="citizens live in the portal"),
]
NEW = "umi no kaze 2027"


def sign_up(client, who=AKARI, password=None, lang="ja"):
    fields = {"email": who.email, "password1": password or who.password}
    return client.post(f"/accounts/signup/?lang={lang}", fields)


def is_signed_in(client):
    return client.get("/accounts/").status_code == 200


def can_open_vault(client):
    """Whether this browser's cookies open the vault of its signed-in citizen."""
    request = client.get("/accounts/").wsgi_request
    return vault_of(request) is not None


def test_signing_up_with_a_code_from_the_mail(client, code_from_mail, user_of):
    assert client.get("/accounts/signup/").status_code == 200
    answer = sign_up(client)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    page = client.get("/accounts/confirm-email/")
    assert AKARI.email in page.content.decode()
    code = code_from_mail()
    assert "30分" in mail.outbox[-1].body
    assert "0000-24-1111" in mail.outbox[-1].body
    wide = code.translate(str.maketrans("0123456789", "0123456789"))
    answer = client.post(
        "/accounts/confirm-email/", {"code": f"{wide[:4]} {wide[4:]}", "action": "verify"}
    )
    assert answer.headers["Location"] == "/"
    assert is_signed_in(client)
    assert can_open_vault(client)
    user = user_of(AKARI)
    assert user.kind == "citizen"
    assert "identity.user.signed_in" in [leaf.action for leaf in list_by_subject(user.ref)]


def test_the_vault_cookie_is_out_of_reach_of_scripts(client, akari, sign_in):
    answer = sign_in()
    morsel = answer.cookies[COOKIE]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["max-age"] == ""
    assert client.get("/accounts/login/").status_code == 302


def test_coming_back_opens_the_vault_and_leaving_closes_it(client, akari, sign_in):
    assert sign_in().headers["Location"] == "/"
    assert can_open_vault(client)
    assert client.get("/accounts/logout/").status_code == 200
    left = client.post("/accounts/logout/")
    assert left.cookies[COOKIE].value == ""
    assert not is_signed_in(client)


def test_without_the_cookie_the_password_is_asked_again(client, akari, sign_in):
    sign_in()
    del client.cookies[COOKIE]
    assert is_signed_in(client)
    assert not can_open_vault(client)
    page = client.get("/accounts/unlock/?next=/mine/")
    assert "もう一度入れてください" in page.content.decode()
    wrong = client.post("/accounts/unlock/", {"password": "chigau chigau"})
    assert "パスワードが違います" in wrong.content.decode()
    right = client.post("/accounts/unlock/?next=/mine/", {"password": AKARI.password})
    assert right.headers["Location"] == "/mine/"
    assert can_open_vault(client)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", "メールアドレスかパスワードが違います"),
        ("en", "E-mail address or password is wrong"),
        ("easy", "メールアドレスか パスワードが ちがいます"),
    ],
)
def test_a_wrong_password_is_told_in_the_readers_language(client, akari, lang, words):
    answer = client.post(
        f"/accounts/login/?lang={lang}", {"login": AKARI.email, "password": "wrong wrong"}
    )
    page = answer.content.decode()
    assert words in page
    assert f'value="{AKARI.email}"' in page
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"login": "", "password": ""}, "メールアドレスを入れてください"),
        ({"login": "akari", "password": "x"}, "@ の前と後ろに文字が要ります"),
        ({"login": "a@example.jp", "password": "x" * 201}, "200文字までにしてください"),
    ],
)
def test_misshapen_answers_are_explained(client, db, fields, words):
    page = client.post("/accounts/login/", fields).content.decode()
    assert page.count(words) >= 2
    assert 'href="#' in page


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "10文字以上"),
        ("password123", "よく使われている"),
        ("akari@example.jp", "メールアドレスに似ています"),
    ],
)
def test_weak_passwords_are_refused_kindly(client, db, password, words):
    assert words in sign_up(client, password=password).content.decode()
    assert User.objects.count() == 0


def test_five_wrong_passwords_close_the_door_for_a_while(client, akari, sign_in):
    for _ in range(5):
        sign_in(password="wrong wrong")
    assert "あと1分ほど待って" in sign_in().content.decode()
    assert not is_signed_in(client)


def test_nobody_learns_who_has_an_account(akari):
    """A known and an unknown address get the same answers, cookies included."""
    known, unknown = Client(), Client()
    first, second = sign_up(known, AKARI), sign_up(unknown, FUNAKI)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert set(first.cookies) == set(second.cookies)
    assert len(first.cookies[COOKIE].value) == len(second.cookies[COOKIE].value)
    assert "もうあります" in mail.outbox[0].subject
    assert User.objects.count() == 2

    pages = [c.get("/accounts/confirm-email/").content.decode() for c in (known, unknown)]
    bare = [
        re.sub(r"(funaki|akari)@example.jp|value=\"\w{64}\"|nonce-\S+", "", page) for page in pages
    ]
    assert bare[0] == bare[1]

    mail.outbox.clear()
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in (AKARI.email, "nobody@example.jp")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert "アカウントはありません" in mail.outbox[1].subject


def test_changing_the_password_keeps_the_vault(client, akari, sign_in, user_of):
    sign_in()
    other = Client()
    sign_in(client=other)
    public = bytes(find_key(akari).public)
    wrong = client.post(
        "/accounts/password/change/", {"oldpassword": "chigau chigau", "password1": NEW}
    )
    assert "いまのパスワードが違います" in wrong.content.decode()
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": AKARI.password, "password1": NEW}
    )
    assert answer.headers["Location"] == "/accounts/"
    assert can_open_vault(client)
    assert bytes(find_key(akari).public) == public
    assert not is_signed_in(other)
    assert "パスワードが変わりました" in mail.outbox[-1].subject
    client.post("/accounts/logout/")
    assert sign_in(password=NEW).status_code == 302
    assert can_open_vault(client)


def test_a_forgotten_password_is_replaced_with_a_code(
    client, akari, code_from_mail, monkeypatch, sign_in
):
    from madoguchi.kernel import facts

    told = []
    monkeypatch.setitem(facts._listeners, AccountKeyReplaced, [told.append])
    public = bytes(find_key(akari).public)
    client.post("/accounts/password/reset/", {"email": AKARI.email})
    assert "番号" in client.get("/accounts/password/reset/confirm/").content.decode()
    wrong = client.post("/accounts/password/reset/confirm/", {"code": "00000000"})
    assert "番号が違います" in wrong.content.decode()
    client.post("/accounts/password/reset/confirm/", {"code": code_from_mail()})
    page = client.get("/accounts/password/reset/complete/")
    assert "読めなくなります" in page.content.decode()
    answer = client.post("/accounts/password/reset/complete/", {"password1": NEW})
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert can_open_vault(client)
    assert bytes(find_key(akari).public) != public
    assert [fact.old_public for fact in told] == [public]
    assert sign_in(password=AKARI.password, client=Client()).status_code == 200


def test_staff_cannot_come_in_through_the_portal(client, sanami):
    User.objects.filter(pk=sanami.pk).update(email="sanami@example.jp")
    sanami.emailaddress_set.create(email="sanami@example.jp", verified=True, primary=True)
    from tests.cast import SANAMI

    client.post("/accounts/login/", {"login": "sanami@example.jp", "password": SANAMI.password})
    assert not is_signed_in(client)


def test_a_stopped_account_is_told_so_and_gets_no_vault(client, akari, sign_in):
    User.objects.update(is_active=False)
    answer = sign_in()
    assert answer.headers["Location"] == "/accounts/inactive/"
    assert COOKIE not in answer.cookies
    assert "止められています" in client.get("/accounts/inactive/").content.decode()


def test_when_mail_is_away_the_reader_is_told_and_nothing_is_half_made(client, db, monkeypatch):
    def away(*_):
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    answer = sign_up(client)
    assert answer.status_code == 503
    assert "メールを送ることができません" in answer.content.decode()


def test_too_many_requests_get_a_page_that_helps(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    client.post("/accounts/login/", {})
    answer = client.post("/accounts/login/", {})
    assert answer.status_code == 429
    assert "少し待ってから" in answer.content.decode()


@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
@pytest.mark.parametrize("page", ["login", "signup", "password/reset", "inactive"])
def test_the_entrance_pages_show_in_each_language(client, db, lang, page):
    answer = client.get(f"/accounts/{page}/?lang={lang}")
    content = answer.content.decode()
    assert answer.status_code == 200
    assert content.count("<h1>") == 1
    assert "0000-24-1111" in content
    assert "style=" not in content


def test_signing_in_is_cheap_in_queries(akari, sign_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        sign_in()
