# SPDX-License-Identifier: Apache-2.0
"""How is a time held, booked, changed, cancelled, and what is refused?"""

from datetime import date, timedelta

import pytest

from madoguchi.engines.booking.rules import refusals


def test_akari_books_the_hall_and_its_halves_are_gone(town, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.platform.audit.api import list_by_subject

    held = api.hold(wanted=town.want(), actor=akari, at=at)
    assert held.state == "held"
    assert held.hold_until == at + timedelta(minutes=10)
    assert held.amount_yen == 1200
    for space in ("hall", "hall-a", "hall-b"):
        with pytest.raises(refusals.SlotTaken):
            api.hold(wanted=town.want(space=space), actor=funaki, at=at)
    done = api.confirm(reservation_id=held.id, actor=akari, at=at)
    assert done.state == "confirmed"
    again = api.confirm(reservation_id=held.id, actor=akari, at=at)
    assert again.version == done.version
    assert [leaf.action for leaf in list_by_subject(held.ref)][::-1] in (
        ["booking.reservation.held", "booking.reservation.confirmed"],
        ["booking.reservation.confirmed", "booking.reservation.held"],
    )
    assert [n.kind for n in api.list_own_notices(akari)] == ["confirmed"]
    town.sound()


def test_half_a_hall_leaves_the_other_half(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(space="hall-a"), actor=akari, at=at)
    api.hold(wanted=town.want(space="hall-b"), actor=funaki, at=at)
    with pytest.raises(refusals.SlotTaken):
        api.hold(wanted=town.want(space="hall"), actor=town.citizen("x"), at=at)
    town.sound()


def test_a_hold_that_expired_stands_in_nobodys_way(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    held = api.hold(wanted=town.want(), actor=akari, at=at)
    later = at + timedelta(minutes=10)
    with pytest.raises(refusals.HoldExpired):
        api.confirm(reservation_id=held.id, actor=akari, at=later)
    taken = api.hold(wanted=town.want(), actor=funaki, at=later)
    held.refresh_from_db()
    assert (held.state, held.end_reason, taken.state) == ("expired", "hold_over", "held")
    town.sound()


def test_an_expired_hold_frees_its_place_on_a_full_course(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.course(people=3), actor=akari, at=at)
    with pytest.raises(refusals.QuotaFull):
        api.hold(wanted=town.course(), actor=funaki, at=at)
    api.hold(wanted=town.course(people=2), actor=funaki, at=at + timedelta(minutes=11))
    town.sound()


def test_the_same_request_twice_is_one_booking(town, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    wanted = town.want(idempotency_key="k1", straight=True)
    first = api.hold(wanted=wanted, actor=akari, at=at)
    assert api.hold(wanted=wanted, actor=akari, at=at).id == first.id
    assert Reservation.objects.count() == 1
    with pytest.raises(refusals.SameKeyOtherRequest):
        api.hold(
            wanted=town.want(starts="13:00", ends="17:00", idempotency_key="k1"),
            actor=akari,
            at=at,
        )


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"starts": "10:00"}, refusals.NotASlot),
        ({"starts": "9:00", "ends": "13:00"}, refusals.NotASlot),
        ({"starts": "21:00", "ends": "24:00"}, refusals.OutsideHours),
        ({"day": date(2026, 11, 19)}, refusals.PastTime),
        ({"day": date(2027, 3, 1)}, refusals.TooEarly),
        ({"space": "room-1"}, refusals.SpaceUnknown),
        ({"space": ""}, refusals.SpaceUnknown),
        ({"people": 0}, refusals.TooManyPeople),
        ({"offer": "none"}, refusals.OfferUnknown),
    ],
)
def test_what_does_not_fit_is_refused_with_a_next_step(town, akari, at, more, refusal):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    with pytest.raises(refusal) as found:
        api.hold(wanted=town.want(**more), actor=akari, at=at)
    assert found.value.message.en
    assert found.value.next_step is not None
    assert not Reservation.objects.exists()


