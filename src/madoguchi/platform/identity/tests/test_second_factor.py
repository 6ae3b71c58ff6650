# SPDX-License-Identifier: Apache-2.0
"""Does a stolen password alone open the office? Second factors of staff, by policy."""

import json
import re
from base64 import b32decode
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.identity.factors.api import OneTimeCode, Passkey, count_recovery
from madoguchi.platform.identity.factors.totp import code_of, new_secret, step_at
from madoguchi.platform.identity.models import StaffSignIn
from madoguchi.platform.identity.staff.rules import choose_level
from madoguchi.platform.identity.tests.soft_key import SoftKey
from madoguchi.platform.organisation.api import Post, Section, appoint
from tests.cast import SANAMI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "office", reason="staff live in the office"),
]
ENROL = "/me/security/"


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR = "required"


@pytest.fixture
def clerk(sanami, at):
    """佐波 with a post, so that there are pages to open."""
    section = Section.objects.create(key="child-support", name={"ja": "子育て支援課"})
    Post.objects.create(section=section, key="counter", title="窓口係", roles=["case_worker"])
    appoint(
        staff_ref=sanami.ref, section="child-support", post="counter",
        from_on=date(2020, 4, 1), actor=SYSTEM, at=at,
    )  # fmt: skip
    return sanami


def password(client, **more):
    values = {"login": SANAMI.login, "password": SANAMI.password} | more
    return client.post("/sign-in/", values)


def options_in(page):
    return unescape(re.search(r'data-options="([^"]+)"', page.content.decode())[1])


def add_passkey(client, soft, name="窓口のパソコン"):
    asked = client.get("/me/security/passkey/")
    return client.post(
        "/me/security/passkey/", {"name": name, "answer": soft.create(options_in(asked))}
    )


def add_app(client, at, offset=0):
    page = client.get("/me/security/app/").content.decode()
    secret = b32decode(
        re.search(r'<span class="code">([A-Z2-7 ]+)</span>', page)[1].replace(" ", "")
    )
    moment = at + timedelta(seconds=offset)
    return secret, client.post("/me/security/app/", {"typed": code_of(secret, step_at(moment))})


def test_under_policy_nothing_opens_before_enrolment(client, clerk, required, at):
    with clock.frozen(at):
        assert password(client, next="/cases/").headers["Location"] == "/cases/"
        sent = client.get("/cases/?tab=all")
        assert sent.headers["Location"] == "/me/security/?next=%2Fcases%2F%3Ftab%3Dall"
        assert client.get("/me/portal/").headers["Location"].startswith(ENROL)
        refused = client.post("/cases/views/", {"name": "x"})
        assert refused.status_code == 403
        assert "先に二段階認証が必要です" in refused.content.decode()
        api = client.get("/cases/api/cases", headers={"accept": "application/json"})
        assert (api.status_code, api.json()["code"]) == (403, "identity.second_factor_needed")
        assert "登録してください" in client.get(ENROL).content.decode()
        _, done = add_app(client, at)
        assert "この画面は1回だけ出ます" in done.content.decode()
        assert len(re.findall(r"<li><span class=\"code\">", done.content.decode())) == 10
        assert client.get("/cases/").status_code == 200
        assert client.get("/sign-in/?again=1").status_code == 200


def test_a_stolen_password_alone_opens_nothing(client, clerk, at):
    """Also where the factor is only offered: whoever has one is asked for it."""
    with clock.frozen(at):
        password(client)
        secret, _ = add_app(client, at)
        client.post("/sign-out/")
        sent = password(client, next="/cases/")
        assert sent.headers["Location"] == "/sign-in/second/?next=%2Fcases%2F"
        assert client.get("/cases/").headers["Location"].startswith("/sign-in/")
        assert StaffSignIn.objects.filter(ended_at=None).count() == 0
        asked = client.get(sent.headers["Location"]).content.decode()
        assert "確認コード(6けた)" in asked
        wrong = client.post("/sign-in/second/", {"way": "code", "typed": "000000"})
        assert wrong.status_code == 422
        replayed = client.post(
            "/sign-in/second/", {"way": "code", "typed": code_of(secret, step_at(at))}
        )
        assert "もう使われています" in replayed.content.decode()
    later = at + timedelta(seconds=31)
    with clock.frozen(later):
        typed = {"way": "code", "typed": code_of(secret, step_at(later)), "next": "/cases/"}
        assert client.post("/sign-in/second/", typed).headers["Location"] == "/cases/"
        assert client.get("/cases/").status_code == 200
    assert StaffSignIn.objects.get(ended_at=None).factors == ["password", "code"]
    leaf = next(
        one for one in list_by_subject(clerk.ref) if one.action == "identity.user.signed_in"
    )
    assert leaf.facts == {"factors": ["password", "code"]} or leaf.facts == {
        "factors": ["password"]
    }


