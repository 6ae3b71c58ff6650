# SPDX-License-Identifier: Apache-2.0
"""「ログインとアカウントの安全」: sessions, the e-mail address, and what the office says of a new key."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from madoguchi.kernel.clock import frozen, now
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.identity.api import create_citizen, key_awaits_office, settle_key
from madoguchi.platform.identity.citizens.devices import kind_of_device
from madoguchi.platform.identity.citizens.keys import find_key
from madoguchi.platform.identity.citizens.sign_ins import prune_sign_ins
from madoguchi.platform.identity.models import SignIn
from tests.cast import AKARI, FUNAKI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "portal", reason="citizens live in the portal"),
]
NEW = "akari.new@todai.example"


@pytest.fixture
def signed(client, akari, sign_in):
    sign_in()
    return client


def codes():
    """Address → code of the latest mails."""
    found = {}
    for one in mail.outbox:
        code = re.search(r"^\d{8}$", one.body, re.MULTILINE)
        found[one.to[0]] = code and code.group()
    return found


class TestSessions:
    def test_ending_others_keeps_this_one(self, signed, akari, sign_in):
        other = Client()
        sign_in(client=other)
        page = signed.get("/accounts/").content.decode()
        assert "ほかの端末をログアウトする" in page
        assert "この端末" in page
        answer = signed.post("/accounts/sessions/end/", follow=True).content.decode()
        assert "ログアウトしました(1台)" in answer
        assert other.get("/accounts/").status_code == 302
        assert signed.get("/accounts/").status_code == 200
        actions = [leaf.action for leaf in list_by_subject(akari.ref)]
        assert "identity.user.signed_out_elsewhere" in actions

    def test_nobody_ends_the_sessions_of_others(self, signed, at, sign_in):
        create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
        his = Client()
        sign_in(FUNAKI, client=his)
        his.post("/accounts/sessions/end/")
        assert signed.get("/accounts/").status_code == 200

    def test_a_changed_password_leaves_this_session_known(self, signed):
        typed = {"oldpassword": AKARI.password, "password1": "umi no kaze 2027"}
        signed.post("/accounts/password/change/", typed)
        page = signed.get("/accounts/").content.decode()
        assert "この端末" in page
        signed.post("/accounts/sessions/end/")
        assert signed.get("/accounts/").status_code == 200

    def test_a_new_password_ends_the_others_in_the_list_too(self, signed, akari, sign_in):
        other = Client()
        sign_in(client=other)
        typed = {"oldpassword": AKARI.password, "password1": "umi no kaze 2027"}
        signed.post("/accounts/password/change/", typed)
        assert other.get("/accounts/").status_code == 302
        assert SignIn.objects.filter(user=akari, ended_at=None).count() == 1
        assert "ログイン中" not in signed.get("/accounts/").content.decode()

    def test_of_the_device_only_its_kind_is_kept(self, client, akari, sign_in):
        agent = "Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/140.0 Mobile Safari/537.36"
        client.defaults["HTTP_USER_AGENT"] = agent
        sign_in()
        assert SignIn.objects.get().device == "Android・Chrome"
        assert kind_of_device("curl/8") == ""
        assert (
            kind_of_device("Mozilla (iPhone; Mac OS X) Version/19 Safari/605") == "iPhone・Safari"
        )

    def test_signing_out_ends_the_line_and_old_lines_go(self, signed):
        signed.post("/accounts/logout/")
        assert SignIn.objects.get().ended_at
        assert prune_sign_ins(now() + timedelta(days=91)) == 1

    def test_the_page_asks_a_fixed_number_of_questions(
        self, signed, akari, sign_in, django_assert_max_num_queries
    ):
        for _ in range(5):
            sign_in(client=Client())
        with django_assert_max_num_queries(20):
            assert signed.get("/accounts/").status_code == 200


class TestEmail:
    def test_both_addresses_say_yes(self, signed, akari):
        mail.outbox.clear()
        assert signed.post("/accounts/email/", {"email": NEW}).status_code == 302
        sent = codes()
        assert set(sent) == {AKARI.email, NEW}
        half = {"new_code": sent[NEW], "old_code": "00000000"}
        assert signed.post("/accounts/email/codes/", half).status_code == 422
        akari.refresh_from_db()
        assert akari.email == AKARI.email
        mail.outbox.clear()
        both = {"new_code": sent[NEW], "old_code": sent[AKARI.email]}
        assert signed.post("/accounts/email/codes/", both).status_code == 302
        akari.refresh_from_db()
        assert akari.email == NEW
        assert {one.to[0] for one in mail.outbox} == {AKARI.email, NEW}
        client = Client()
        typed = {"login": NEW, "password": AKARI.password}
        assert client.post("/accounts/login/", typed).headers["Location"] == "/"

    def test_whether_an_address_has_an_account_is_not_told(self, signed, akari, at):
        create_citizen(email=FUNAKI.email, password=FUNAKI.password, at=at)
        mail.outbox.clear()
        answer = signed.post("/accounts/email/", {"email": FUNAKI.email})
        assert answer.headers["Location"] == "/accounts/email/codes/"
        assert codes()[FUNAKI.email] is None
        typed = {"new_code": "12345678", "old_code": codes()[AKARI.email]}
        assert signed.post("/accounts/email/codes/", typed).status_code == 422

    def test_codes_are_guessed_eight_times_at_most_and_end_after_half_an_hour(self, signed, akari):
        mail.outbox.clear()
        signed.post("/accounts/email/", {"email": NEW})
        sent = codes()
        right = {"new_code": sent[NEW], "old_code": sent[AKARI.email]}
        with frozen(now() + timedelta(minutes=31)):
            assert signed.get("/accounts/email/codes/").status_code == 302
        for _ in range(8):
            signed.post("/accounts/email/codes/", right | {"new_code": "1"})
        assert signed.post("/accounts/email/codes/", right).status_code == 422
        akari.refresh_from_db()
        assert akari.email == AKARI.email

    @pytest.mark.parametrize("typed", ["", "akari", AKARI.email, "a" * 250 + "@example.jp"])
    def test_what_is_no_new_address_is_said_and_kept(self, signed, typed):
        page = signed.post("/accounts/email/", {"email": typed})
        assert page.status_code == 422
        assert not typed or typed in page.content.decode()


class TestStanding:
    def test_the_page_says_what_is_not_readable_and_why(self, signed, akari):
        key = find_key(akari)
        key_awaits_office(key_id=key.id)
        page = signed.get("/accounts/").content.decode()
        assert "前に届いた手紙と知らせは、いまは読めません" in page
        assert re.search(r"\d{4}-\d{4}-\d{4}", page)
        settle_key(key_id=key.id, user_ref=akari.ref, outcome="refused", at=now())
        page = signed.get("/accounts/").content.decode()
        assert "ご本人のものと確かめられませんでした" in page
        assert "窓口へお越しください" in page

    def test_an_answer_about_another_account_or_a_former_key_says_nothing(self, signed, akari):
        key = find_key(akari)
        assert not settle_key(key_id=key.id, user_ref="identity:x", outcome="refused", at=now())
        key.replaced_at = now()
        key.save()
        assert not settle_key(key_id=key.id, user_ref=akari.ref, outcome="refused", at=now())
