# SPDX-License-Identifier: Apache-2.0
"""Are packs read strictly, loaded once, and does nothing that is booked get lost?"""

from datetime import timedelta
from pathlib import Path

import pytest

from madoguchi.engines.booking.rules import refusals, rule_refusals
from madoguchi.kernel.packs import PackRejected

PACKS = Path(__file__).parents[5] / "packs"
SECTIONS = {
    "citizens", "tax", "child-support", "elderly-care", "environment", "water", "roads",
    "industry", "disaster", "personnel", "accounting", "dx", "sports", "learning", "health",
}  # fmt: skip
HALL = """
words: {practice: 練習}
spaces:
  - key: hall
    title: ホール
    section: sports
    hours:
      - {days: [mon, tue, wed, thu, fri, sat, sun, holiday], opens: "9:00", closes: "24:00"}
    parts: [{key: half-a, title: A}, {key: half-b, title: B}]
offers:
  - key: hall
    kind: facility
    title: ホール
    section: sports
    spaces: [hall, half-a, half-b]
    rules:
      times: {kind: grid, minutes: 180}
      window: {days_before: 60}
      purposes: []
      fees: [{yen: 900}]
      cancellation: {steps: [{hours_before: 24, owed_percent: 0}]}
  - key: desk
    kind: counter
    title: 窓口
    section: sports
    places: 2
    rules:
      times: {kind: grid, minutes: 30}
      window: {days_before: 60}
      open_hours: [{weekdays: [tue], nth: [1], starts: "10:00", ends: "11:00"}]
"""


@pytest.fixture
def read(tmp_path):
    """Reads a pack of one file."""
    from madoguchi.engines.booking.pack import read_booking

    def read_it(written=HALL, sections=SECTIONS):
        folder = tmp_path / "city" / "booking"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "all.yaml").write_text(written, encoding="utf-8")
        return read_booking(tmp_path, ["city"], sections=sections)

    return read_it


@pytest.fixture
def load(db, keys, at, read):
    """Loads a pack of one file."""
    from madoguchi.engines.booking.api import load_pack
    from madoguchi.kernel.actors import SYSTEM

    def load_it(written=HALL, **more):
        done = load_pack(pack=read(written), actor=SYSTEM, at=at, **more)
        return [str(one) for one in done if one.verb != "same"]

    return load_it


def test_the_city_loads_and_twice_changes_nothing(db, keys, at):
    from madoguchi.engines.booking.api import list_changes, list_offers, load_pack
    from madoguchi.engines.booking.models import Offer, OpeningException, Space
    from madoguchi.engines.booking.pack import read_booking
    from madoguchi.kernel.actors import SYSTEM

    pack = read_booking(PACKS, ["base", "todai"], sections=SECTIONS)
    assert load_pack(pack=pack, actor=SYSTEM, at=at)
    before = (Offer.objects.count(), Space.objects.count(), OpeningException.objects.count())
    again = read_booking(PACKS, ["base", "todai"], sections=SECTIONS)
    assert {one.verb for one in list_changes(again, at=at)} == {"same"}
    load_pack(pack=again, actor=SYSTEM, at=at)
    assert before == (
        Offer.objects.count(), Space.objects.count(), OpeningException.objects.count()
    )  # fmt: skip
    assert set(Offer.objects.values_list("version", flat=True)) == {1}
    kinds = [one.kind for one in list_offers()]
    facilities = Space.objects.filter(parent=None, kind="place").exclude(key="lending").count()
    assert (facilities, kinds.count("counter"), kinds.count("course")) == (6, 5, 12)
    assert kinds.count("checkup") == 3
    assert Space.objects.filter(is_leaf=True, kind="place").count() >= 20


def test_every_offer_of_the_city_has_a_time_to_book(db, keys, at):
    from madoguchi.engines.booking.api import list_courses, list_free, list_offers, load_pack
    from madoguchi.engines.booking.pack import read_booking
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import today

    pack = read_booking(PACKS, ["base", "todai"], sections=SECTIONS)
    load_pack(pack=pack, actor=SYSTEM, at=at)
    first = today(at)
    offers = list_offers()
    free = list_free(offers, first=first, last=first + timedelta(days=60), at=at)
    with_slots = {
        one.offer.key for one in free for n, (_, total) in enumerate(one.per_day()) if total
    }
    courses = {one.offer.key for one in list_courses(offers, at=at)}
    assert with_slots | courses == {one.key for one in offers}
    for one in offers:
        assert {"ja", "en", "easy"} <= set(one.title), one.key