def test_guessing_codes_closes_the_door(client, clerk, at):
    with clock.frozen(at):
        password(client)
        add_app(client, at)
        client.post("/sign-out/")
        password(client)
        tries = [
            client.post("/sign-in/second/", {"way": "code", "typed": f"{n:06}"}) for n in range(6)
        ]
    assert [one.status_code for one in tries] == [422] * 4 + [429] * 2
    assert tries[-1].headers["Retry-After"] == "60"


def test_the_second_step_waits_ten_minutes_and_a_new_password_ends_it(client, clerk, at):
    with clock.frozen(at):
        password(client)
        add_app(client, at)
        client.post("/sign-out/")
        password(client)
        assert client.get("/sign-in/second/").status_code == 200
    with clock.frozen(at + timedelta(minutes=10)):
        assert client.get("/sign-in/second/").status_code == 302
        late = client.post("/sign-in/second/", {"way": "code", "typed": "123456"})
        assert late.headers["Location"].startswith("/sign-in/?next=")
    with clock.frozen(at):
        password(client)
        clerk.set_password("another-long-password-7")
        clerk.save()
        assert client.get("/sign-in/second/").status_code == 302


def test_a_passkey_is_enough_and_its_answer_counts_once(client, clerk, required, at):
    soft = SoftKey()
    with clock.frozen(at):
        password(client)
        assert "この画面は1回だけ出ます" in add_passkey(client, soft).content.decode()
        assert client.get("/cases/").status_code == 200
        client.post("/sign-out/")
        asked = client.get("/sign-in/passkey/?next=/cases/")
        answer = soft.get(options_in(asked))
        held = dict(client.session)
        done = client.post("/sign-in/passkey/", {"answer": answer, "next": "/cases/"})
        assert done.headers["Location"] == "/cases/"
        assert client.get("/cases/").status_code == 200
        client.post("/sign-out/")
        # The same answer, even with the same question back in the session.
        session = client.session
        session.update({k: v for k, v in held.items() if k.startswith("passkey_question")})
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        again = client.post("/sign-in/passkey/", {"answer": answer})
        assert again.status_code == 422
        assert "パスキーを確かめられませんでした" in again.content.decode()
    assert Passkey.objects.get().used_at == at


def test_a_passkey_as_second_factor_is_that_of_this_account(client, clerk, at, django_user_model):
    soft = SoftKey()
    with clock.frozen(at):
        password(client)
        add_passkey(client, soft)
        client.post("/sign-out/")
        password(client)
        page = client.get("/sign-in/second/")
        assert len(json.loads(options_in(page))["allowCredentials"]) == 1
        other = SoftKey(handle=soft.handle)
        refused = client.post(
            "/sign-in/second/", {"way": "passkey", "answer": other.get(options_in(page))}
        )
        assert refused.status_code == 422
        done = client.post(
            "/sign-in/second/", {"way": "passkey", "answer": soft.get(options_in(refused))}
        )
        assert done.status_code == 302
        assert client.get("/cases/").status_code == 200


def test_a_recovery_code_opens_once(client, clerk, at):
    with clock.frozen(at):
        password(client)
        _, done = add_app(client, at)
        codes = re.findall(r'<span class="code">([a-z0-9-]{19})</span>', done.content.decode())
        client.post("/sign-out/")
        password(client)
        first = client.post("/sign-in/second/", {"way": "recovery", "typed": codes[0]})
        assert first.status_code == 302
        client.post("/sign-out/")
        password(client)
        again = client.post("/sign-in/second/", {"way": "recovery", "typed": codes[0]})
        assert again.status_code == 422
    assert count_recovery(clerk) == 9