def test_until_24_oclock_and_over_no_midnight(town, akari, at):
    from madoguchi.engines.booking import api

    late = api.hold(wanted=town.want("rooms", "22:00", "24:00"), actor=akari, at=at)
    assert late.ends_at == town.on("0:00", town.DAY + timedelta(days=1))
    api.hold(wanted=town.want("rooms", "19:00", "22:00"), actor=akari, at=at)
    with pytest.raises(refusals.NotASlot):
        api.hold(
            wanted=api.Wanted(
                offer="rooms", space="room-2", starts_at=town.on("23:00"),
                ends_at=town.on("1:00", town.DAY + timedelta(days=1)),
            ),
            actor=akari, at=at,
        )  # fmt: skip
    town.sound()


def test_buffers_keep_the_next_booking_away_but_slots_may_be_joined(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(ends="17:00"), actor=akari, at=at)
    with pytest.raises(refusals.SlotTaken):
        api.hold(wanted=town.want(starts="13:00", ends="17:00"), actor=funaki, at=at)
    api.hold(wanted=town.want(starts="18:00", ends="21:00"), actor=funaki, at=at)
    town.sound()


def test_nobody_is_in_two_places_at_once(town, akari, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(space="hall-a"), actor=akari, at=at)
    with pytest.raises(refusals.OwnOverlap):
        api.hold(wanted=town.want("rooms", "9:00", "10:00"), actor=akari, at=at)
    api.hold(wanted=town.want("rooms", "12:00", "13:00"), actor=akari, at=at)


