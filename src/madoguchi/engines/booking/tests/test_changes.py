# SPDX-License-Identifier: Apache-2.0
"""Does a change cost what cancelling would, only after somebody agreed, exactly to the yen?"""

from datetime import timedelta

import pytest

from madoguchi.engines.booking.rules import change_refusals, desk_refusals
from madoguchi.engines.booking.tests.browser import body, slot
from madoguchi.engines.booking.tests.staff import said, visit
from madoguchi.kernel.refusal import NotAllowed


@pytest.fixture
def mine(town, akari, at):
    """灯 あかり has the hall from 9 to 12 for 1,200 yen."""
    from madoguchi.engines.booking import api

    return api.hold(wanted=town.want(straight=True), actor=akari, at=at)


def evening(town):
    return {"starts_at": town.on("18:00"), "ends_at": town.on("21:00")}


def test_moving_late_is_no_way_around_the_fee(town, mine, akari):
    from madoguchi.engines.booking import api

    late = town.on("9:00") - timedelta(days=2)
    move = {"reservation_id": mine.id, "actor": akari, "at": late, **evening(town)}
    with pytest.raises(change_refusals.ChangeCosts) as refused:
        api.change(**move)
    assert refused.value.cost == (600, 0)
    assert "600円" in refused.value.message.ja
    assert "1,800円" in refused.value.message.ja
    mine.refresh_from_db()
    assert mine.starts_at == town.on("9:00"), "nothing was changed"
    with pytest.raises(change_refusals.ChangeCosts):
        api.change(**move, agreed=(500, 0))
    moved = api.change(**move, agreed=(600, 0))
    assert (moved.amount_yen, moved.charged_yen) == (1800, 600)
    gone = api.cancel(reservation_id=mine.id, actor=akari, at=late)
    assert gone.amount_yen == 600 + 600, "what the change cost, and half of the new fee"
    town.sound()


def test_early_changes_are_free_and_growing_always(town, mine, akari, at):
    from madoguchi.engines.booking import api

    api.change(reservation_id=mine.id, actor=akari, at=at, **evening(town))
    api.change(reservation_id=mine.id, actor=akari, at=at, starts_at=town.on("9:00"),
               ends_at=town.on("12:00"))  # fmt: skip
    late = town.on("9:00") - timedelta(hours=3)
    grown = api.change(reservation_id=mine.id, actor=akari, at=late, ends_at=town.on("17:00"))
    assert (grown.amount_yen, grown.charged_yen) == (2400, 0)
    fewer = api.change(reservation_id=mine.id, actor=akari, at=late, people=5)
    assert fewer.charged_yen == 0
    with pytest.raises(change_refusals.ChangeCosts) as refused:
        api.change(reservation_id=mine.id, actor=akari, at=late, ends_at=town.on("12:00"))
    assert refused.value.cost == (1200, 1), "the part that is given up, and a late point"
    town.sound()