def test_the_last_factor_stays_where_one_is_required(client, clerk, required, at):
    with clock.frozen(at):
        password(client)
        add_passkey(client, SoftKey())
        row = Passkey.objects.get()
        asked = {"do": "passkey", "passkey": str(row.pk)}
        assert "最後の1つは削除できません" in client.post(ENROL, asked).content.decode()
        add_app(client, at)
        assert client.post(ENROL, asked).status_code == 302
        assert client.post(ENROL, {"do": "code"}).status_code == 409
        renewed = client.post(ENROL, {"do": "recovery"})
        assert "回復コードを控えてください" in renewed.content.decode()
    assert not Passkey.objects.exists()
    assert OneTimeCode.objects.count() == 1


def test_changing_factors_needs_a_sign_in_of_the_last_quarter_of_an_hour(client, clerk, at):
    with clock.frozen(at):
        password(client)
    with clock.frozen(at + timedelta(minutes=16)):
        for path in ("/me/security/passkey/", "/me/security/app/"):
            assert client.get(path).headers["Location"].startswith("/sign-in/?again=1&next=")
        assert client.post(ENROL, {"do": "recovery"}).headers["Location"].startswith("/sign-in/")
        again = client.get("/sign-in/?again=1&next=/me/security/app/")
        assert "もう一度ログインしてください" in again.content.decode()
        assert password(client, next="/me/security/app/").status_code == 302
        assert client.get("/me/security/app/").status_code == 200


def test_a_role_or_a_person_may_be_held_to_more_than_the_city(client, clerk, settings, at):
    with clock.frozen(at):
        password(client)
        assert client.get("/cases/").status_code == 200
        settings.STAFF_SECOND_FACTOR_ROLES = {"case_worker": "required"}
        assert client.get("/cases/").headers["Location"].startswith(ENROL)
        settings.STAFF_SECOND_FACTOR_ROLES = {}
        clerk.needs_second_factor = True
        clerk.save()
        assert client.get("/cases/").headers["Location"].startswith(ENROL)


def test_the_strictest_rule_holds():
    assert choose_level("none", [], of_person=False) == "none"
    assert choose_level("offered", ["none", "required"], of_person=False) == "required"
    assert choose_level("required", ["none"], of_person=False) == "required"
    assert choose_level("none", [], of_person=True) == "required"


def test_one_sees_ones_sessions_and_ends_the_others(client, clerk, at, client_of):
    with clock.frozen(at):
        firefox = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/128.0"}
        client.post(
            "/sign-in/", {"login": SANAMI.login, "password": SANAMI.password}, headers=firefox
        )
        other = client_of()
        password(other)
        page = client.get("/me/sessions/").content.decode()
        assert "Firefox / Linux" in page
        assert page.count("ログイン:") == 2
        client.post("/me/sessions/")
        assert other.get("/cases/").headers["Location"].startswith("/sign-in/")
        assert client.get("/cases/").status_code == 200


def test_a_new_sign_in_rotates_the_session_and_closes_the_old_one(client, clerk, at):
    with clock.frozen(at):
        password(client)
        first = client.session.session_key
        client.get("/sign-in/?again=1")
        password(client)
    assert client.session.session_key != first
    assert not Session.objects.filter(session_key=first).exists()
    assert StaffSignIn.objects.get(session_key=first).ended_at == at
    assert StaffSignIn.objects.filter(ended_at=None).count() == 1


def test_a_post_that_ends_takes_effect_at_once(client, clerk, at):
    from madoguchi.platform.organisation.api import Appointment, end_appointment

    with clock.frozen(at):
        password(client)
        assert client.get("/cases/").status_code == 200
        row = Appointment.objects.get(staff_ref=clerk.ref)
        end_appointment(appointment_id=row.pk, until_on=date(2026, 11, 20), actor=SYSTEM, at=at)
        assert client.get("/cases/").status_code == 403


def test_an_app_secret_waits_encrypted_in_the_session(client, clerk, at):
    with clock.frozen(at):
        password(client)
        page = client.get("/me/security/app/").content.decode()
    typed = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', page)[1].replace(" ", "")
    kept = json.dumps(client.session.load())
    assert typed not in kept
    assert "otpauth" not in page
    assert new_secret() != new_secret()
    assert "<svg" in page


def test_at_an_address_of_numbers_passkeys_are_explained_and_not_offered(client, clerk, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    page = client.get("/sign-in/passkey/", headers={"host": "127.0.0.1:8001"}).content.decode()
    assert "数字だけのアドレス" in page
    assert "data-options" not in page
