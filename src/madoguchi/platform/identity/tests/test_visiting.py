# SPDX-License-Identifier: Apache-2.0
"""Do staff of the office come into the portal by the office's word, and nobody by anything else?"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.crypto.keys import ensure_zone_keys, rotate, zone_keys
from madoguchi.platform.crypto.peers import describe_self, distrust, trust_peer
from madoguchi.platform.identity.models import SpentValue, VisitingStaff
from madoguchi.platform.identity.visiting.assertion import (
    AssertionRefused,
    read_assertion,
    write_assertion,
    write_invitation,
)
from madoguchi.platform.identity.visiting.receiving import COOKIE, NONCE_COOKIE, let_in, staff_of
from madoguchi.platform.organisation.api import Post, Section, appoint
from tests.cast import SANAMI

PORTAL = "https://portal.example"
NONCE = "n" * 43
REF = "identity:0197a000-0000-7000-8000-000000000001"
portal = pytest.mark.skipif(settings.ZONE != "portal", reason="the portal lets them in")
office = pytest.mark.skipif(settings.ZONE != "office", reason="the office sends them")


@pytest.fixture
def trusted(settings, tmp_path):
    """This process speaks for both zones: it trusts its own keys under the name of the office."""
    settings.PORTAL_URL, settings.HOME = PORTAL, tmp_path
    ensure_zone_keys()
    _trust()


def _trust():
    trust_peer(describe_self(zone_keys()).model_copy(update={"zone": "office"}))


def word(at, **more):
    told = {
        "audience": PORTAL,
        "nonce": NONCE,
        "ref": REF,
        "name": SANAMI.name,
        "grants": (frozenset({"case_worker"}), frozenset({"child-support"})),
        "factors": ["password", "code"],
        "session_ends": at + timedelta(hours=3),
        "at": at,
    } | more
    return write_assertion(**told)


def read(written, at, **more):
    return read_assertion(written, **({"audience": PORTAL, "nonce": NONCE, "at": at} | more))


def test_the_word_tells_who_with_which_roles_until_when(trusted, at):
    told = read(word(at), at + timedelta(seconds=59))
    assert (told.ref, told.name, told.roles) == (REF, SANAMI.name, ("case_worker",))
    assert told.factors == ("password", "code")
    assert told.expires - told.issued == 60


@pytest.mark.parametrize(
    "asked",
    [
        {"audience": "https://elsewhere.example"},
        {"nonce": "m" * 43},
        {"nonce": ""},
        {"at": datetime(2026, 11, 21, 1, 1, 0, tzinfo=UTC)},
        {"at": datetime(2026, 11, 21, 0, 59, 29, tzinfo=UTC)},
    ],
)
def test_a_word_for_elsewhere_or_another_time_is_refused(trusted, at, asked):
    with pytest.raises(AssertionRefused):
        read(word(at), **({"at": at} | asked))


def test_no_bit_of_the_word_can_be_changed(trusted, at):
    written = word(at)
    tried = 0
    for place in range(0, len(written), 7):
        other = "A" if written[place] != "A" else "B"
        with pytest.raises(AssertionRefused):
            read(written[:place] + other + written[place + 1 :], at)
        tried += 1
    assert tried > 80
    body, _, signature = written.partition(".")
    claims = json.loads(urlsafe_b64decode(body + "=="))
    claims["roles"] = ["administrator"]
    forged = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    for nonsense in (f"{forged}.{signature}", "", ".", "a.b", "x" * 9000, body, "é.é"):
        with pytest.raises(AssertionRefused):
            read(nonsense, at)


@portal
@pytest.mark.parametrize("body", [b"[" * 5_000, b"{" * 10, b"null", b'{"key": 1}', b"\xff", b""])
def test_what_is_no_word_at_all_is_refused_and_breaks_nothing(trusted, client, body):
    written = urlsafe_b64encode(body).decode().rstrip("=") + ".AAAA"
    assert client.post("/staff/begin/", {"invitation": written}).status_code == 403
    client.cookies["portal_staff_nonce"] = NONCE
    assert client.post("/staff/enter/", {"assertion": written}).status_code == 403


def test_an_invitation_is_no_assertion(trusted, at):
    with pytest.raises(AssertionRefused):
        read(write_invitation(audience=PORTAL, back="https://office.example/", at=at), at)


def test_a_stolen_key_that_was_withdrawn_lets_nobody_in(trusted, at):
    written = word(at)
    old = zone_keys().signing_id
    rotate("signing", at=at)
    _trust()
    assert read(written, at).ref == REF
    distrust("office", old)
    with pytest.raises(AssertionRefused):
        read(written, at)
    assert read(word(at), at).ref == REF


@pytest.fixture
def enter(client, trusted, at):
    """Come in with a word of the office; returns the answer."""

    def go(written=None, moment=at, browser=client):
        browser.cookies[NONCE_COOKIE] = NONCE
        with clock.frozen(moment):
            return browser.post("/staff/enter/", {"assertion": written or word(at)})

    return go


@portal
@pytest.mark.django_db
def test_the_portal_gives_a_nonce_and_sends_back_to_the_office_only(client, trusted, at):
    with clock.frozen(at):
        invitation = write_invitation(
            audience=PORTAL, back="https://office.example/me/portal/go/", at=at
        )
        sent = client.post("/staff/begin/", {"invitation": invitation})
        found = re.fullmatch(
            r"https://office\.example/me/portal/go/\?nonce=([\w-]{43})", sent.headers["Location"]
        )
        assert client.cookies[NONCE_COOKIE].value == found[1]
        assert client.cookies[NONCE_COOKIE]["httponly"]
        forged = client.post("/staff/begin/", {"invitation": invitation[:-4] + "AAAA"})
        assert forged.status_code == 403
        assert client.get("/staff/begin/").status_code == 405
    with clock.frozen(at + timedelta(minutes=10)):
        assert client.post("/staff/begin/", {"invitation": invitation}).status_code == 403


@portal
@pytest.mark.django_db
def test_staff_come_in_see_the_page_and_leave(client, enter, at):
    assert client.get("/staff/").status_code == 401
    assert "庁内から入る画面です" in client.get("/staff/").content.decode()
    assert enter().headers["Location"] == "/staff/"
    cookie = client.cookies[COOKIE]
    assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"]) == (
        "/staff/",
        True,
        "Lax",
    )
    with clock.frozen(at + timedelta(hours=2)):
        page = client.get("/staff/")
        assert SANAMI.name in page.content.decode()
        assert "公開している手続き" in page.content.decode()
        assert (
            page.headers["Cache-Control"] == "no-store"
            or "no-store" in page.headers["Cache-Control"]
        )
        actor = staff_of(page.wsgi_request)
        assert (actor.kind, actor.roles) == ("staff", {"case_worker"})
        # The citizen's side of the same browser knows nothing of it.
        assert client.get("/").wsgi_request.actor.kind == "guest"
        assert "職員画面を終わりました" in client.post("/staff/leave/").content.decode()
        assert client.get("/staff/").status_code == 401
    actions = [leaf.action for leaf in list_by_subject(REF)]
    assert {"identity.visit.began", "identity.visit.ended"} <= set(actions)


@portal
@pytest.mark.django_db
def test_a_visit_ends_with_the_office_session_and_after_eight_hours(client, enter, at):
    enter()
    assert VisitingStaff.objects.get().ends_at == at + timedelta(hours=3)
    with clock.frozen(at + timedelta(hours=3)):
        assert client.get("/staff/").status_code == 401
    enter(word(at, session_ends=at + timedelta(days=3)))
    last = VisitingStaff.objects.order_by("ends_at").last()
    assert last.ends_at == at + timedelta(hours=8)


@portal
@pytest.mark.django_db
def test_a_word_counts_once_and_only_in_the_browser_that_asked(client, enter, at, client_of):
    written = word(at)
    other = client_of()
    with clock.frozen(at):
        # Without the nonce's cookie nothing is believed: the browser is asked to bring it.
        asked = other.post("/staff/enter/", {"assertion": written})
        assert 'name="again"' in asked.content.decode()
        typed = {"assertion": written, "again": "1"}
        assert other.post("/staff/enter/", typed).status_code == 403
        assert not VisitingStaff.objects.exists()
    assert enter(written).status_code == 302
    replayed = enter(written, browser=other)
    assert replayed.status_code == 403
    assert "もう一度入ってください" in replayed.content.decode()
    assert VisitingStaff.objects.count() == 1
    assert enter(moment=at + timedelta(seconds=61)).status_code == 403


@portal
@pytest.mark.django_db
def test_roles_of_the_office_hold_on_the_portal(client, enter, at):
    enter(word(at, grants=(frozenset(), frozenset())))
    with clock.frozen(at):
        assert client.get("/staff/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_twelve_replays_of_a_word_at_once_one_lets_in(trusted, at):
    """The unique row decides, on both databases."""
    told = read(word(at), at)
    start = Barrier(12)

    def run(_):
        start.wait(10)
        try:
            return bool(let_in(told, at=at))
        except AssertionRefused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(run, range(12))) == 1
    assert VisitingStaff.objects.count() == 1
    assert SpentValue.objects.count() == 1
    assert replace(told, id="another").id == "another"


@office
@pytest.mark.django_db
def test_the_office_signs_for_who_is_signed_in_and_posts_to_the_portal_alone(
    client, sanami, trusted, at
):
    section = Section.objects.create(key="child-support", name={"ja": "子育て支援課"})
    Post.objects.create(section=section, key="counter", title="窓口係", roles=["case_worker"])
    appoint(
        staff_ref=sanami.ref, section="child-support", post="counter",
        from_on=date(2020, 4, 1), actor=SYSTEM, at=at,
    )  # fmt: skip
    with clock.frozen(at):
        assert client.get("/me/portal/").headers["Location"].startswith("/sign-in/")
        client.post("/sign-in/", {"login": SANAMI.login, "password": SANAMI.password})
        page = client.get("/me/portal/")
        assert f'action="{PORTAL}/staff/begin/"' in page.content.decode()
        rules = dict(
            rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; ")
        )
        assert rules["form-action"] == f"'self' {PORTAL}"
        assert client.get("/me/portal/go/?nonce=short").headers["Location"] == "/me/portal/"
        signed = client.get(f"/me/portal/go/?nonce={NONCE}").content.decode()
        told = read(re.search(r'name="assertion" value="([^"]+)"', signed)[1], at)
    assert (told.ref, told.roles, told.sections) == (
        sanami.ref,
        ("case_worker",),
        ("child-support",),
    )
    assert told.factors == ("password",)
    assert told.session_ends == int((at + timedelta(hours=8)).timestamp())
    leaves = [leaf.action for leaf in list_by_subject(sanami.ref)]
    assert "identity.staff.sent_to_portal" in leaves