def test_moved_by_weeks_the_courses_are_later_and_on_the_same_weekday(read):
    from madoguchi.engines.booking.pack import read_booking

    pack = read_booking(PACKS, ["todai"], sections=SECTIONS)
    moved = pack.moved(30)
    for one, later in zip(pack.offers, moved.offers, strict=True):
        if one.kind == "course":
            first, second = one.rules.times.sessions[0], later.rules.times.sessions[0]
            assert second.starts_at - first.starts_at == timedelta(weeks=30)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("section: sports", "section: nowhere", "space hall: section"),
        ("[hall, half-a, half-b]", "[hall, half-c]", "offer hall: spaces[1]"),
        ("places: 2", "quotas: [desks]", "offer desk: quotas[0]"),
        ("    places: 2\n", "", "offer desk: spaces"),
        ("key: desk", "key: hall", "offer hall: key"),
        ("[{yen: 900}]", "[{yen: 900}, {yen: 5}]", "rules.fees[1]"),
        ("[{yen: 900}]", "[{yen: 900, spaces: [x]}]", "rules.fees[0].spaces"),
        ("[{yen: 900}]", "[{yen: 900, user_classes: [a]}]", "rules.fees[0]"),
        ("purposes: []", "purposes: [sleep]", "rules.purposes"),
        ("minutes: 180", 'parts: [{starts: "7:00", ends: "9:00"}]', "rules.times.parts[0]"),
        ("purposes: []", "eligible: {age_from: 20, months_until: 30}", "rules.eligible"),
        ("purposes: []", "eligible: {age_from: 20, age_until: 10}", "eligible"),
        ('closes: "24:00"}', 'closes: "24:30"}', "spaces[0].hours[0].closes"),
        ('closes: "24:00"}', 'closes: "9:00"}', "spaces[0].hours[0]"),
        (
            'closes: "24:00"}',
            'closes: "12:00"}\n      - {days: [mon], opens: "11:00", closes: "13:00"}',
            "hours[1]",
        ),
        ("kind: counter", "kind: course", "rules.times"),
        ("kind: facility", "kind: facilty", "offers[0].kind"),
        ("    places: 2\n", "    places: 2\n    plaices: 3\n", "offers[1].plaices"),
    ],
)
def test_a_slip_is_named_with_file_and_key(read, old, new, place):
    assert old in HALL
    with pytest.raises(PackRejected) as found:
        read(HALL.replace(old, new, 1))
    told = [str(one) for one in found.value.problems]
    assert any("city/booking/all.yaml" in one and place in one for one in told), told


