# SPDX-License-Identifier: Apache-2.0
"""Does a password that an administrator made open nothing but the page on which one makes one's own?"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.identity.models import StaffSignIn, User
from madoguchi.platform.identity.staff.create import make_password_text, set_staff_password
from madoguchi.platform.identity.staff.first_password import LIFE
from tests.cast import AKARI, SANAMI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "office", reason="staff live in the office"),
]
OWN = "Yoru-no-todai 1125"


@pytest.fixture
def first(sanami, at):
    """佐波 has been given a first password."""
    password = make_password_text()
    set_staff_password(user=sanami, password=password, until=at + LIFE, actor=SYSTEM, at=at)
    return password


@pytest.fixture
def enter(client, first):
    return lambda password=first, who=client: who.post(
        "/sign-in/", {"login": SANAMI.login, "password": password}
    )


def change(client, new=OWN, again=None):
    return client.post("/me/password/", {"new": new, "again": new if again is None else again})


def test_it_opens_one_page_only(enter, client, at):
    with clock.frozen(at):
        assert enter().status_code == 302
        for page in ("/me/sessions/", "/me/security/", "/staff/", "/me/portal/"):
            assert client.get(page).headers["Location"] == "/me/password/", page
        assert client.post("/me/sessions/").status_code == 403
        told = client.get("/me/sessions/", headers={"HX-Request": "true"})
        assert told.headers["HX-Redirect"] == "/me/password/"
        page = client.get("/me/password/").content.decode()
        assert "自分のパスワードを決めてください" in page


def test_ones_own_takes_its_place_and_other_sessions_end(enter, client, client_of, first, at):
    with clock.frozen(at):
        other = client_of()
        enter(who=other), enter()
        assert change(client).headers["Location"] == "/me/security/"
        assert client.get("/me/sessions/").status_code == 200
        assert other.get("/me/sessions/").headers["Location"].startswith("/sign-in/")
        user = User.objects.get(login=SANAMI.login)
        assert user.password_until is None
        assert user.check_password(OWN)
        row = StaffSignIn.objects.get(user=user, ended_at=None)
        assert row.session_key == client.session.session_key
        assert enter(first).status_code == 422
    assert Leaf.objects.filter(action="identity.staff.own_password_set").count() == 1


@pytest.mark.parametrize("bad", ["short", "password123", "sanami2026", "madoguchi-1"])
def test_a_weak_one_is_refused(enter, client, at, bad):
    with clock.frozen(at):
        enter()
        assert change(client, bad).status_code == 422
        assert change(client, OWN, "Yoru-no-todai 1126").status_code == 422
        assert User.objects.get(login=SANAMI.login).password_until is not None


def test_the_one_that_somebody_else_knows_cannot_stay(enter, client, first, at):
    with clock.frozen(at):
        enter()
        answer = change(client, first)
        assert answer.status_code == 422
        assert "いまと同じパスワードは使えません" in answer.content.decode()


def test_it_ends_after_seven_days(enter, at):
    with clock.frozen(at + LIFE - timedelta(seconds=1)):
        assert enter().status_code == 302
    with clock.frozen(at + LIFE):
        late = enter()
        assert late.status_code == 403
        assert "期限が切れました" in late.content.decode()
        wrong = enter("not-the-password-1")
        assert "期限" not in wrong.content.decode()


def test_who_has_their_own_changes_it_after_showing_it_again(client, sanami, at):
    with clock.frozen(at):
        client.post("/sign-in/", {"login": SANAMI.login, "password": SANAMI.password})
    with clock.frozen(at + timedelta(minutes=16)):
        assert change(client).headers["Location"].startswith("/sign-in/?again=1")
    with clock.frozen(at + timedelta(minutes=17)):
        client.post("/sign-in/?again=1", {"login": SANAMI.login, "password": SANAMI.password})
        assert change(client).status_code == 302


def test_the_database_holds_none_of_a_citizen(at):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(kind="citizen", email=AKARI.email, password_until=at)