def test_a_counter_of_two_desks_takes_two(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    wanted = town.want("counter", "9:00", "9:30", straight=True)
    api.hold(wanted=wanted, actor=akari, at=at)
    api.hold(wanted=wanted, actor=funaki, at=at)
    with pytest.raises(refusals.QuotaFull):
        api.hold(wanted=wanted, actor=town.citizen("minato"), at=at)
    api.hold(wanted=town.want("counter", "9:30", "10:00"), actor=town.citizen("minato"), at=at)
    town.sound()


def test_a_change_takes_the_new_or_leaves_the_old(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    mine = api.hold(wanted=town.want(straight=True), actor=akari, at=at)
    api.hold(wanted=town.want(starts="18:00", ends="21:00", space="hall-a"), actor=funaki, at=at)
    with pytest.raises(refusals.SlotTaken):
        api.change(
            reservation_id=mine.id, starts_at=town.on("18:00"), ends_at=town.on("21:00"),
            actor=akari, at=at,
        )  # fmt: skip
    town.sound()
    moved = api.change(
        reservation_id=mine.id, starts_at=town.on("9:00"), ends_at=town.on("17:00"),
        actor=akari, at=at,
    )  # fmt: skip
    assert moved.amount_yen == 2400
    town.sound()
    half = api.change(reservation_id=mine.id, space="hall-b", actor=akari, at=at)
    assert half.space.key == "hall-b"
    api.hold(wanted=town.want(space="hall-a"), actor=funaki, at=at)
    town.sound()


def test_part_of_a_party_gives_its_places_back(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    mine = api.hold(wanted=town.course(people=3, straight=True), actor=akari, at=at)
    api.change(reservation_id=mine.id, people=1, actor=akari, at=at)
    api.hold(wanted=town.course(people=2, straight=True), actor=funaki, at=at)
    with pytest.raises(refusals.QuotaFull):
        api.change(reservation_id=mine.id, people=2, actor=akari, at=at)
    town.sound()


def test_what_is_owed_when_cancelling_early_late_and_too_late(town, akari, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import PenaltyPoint

    def book(slot):
        return api.hold(
            wanted=town.want(starts=slot[0], ends=slot[1], straight=True), actor=akari, at=at
        )

    early, late, latest = (
        book(x) for x in (("9:00", "12:00"), ("13:00", "17:00"), ("18:00", "21:00"))
    )
    assert api.cancel(reservation_id=early.id, actor=akari, at=at).amount_yen == 0
    two_days = town.on("13:00") - timedelta(days=2)
    assert api.cancel(reservation_id=late.id, actor=akari, at=two_days).amount_yen == 600
    assert not PenaltyPoint.objects.exists()
    hour = town.on("17:00")
    assert api.cancel(reservation_id=latest.id, actor=akari, at=hour).amount_yen == 1200
    assert PenaltyPoint.objects.get().points == 1
    town.sound()


def test_another_persons_booking_is_not_there(town, akari, funaki, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel.refusal import NotAllowed

    mine = api.hold(wanted=town.want(), actor=akari, at=at)
    for verb in (api.confirm, api.cancel, api.change):
        with pytest.raises(refusals.ReservationUnknown):
            verb(reservation_id=mine.id, actor=funaki, at=at)
    with pytest.raises(refusals.ReservationUnknown):
        api.get_reservation(mine.number, actor=funaki)
    assert api.get_reservation(mine.number, actor=clerk).id == mine.id
    with pytest.raises(NotAllowed):
        api.hold(wanted=town.want(person_ref=akari.ref), actor=funaki, at=at)
    with pytest.raises(NotAllowed):
        api.define_quota(key="x", capacity=1, section="sports", actor=akari, at=at)


def test_a_clerk_books_for_a_caller_and_the_name_rests_encrypted(town, clerk, at):
    from madoguchi.engines.booking import api

    made = api.hold(
        wanted=town.want(
            contact={"name": "港 太郎", "phone": "0000-24-0080"}, channel="phone", straight=True
        ),
        actor=clerk, at=at,
    )  # fmt: skip
    assert made.person_ref.startswith("caller:")
    assert "港".encode() not in bytes(made.sealed)
    assert api.read_contact(made)["name"] == "港 太郎"


def test_staying_away_costs_points_and_three_suspend(town, akari, clerk, at):
    from madoguchi.engines.booking import api

    for n in range(3):
        day = town.DAY + timedelta(days=n)
        mine = api.hold(wanted=town.want(day=day, straight=True), actor=akari, at=at)
        api.attend(reservation_id=mine.id, came=False, actor=clerk, at=town.on("21:00", day))
    after = town.on("9:00", town.DAY + timedelta(days=4))
    with pytest.raises(refusals.Suspended):
        api.hold(wanted=town.want(day=date(2026, 12, 20)), actor=akari, at=after)
    town.sound()


def test_capacity_never_falls_below_what_is_sold(town, akari, clerk, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.course(people=2, straight=True), actor=akari, at=at)
    by = {"key": "phones", "period": "all", "section": "sports", "actor": clerk, "at": at}
    with pytest.raises(refusals.CapacityBelowSold) as refused:
        api.define_quota(capacity=1, **by)
    assert "2人" in refused.value.message.ja
    api.define_quota(capacity=2, **by)
    with pytest.raises(refusals.QuotaFull):
        api.hold(wanted=town.course(), actor=town.citizen("x"), at=at)


def test_a_rule_that_leaves_nobody_is_refused_with_its_place(town, clerk, at):
    from madoguchi.engines.booking import api

    rules = {**town.ROOM_RULES, "eligible": {"age_from": 60, "age_until": 20}}
    with pytest.raises(refusals.RuleWrong) as refused:
        api.define_offer(
            key="x", kind="facility", title={"ja": "x"}, section="sports", rules=rules,
            spaces=["room-1"], actor=clerk, at=at,
        )  # fmt: skip
    assert "eligible" in refused.value.message.ja


def test_unpaid_bookings_go_and_the_paid_stay(town, akari, funaki, clerk, at):
    from madoguchi.engines.booking import api

    api.define_offer(
        key="gym", kind="facility", title={"ja": "体育館"}, section="sports",
        rules={**town.GYM_RULES, "pay_by_days": 3}, spaces=["hall", "hall-a", "hall-b"],
        actor=clerk, at=at,
    )  # fmt: skip
    mine = api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    other = api.hold(wanted=town.want(space="hall-b", straight=True), actor=funaki, at=at)
    assert mine.pay_by == town.on("24:00", date(2026, 11, 23))
    api.mark_paid(reservation_id=other.id, actor=clerk, at=at)
    assert api.release_expired(actor=town.SYSTEM, at=mine.pay_by - timedelta(seconds=1)) == []
    assert api.release_expired(actor=town.SYSTEM, at=mine.pay_by) == [mine.id]
    mine.refresh_from_db()
    assert (mine.state, mine.end_reason) == ("expired", "unpaid")
    town.sound()


def test_an_evacuation_order_cancels_and_its_undo_restores(town, akari, funaki, clerk, at):
    from madoguchi.engines.booking import api

    mine = api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    close = {
        "space": "gym", "starts_at": town.on("0:00"), "ends_at": town.on("24:00"),
        "reason": "emergency", "words": "避難所になりました。", "actor": clerk, "at": at,
    }  # fmt: skip
    with pytest.raises(refusals.SpaceInUse):
        api.close_space(**close)
    closure = api.close_space(**close, cancel_bookings=True)
    mine.refresh_from_db()
    assert (mine.state, mine.amount_yen) == ("cancelled", 0)
    assert {n.kind for n in api.list_own_notices(akari)} == {"confirmed", "closed"}
    with pytest.raises(refusals.SlotTaken):
        api.hold(wanted=town.want(), actor=funaki, at=at)
    town.sound()
    assert api.reopen_space(closure_id=closure.id, actor=clerk, at=at) == []
    mine.refresh_from_db()
    assert (mine.state, mine.amount_yen) == ("confirmed", 1200)
    api.hold(wanted=town.want(space="hall-b"), actor=funaki, at=at)
    town.sound()


def test_a_part_cannot_be_cut_out_of_a_booked_room(town, akari, clerk, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want("rooms", "9:00", "10:00"), actor=akari, at=at)
    part = {"title": {"ja": "半分"}, "section": "sports", "actor": clerk, "at": at}
    with pytest.raises(refusals.SpaceInUse):
        api.place_space(key="room-1-a", parent="room-1", **part)
    api.place_space(key="room-2-a", parent="room-2", **part)
    with pytest.raises(refusals.RuleWrong):
        api.place_space(key="gym", parent="hall-a", **part)


def test_who_waits_comes_first_and_parties_come_whole(town, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.promote_waiting import promote_waiting

    minato = town.citizen("minato")
    first = api.hold(wanted=town.course(people=2, straight=True), actor=akari, at=at)
    api.hold(wanted=town.course(straight=True), actor=town.citizen("x"), at=at)
    api.join_waiting(wanted=town.course(people=3), actor=funaki, at=at)
    with pytest.raises(refusals.AlreadyWaiting):
        api.join_waiting(wanted=town.course(people=3), actor=funaki, at=at)
    api.join_waiting(wanted=town.course(people=2), actor=minato, at=at + timedelta(seconds=1))
    api.cancel(reservation_id=first.id, actor=akari, at=at)
    with pytest.raises(refusals.WaitingListFirst):
        api.hold(wanted=town.course(), actor=town.citizen("y"), at=at)
    (offered,) = promote_waiting(offer_key="course", actor=town.SYSTEM, at=at)
    assert offered.person_ref == minato.ref
    assert offered.hold_until == at + timedelta(hours=24)
    api.confirm(reservation_id=offered.id, actor=minato, at=at)
    with pytest.raises(refusals.NoWaitingList):
        api.join_waiting(wanted=town.want("counter", "9:00", "9:30"), actor=akari, at=at)
    town.sound()