def test_a_changed_rule_is_a_new_revision_and_bookings_keep_theirs(load, at, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import OfferRevision
    from madoguchi.engines.booking.tests import town

    load()
    wanted = api.Wanted(
        offer="hall", space="hall", starts_at=town.on("9:00"), ends_at=town.on("12:00"),
        straight=True,
    )  # fmt: skip
    booked = api.hold(wanted=wanted, actor=akari, at=at)
    harsh = HALL.replace("hours_before: 24, owed_percent: 0", "hours_before: 9000, owed_percent: 0")
    told = load(harsh.replace("minutes: 180", "minutes: 240"))
    assert told == ["変更 受付 hall 新しい決まりに合わない予約1件は、前の決まりのまま残ります。"]
    assert OfferRevision.objects.filter(offer__key="hall").count() == 2
    booked.refresh_from_db()
    assert api.cancel(reservation_id=booked.id, actor=akari, at=at).amount_yen == 0
    second = api.hold(
        wanted=api.Wanted(
            offer="hall", space="hall", starts_at=town.on("9:00"), ends_at=town.on("13:00"),
            straight=True,
        ),
        actor=akari, at=at,
    )  # fmt: skip
    assert api.cancel(reservation_id=second.id, actor=akari, at=at).amount_yen == 900
    town.sound()


def test_a_capacity_below_what_is_sold_changes_nothing_at_all(load, at, akari, funaki):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Offer, Quota
    from madoguchi.engines.booking.tests import town

    load()
    for who in (akari, funaki):
        wanted = town.want("desk", "10:00", "10:30", space="", straight=True)
        api.hold(wanted=wanted, actor=who, at=at)
    less = HALL.replace("places: 2", "places: 1").replace(
        "title: ホール\n    section", "title: 会館\n    section", 1
    )
    with pytest.raises(rule_refusals.PackNotLoaded) as found:
        load(less)
    assert "2026-12-01 10:00はすでに2人分の予約があるため、定員を1人にはできません" in str(
        found.value.message.ja
    )
    assert Quota.objects.get(key="desk-places").capacity == 2
    assert Offer.objects.get(key="hall").version == 1
    assert load(HALL.replace("places: 2", "places: 3")) != []
    assert Quota.objects.get(key="desk-places").capacity == 3


def test_what_staff_edited_stays_unless_told_otherwise(load, at, clerk):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Offer

    load()
    offer = Offer.objects.get(key="hall")
    api.define_offer(
        key="hall", kind="facility", title=offer.title, section="sports",
        rules={**offer.rules, "hold_minutes": 33}, spaces=["hall"], actor=clerk, at=at,
    )  # fmt: skip
    changed = HALL.replace("yen: 900", "yen: 950")
    assert load()[:1] == []
    assert load(changed)[0].startswith("維持 受付 hall")
    assert Offer.objects.get(key="hall").read_rules().hold_minutes == 33
    assert load(changed, replace=True)[0].startswith("変更 受付 hall")
    offer = Offer.objects.get(key="hall")
    assert (offer.read_rules().hold_minutes, offer.read_rules().fees[0].yen) == (10, 950)
    assert [one.source for one in offer.revisions.order_by("version")] == ["pack", "desk", "pack"]


def test_what_is_gone_takes_no_more_bookings_and_keeps_those_there_are(load, at, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    load()
    wanted = town.want("desk", "10:00", "10:30", space="", straight=True)
    booked = api.hold(wanted=wanted, actor=akari, at=at)
    told = load(HALL[: HALL.index("  - key: desk")])
    assert told == ["終了 受付 desk 新しい予約を止めます。入っている予約は残ります。"]
    with pytest.raises(refusals.OfferUnknown):
        api.get_offer("desk")
    booked.refresh_from_db()
    assert booked.state == "confirmed"
    assert load() == ["変更 受付 desk"]
    assert api.get_offer("desk").is_open


def test_exceptions_come_and_go_with_the_pack(load):
    from madoguchi.engines.booking.models import OpeningException

    closed = HALL.replace(
        "    parts: [{key: half-a",
        "    exceptions: [{from_on: 2026-12-29, until_on: 2027-01-03, reason: 年末年始}]\n"
        "    parts: [{key: half-a",
    )
    load(closed)
    load(closed.replace("2027-01-03", "2027-01-04"))
    one = OpeningException.objects.get()
    assert (one.reason, one.until_on.day) == ("年末年始", 4)
    load()
    assert not OpeningException.objects.exists()


def test_an_offer_without_place_keeps_hours_of_its_own(load, at, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    load()
    (free,) = api.list_free(
        [api.get_offer("desk")], first=town.DAY, last=town.DAY + timedelta(days=14), at=at
    )
    assert [total for _, total in free.per_day()] == [2] + [0] * 14
    with pytest.raises(refusals.OutsideHours):
        api.hold(wanted=town.want("desk", "11:00", "11:30", space=""), actor=akari, at=at)
    day = town.DAY + timedelta(days=7)
    with pytest.raises(refusals.OutsideHours):
        api.hold(wanted=town.want("desk", "10:00", "10:30", day, space=""), actor=akari, at=at)
    late = town.want("hall", "21:00", "24:00", space="half-a")
    assert api.hold(wanted=late, actor=akari, at=at).state == "held"


def test_bookings_of_a_former_system_are_taken_over_whole_or_not(load, at, clerk):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation
    from madoguchi.engines.booking.tests import town

    load()

    def old(offer, starts, ends, **more):
        return api.TakenOver(
            offer=offer, starts_at=town.on(starts), ends_at=town.on(ends), made_at=at, **more
        )

    good = [
        old("hall", "9:00", "12:00", space="half-a", contact={"name": "港 太郎"}),
        old("hall", "9:00", "12:00", space="half-b"),
        old("hall", "10:00", "11:00", space="half-b", state="cancelled"),
        old("desk", "10:00", "10:30"),
        old("desk", "10:00", "10:30"),
    ]
    made = api.take_over(bookings=good, actor=clerk, at=at)
    assert [one.amount_yen for one in made] == [900, 900, 0, 0, 0]
    assert api.read_contact(made[0]) == {"name": "港 太郎"}
    town.sound()
    for clash, refusal in (
        (old("hall", "11:00", "13:00", space="hall"), refusals.SlotTaken),
        (old("desk", "10:00", "10:30"), refusals.QuotaFull),
    ):
        free = old("hall", "18:00", "21:00", space="hall")
        with pytest.raises(refusal):
            api.take_over(bookings=[free, clash], actor=clerk, at=at)
    assert Reservation.objects.count() == 5
    town.sound()
