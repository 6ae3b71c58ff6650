# SPDX-License-Identifier: Apache-2.0
"""Can a clerk see which groups wait for the counter, and register one fully?"""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.booking.tests.staff import said, visit


@pytest.fixture
def desk(town, at):
    return visit(at, "senior")


@pytest.fixture
def group(town, at, akari):
    return provisional(akari, at)


def provisional(person, at, name="灯台ミニバス"):
    """A group as people register it themselves: the first member books for it."""
    from madoguchi.engines.booking.api import Member
    from madoguchi.engines.booking.commands.register_own import register_own, register_own_group

    own = {"name": "灯 あかり", "birth_on": "1988-04-12", "phone": "0000-24-1111"}
    register_own(personal=own, actor=person, at=at)
    others = [
        Member(name="舟木 渡", birth_on=date(1996, 9, 30), address="灯台市港町2-2"),
        Member(name="佐波 みお", birth_on=date(1990, 1, 2), address="他市1-1"),
    ]
    personal = {"name": name, "phone": "0000-24-5555"}
    return register_own_group(members=others, personal=personal, actor=person, at=at)


def page_of(group):
    return f"/staff/booking/groups/{group.id}/"


def key_of(page, name):
    row = next(one for one in page.split("<tr>") if name in one and 'name="resident"' in one)
    return re.search(r'value="([0-9a-f]+)"', row)[1]


def full(desk, group, **more):
    page = said(desk.get(page_of(group)))
    values = {
        "resident": [key_of(page, "灯 あかり"), key_of(page, "舟木 渡")],
        "user_class": "general", "valid_until": "R10.3.31", **more,
    }  # fmt: skip
    return values, desk.post(page_of(group), values)


def test_the_list_shows_who_waits_and_the_desk_leads_there(desk, group):
    assert 'href="/staff/booking/groups/"' in said(desk.get("/staff/booking/call/"))
    page = said(desk.get("/staff/booking/groups/"))
    for words in (
        "灯台ミニバス",
        group.number,
        "仮登録",
        "3人(市内と確かめた方0人)",
        page_of(group),
    ):
        assert words in page


def test_a_group_is_registered_fully_and_twice_changes_nothing(desk, group, akari, at):
    from madoguchi.engines.booking.models import Group
    from madoguchi.engines.booking.policy import may_book_for_group

    values, done = full(desk, group)
    again = desk.post(page_of(group), values)
    assert done.status_code == again.status_code == 302
    made = Group.objects.get()
    assert (made.member_count, made.resident_count, made.valid_until, made.number) == (
        3, 2, date(2028, 3, 31), group.number,
    )  # fmt: skip
    assert may_book_for_group(akari, made.id)
    page = said(desk.get(page_of(group)))
    assert "本登録" in page
    assert page.count(" checked") == 2
    assert "灯台市港町2-2" in page
    assert "灯台ミニバス" not in said(desk.get("/staff/booking/groups/"))


def test_the_members_then_see_that_it_stands(desk, at, town):
    from madoguchi.engines.booking.tests.browser import body, sign_in

    client = sign_in("akari@example.jp", at)
    group = provisional(client.actor, at)
    assert "窓口にお持ちになると、長くできます" in body(
        client.get(f"/booking/registration/groups/{group.id}/")
    )
    full(desk, group)
    page = body(client.get(f"/booking/registration/groups/{group.id}/"))
    assert "窓口にお持ちになると、長くできます" not in page
    assert "会員3人(市内と確かめた方2人)" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"valid_until": "2027-01-10"}, "より後の日にしてください"),
     ({"valid_until": "いつか"}, "日付として読めません"),
     ({"user_class": "nobody"}, "その区分は")],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_lost(desk, group, changed, words):
    from madoguchi.engines.booking.models import Group

    values, refused = full(desk, group, **changed)
    assert refused.status_code == 422
    page = said(refused)
    assert words in page
    assert page.count(" checked") == 2
    assert f'value="{values["valid_until"]}"' in page
    assert Group.objects.get().resident_count == 0


def test_a_class_that_an_offer_speaks_of_can_be_chosen(desk, group, town, at, clerk):
    from madoguchi.engines.booking.models import Group, Offer

    offer = Offer.objects.get(key="gym")
    offer.rules = {
        **offer.rules,
        "fees": [{"yen": 600, "per": "slot", "user_classes": ["youth"]}],
        "words": {"youth": {"ja": "青少年団体"}},
    }
    offer.version += 1
    offer.save()
    assert "青少年団体" in said(desk.get(page_of(group)))
    assert full(desk, group, user_class="youth")[1].status_code == 302
    assert Group.objects.get().user_class == "youth"


def test_groups_are_found_by_name_telephone_and_number(desk, group, at):
    full(desk, group)
    for words in ("灯台ミニバス", "0000-24-5555", group.number):
        page = said(desk.post("/staff/booking/groups/", {"q": words}))
        assert page_of(group) in page, words
    assert "団体が見つかりません" in said(desk.post("/staff/booking/groups/", {"q": "宇宙船"}))


def test_each_look_is_written_down(desk, group):
    from madoguchi.platform.audit.api import Leaf

    for what, path in (("groups", "/staff/booking/groups/"), ("group", page_of(group))):
        desk.get(path)
        rows = Leaf.objects.filter(action="booking.contacts.read")
        (leaf,) = [one for one in rows if one.facts["what"] == what]
        assert leaf.facts["numbers"] == [group.number]
    full(desk, group)
    leaves = Leaf.objects.filter(action="booking.group.registered")
    assert sorted(one.facts["residents"] for one in leaves) == [0, 2]


def test_only_those_who_work_with_bookings_see_groups(town, at, group):
    from madoguchi.engines.booking.commands.register_fully import register_fully
    from madoguchi.engines.booking.tests.town import citizen
    from madoguchi.kernel.refusal import NotAllowed

    viewer = visit(at, "viewer")
    for path in ("/staff/booking/groups/", page_of(group)):
        assert viewer.get(path).status_code == 403
        assert viewer.post(path, {"q": "灯台"}).status_code == 403
    with pytest.raises(NotAllowed):
        register_fully(
            group_id=group.id, residents=(), user_class="general",
            valid_until=date(2028, 3, 31), actor=citizen("funaki"), at=at,
        )  # fmt: skip


def test_a_closed_or_unknown_group_is_not_found(desk, group, at):
    from uuid import uuid4

    from madoguchi.engines.booking.models import Group

    assert desk.get(f"/staff/booking/groups/{uuid4()}/").status_code == 404
    Group.objects.update(closed_at=at)
    assert desk.get(page_of(group)).status_code == 404


def test_the_list_costs_the_same_whatever_waits(desk, group, at, town):
    def count():
        with CaptureQueriesContext(connection) as found:
            desk.get("/staff/booking/groups/")
        return len(found)

    count()
    before = count()
    for n in range(3):
        provisional(town.citizen(f"more-{n}"), at, name=f"団体{n}")
    count()  # what is shown for the first time is written down for the first time
    assert count() <= before <= 16


@pytest.mark.parametrize(
    ("on", "until"),
    [(date(2026, 11, 20), date(2028, 3, 31)), (date(2027, 2, 1), date(2028, 3, 31)),
     (date(2027, 4, 1), date(2029, 3, 31))],
)  # fmt: skip
def test_the_usual_end_is_that_of_the_next_fiscal_year(on, until):
    from madoguchi.engines.booking.rules.registering import is_provisional, usual_until

    assert usual_until(on) == until
    assert not is_provisional(on, until)
    assert is_provisional(on, on + timedelta(days=60))
    assert not is_provisional(on, None)