def test_late_points_and_the_last_moment_hold_for_changes(town, akari, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import PenaltyPoint

    rule = {**town.GYM_RULES["cancellation"], "until_minutes_before": 120}
    api.define_offer(
        key="gym", kind="facility", title={"ja": "体育館"}, section=town.SECTION,
        rules={**town.GYM_RULES, "cancellation": rule}, spaces=["hall", "hall-a", "hall-b"],
        actor=clerk, at=at,
    )  # fmt: skip
    mine = api.hold(wanted=town.want(straight=True), actor=akari, at=at)
    near = town.on("8:00")
    with pytest.raises(change_refusals.TooLateToChange) as refused:
        api.change(reservation_id=mine.id, actor=akari, at=near, **evening(town))
    assert "12月1日 07:00" in refused.value.message.ja
    hour = town.on("6:00")
    api.change(reservation_id=mine.id, actor=akari, at=hour, agreed=(1200, 1), **evening(town))
    assert PenaltyPoint.objects.get().reason == "late_change"
    with pytest.raises(NotAllowed):
        api.change(reservation_id=mine.id, actor=akari, at=near, space="hall-a", waive=True)
    with pytest.raises(desk_refusals.ReasonMissing):
        api.change(reservation_id=mine.id, actor=clerk, at=near, space="hall-a", waive=True)
    waived = api.change(
        reservation_id=mine.id, actor=clerk, at=near, space="hall-a", waive=True, words="水もれ"
    )
    assert (waived.amount_yen, waived.charged_yen) == (2400, 1200)


def test_balance_and_surplus_are_exact(town, mine, akari, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.attend import pay_back

    api.mark_paid(reservation_id=mine.id, actor=clerk, at=at)
    longer = api.change(reservation_id=mine.id, actor=akari, at=at, ends_at=town.on("17:00"))
    assert (longer.paid_at, longer.paid_yen, longer.balance_yen) == (at, 1200, 1200)
    assert api.release_expired(actor=town.SYSTEM, at=at + timedelta(days=9)) == []
    paid = api.mark_paid(reservation_id=mine.id, actor=clerk, at=at + timedelta(hours=1))
    assert (paid.paid_yen, paid.balance_yen) == (2400, 0)
    less = api.change(reservation_id=mine.id, actor=akari, at=at, ends_at=town.on("12:00"))
    assert less.balance_yen == -1200
    assert api.mark_paid(reservation_id=mine.id, actor=clerk, at=at).balance_yen == -1200
    gone = api.cancel(reservation_id=mine.id, actor=akari, at=at)
    assert gone.balance_yen == -2400
    for _ in range(2):
        back = pay_back(reservation_id=mine.id, actor=clerk, at=at)
        assert (back.paid_yen, back.balance_yen) == (0, 0)
    assert [one.kind for one in api.list_own_notices(akari)].count("paid_back") == 1


def test_an_approved_reduction_survives_a_change(db, at, keys, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    town.build(
        at, purposes=["児童", "一般"],
        reductions=[{"key": "children", "title": "児童", "percent": 50, "purposes": ["児童"],
                     "needs_approval": True}],
    )  # fmt: skip
    mine = api.hold(wanted=town.want(straight=True, purpose="児童"), actor=akari, at=at)
    by = {"reservation_id": mine.id, "actor": town.clerk(), "at": at}
    api.approve_reduction(approve=True, why="名簿", **by)
    longer = api.change(reservation_id=mine.id, actor=akari, at=at, ends_at=town.on("17:00"))
    assert longer.amount_yen == 1200
    assert (longer.fee["approved"], longer.fee["why"]) == (True, "名簿")


def test_the_person_sees_the_price_and_agrees_on_the_page(town, akari_web, at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel import clock

    one = api.hold(wanted=town.want(straight=True), actor=akari_web.actor, at=at)
    with clock.frozen(town.on("9:00") - timedelta(days=2)):
        here = f"/booking/reservations/{one.number}/change/"
        posted = {"slot": slot(town, "18:00", "21:00")}
        asked = akari_web.post(here, posted)
        page = body(asked)
        assert (asked.status_code, "600円" in page, "1,800円" in page) == (409, True, True)
        assert 'name="agreed" value="600-0"' in page
        done = akari_web.post(here, {**posted, "agreed": "600-0"})
        assert done.status_code == 302, body(done)
        page = body(akari_web.get(f"/booking/reservations/{one.number}/"))
        assert "変更で手放した分" in page
        assert "1,800円" in page


def test_the_clerk_tells_the_price_and_records_what_is_paid_back(town, mine, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel import clock

    api.mark_paid(reservation_id=mine.id, actor=clerk, at=at)
    place = f"/staff/booking/bookings/{mine.number}/"
    with clock.frozen(town.on("9:00") - timedelta(days=2)) as late:
        desk = visit(late, "case_worker")
        typed = {"day": "12/1", "hours": "18-21", "space": "hall", "people": "1"}
        asked = desk.post(f"{place}change/", typed)
        page = said(asked)
        assert (asked.status_code, 'value="600-0"' in page, "600円" in page) == (409, True, True)
        assert desk.post(f"{place}change/", {**typed, "agreed": "600-0"}).status_code == 302
        page = said(desk.get(place))
        assert "残り 600円" in page
        assert desk.post(f"{place}paid/").status_code == 302
        desk.post(f"{place}cancel/", {"reason": "city"})
        page = said(desk.get(place))
        assert "返金 1,800円" in page
        assert desk.post(f"{place}paid-back/").status_code == 302
    mine.refresh_from_db()
    assert (mine.paid_yen, mine.balance_yen) == (0, 0)
