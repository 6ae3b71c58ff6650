# SPDX-License-Identifier: Apache-2.0
"""Can staff sign in and out, does guessing stop, and do sessions end?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.identity.models import FailedSignIns, User
from madoguchi.platform.identity.staff.lockout import count_try, prune_failures
from madoguchi.platform.identity.staff.rules import choose_lock, is_session_over
from madoguchi.platform.organisation.api import Post, Section, appoint
from tests.cast import SANAMI

office = pytest.mark.skipif(settings.ZONE != "office", reason="staff live in the office")
PAGE = "/sign-in/"


def go_in(client, password=SANAMI.password, login=SANAMI.login, **more):
    return client.post(PAGE, {"login": login, "password": password} | more)


def actor_in(client):
    return client.get(PAGE).wsgi_request.actor


@office
@pytest.mark.django_db
def test_a_clerk_signs_in_and_has_todays_roles(client, sanami, at):
    section = Section.objects.create(key="child-support", name={"ja": "子育て支援課"})
    Post.objects.create(section=section, key="counter", title="窓口係", roles=["case_worker"])
    appoint(
        staff_ref=sanami.ref, section="child-support", post="counter",
        from_on=date(2020, 4, 1), actor=SYSTEM, at=at,
    )  # fmt: skip
    page = client.get(f"{PAGE}?next=/cases/")
    assert "職員ログイン" in page.content.decode()
    assert 'value="/cases/"' in page.content.decode()
    answer = go_in(client, login="SANAMI", next="/cases/")
    assert answer.headers["Location"] == "/cases/"
    actor = actor_in(client)
    assert (actor.kind, actor.name) == ("staff", SANAMI.name)
    assert actor.roles == {"case_worker"}
    assert actor.sections == {"child-support"}
    assert "identity.user.signed_in" in [leaf.action for leaf in list_by_subject(sanami.ref)]
    left = client.post("/sign-out/")
    assert left.headers["Location"] == PAGE
    assert actor_in(client).kind == "guest"


@office
@pytest.mark.django_db
def test_the_way_back_stays_in_the_house(client, sanami):
    assert go_in(client, next="https://elsewhere.example/").headers["Location"] == "/"


@office
@pytest.mark.django_db
def test_wrong_tries_are_counted_told_and_closed(client, sanami, at):
    with clock.frozen(at):
        for left in (4, 3, 2, 1):
            answer = go_in(client, password="wrong")
            assert answer.status_code == 422
            assert f"あと{left}回" in answer.content.decode()
            assert 'value="sanami"' in answer.content.decode()
        answer = go_in(client, password="wrong")
        assert answer.status_code == 429
        assert "あと1分ほど(10時01分まで)" in answer.content.decode()
        assert answer.headers["Retry-After"] == "60"
        assert go_in(client).status_code == 429
    with clock.frozen(at + timedelta(seconds=61)):
        assert "あと2分ほど" in go_in(client, password="wrong").content.decode()
    with clock.frozen(at + timedelta(minutes=4)):
        assert go_in(client).status_code == 302
    assert FailedSignIns.objects.count() == 0
    actions = [leaf.action for leaf in list_by_subject(sanami.ref)]
    assert actions.count("identity.sign_in.refused") == 6


@office
@pytest.mark.django_db
def test_a_lock_holds_for_one_name_and_one_address(client, sanami):
    for _ in range(5):
        go_in(client, password="wrong")
    assert go_in(client).status_code == 429
    there = client.post(
        PAGE, {"login": SANAMI.login, "password": SANAMI.password}, REMOTE_ADDR="10.0.0.9"
    )
    assert there.status_code == 302


@office
@pytest.mark.django_db
def test_an_unknown_name_is_answered_like_a_wrong_password(client, sanami):
    known = go_in(client, password="wrong").content.decode()
    unknown = go_in(client, login="nobody", password="wrong").content.decode()
    assert "ログイン名かパスワードが違います。あと4回" in known
    assert "ログイン名かパスワードが違います。あと4回" in unknown
    assert list_by_subject("identity:unknown")[0].facts == {"factors": ["password"]}


@office
@pytest.mark.django_db
def test_a_stopped_account_stays_out(client, sanami):
    User.objects.update(is_active=False)
    assert go_in(client).status_code == 422


@office
@pytest.mark.django_db
def test_empty_answers_are_explained(client):
    answer = client.post(f"{PAGE}?lang=en", {})
    assert "Enter your login name" in answer.content.decode()
    assert answer.status_code == 422
    assert FailedSignIns.objects.count() == 0


@office
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pauses", "kind"),
    [([29, 29, 29], "staff"), ([31], "guest"), ([25] * 19, "staff"), ([25] * 20, "guest")],
)
def test_a_session_ends_after_a_pause_or_a_working_day(client, sanami, at, pauses, kind):
    moment = at
    with clock.frozen(moment):
        go_in(client)
    for pause in pauses:
        moment += timedelta(minutes=pause)
        with clock.frozen(moment):
            client.get("/sign-in/")
    with clock.frozen(moment):
        page = client.get(PAGE)
        assert page.wsgi_request.actor.kind == kind


@office
@pytest.mark.django_db
def test_who_was_signed_out_is_told_why_once(client, sanami, at):
    with clock.frozen(at):
        go_in(client)
    with clock.frozen(at + timedelta(minutes=31)):
        assert "時間がたったため" in client.get(PAGE).content.decode()
        assert "時間がたったため" not in client.get(PAGE).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_twenty_guesses_at_once_four_are_free_and_one_is_the_last(at):
    ensure_zone_keys()
    start = Barrier(20)

    def guess(_):
        start.wait(10)
        try:
            return count_try(login="sanami", address="10.0.0.1", at=at).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(guess, range(20))) == 5


@pytest.mark.django_db
def test_failures_are_forgotten_after_a_day(at):
    for _ in range(4):
        count_try(login="sanami", address="10.0.0.1", at=at)
    later = at + timedelta(hours=24)
    assert count_try(login="sanami", address="10.0.0.1", at=later).tries_left == 4
    assert prune_failures(later + timedelta(hours=25)) == 1


def test_locks_grow_to_a_quarter_of_an_hour():
    minutes = [choose_lock(n) and choose_lock(n).total_seconds() / 60 for n in range(1, 12)]
    assert minutes == [None] * 4 + [1, 2, 4, 8, 15, 15, 15]


def test_a_session_is_over_at_its_limits(at):
    assert not is_session_over(at, at, at + timedelta(minutes=29))
    assert is_session_over(at, at, at + timedelta(minutes=30))
    day = at + timedelta(hours=8)
    assert is_session_over(at, day, day)
