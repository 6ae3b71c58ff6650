# SPDX-License-Identifier: Apache-2.0
"""A policy is a label and a guard at once."""

import pytest
from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.platform.screens.policies import (
    Policy,
    check_permission,
    open_to_all,
    policy_of,
    signed_in,
    staff_may,
)

AKARI = Actor(kind="citizen", ref="identity:1", name="灯 あかり")
SAWA = Actor(kind="staff", ref="identity:2", name="佐波", roles=frozenset({"case_worker"}))
HERE = {"Sec-Fetch-Site": "same-origin"}


@open_to_all("a test")
def entrance(request: HttpRequest) -> HttpResponse:
    return HttpResponse("welcome")


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("yours")


@staff_may("cases.view")
def inbox(request: HttpRequest) -> HttpResponse:
    return HttpResponse("cases")


@staff_may("cases.reopen")
def reopen(request: HttpRequest) -> HttpResponse:
    return HttpResponse("reopened")


def test_each_view_says_its_policy() -> None:
    assert policy_of(entrance) == Policy("open", "a test")
    assert policy_of(mine) == Policy("signed_in")
    assert policy_of(inbox) == Policy("staff", "cases.view")
    assert policy_of(lambda request: None) is None


def test_anyone_may_enter(ask) -> None:
    assert entrance(ask()).content == b"welcome"


@pytest.mark.parametrize("actor", [AKARI, SAWA])
def test_who_signed_in_may_see_their_own(ask, actor: Actor) -> None:
    assert mine(ask(actor=actor)).content == b"yours"


def test_a_guest_is_sent_to_sign_in_and_back(ask) -> None:
    response = mine(ask("/mine/?page=2"))
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=%2Fmine%2F%3Fpage%3D2"


def test_a_program_is_told_401(ask) -> None:
    response = mine(ask("/api/mine/"))
    assert response.status_code == 401


def test_htmx_is_sent_as_a_whole_page(ask) -> None:
    response = mine(ask(**{"HX-Request": "true"}))
    assert response.headers["HX-Redirect"].startswith("/sign-in/")


def test_an_expired_session_loses_nothing(ask) -> None:
    page = mine(ask("/answer/", post={"reply": "届きました"}, **HERE)).content.decode()
    assert "ログインの時間が切れました" in page
    assert '<textarea name="reply" hidden>\n届きました</textarea>' in page
    assert 'href="/sign-in/?next=%2Fanswer%2F"' in page
    assert 'action="/answer/"' in page


def test_staff_may_what_their_role_carries(ask) -> None:
    assert inbox(ask(actor=SAWA)).content == b"cases"
    with pytest.raises(NotAllowed):
        reopen(ask(actor=SAWA))


@pytest.mark.parametrize("role", ["senior", "king"])
def test_roles_decide(ask, role: str) -> None:
    actor = Actor(kind="staff", ref="identity:3", name="竹内", roles=frozenset({role}))
    if role == "senior":
        assert reopen(ask(actor=actor)).content == b"reopened"
    else:
        with pytest.raises(NotAllowed):
            reopen(ask(actor=actor))


def test_a_citizen_is_no_staff_even_with_a_role(ask) -> None:
    fake = Actor(kind="citizen", ref="identity:4", name="x", roles=frozenset({"senior"}))
    assert reopen(ask(actor=fake)).status_code == 302


def test_a_refusal_is_logged_with_who_and_what(caplog) -> None:
    with pytest.raises(NotAllowed):
        check_permission(SAWA, "cases.destroy")
    assert caplog.messages == ["refused: identity:2 lacks cases.destroy"]
    assert SAWA.name not in caplog.text
