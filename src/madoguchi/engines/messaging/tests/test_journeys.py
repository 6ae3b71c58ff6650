# SPDX-License-Identifier: Apache-2.0
"""What other parts of the city hall have to say reaches the person, and only as much as it may."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest

from madoguchi.engines.messaging.tests.carriers import Carrier, go, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def akari(db, at, keys):
    from madoguchi.platform.identity.api import User

    return User.objects.create(kind=User.Kind.CITIZEN, email="akari@example.jp", joined_at=at)


@pytest.fixture(autouse=True)
def still(monkeypatch):
    from madoguchi.engines.messaging import jobs

    monkeypatch.setattr(jobs.connection, "close", lambda: None)
    yield
    use()


def booking(at):
    starts = at + timedelta(days=3)
    return SimpleNamespace(
        id=uuid4(), offer=SimpleNamespace(title={"ja": "体育館"}), starts_at=starts, version=2,
        ends_at=starts + timedelta(hours=1), made_at=at,
    )  # fmt: skip


def test_a_booking_is_told_with_its_time_for_the_calendar(akari, at, monkeypatch):
    journey = import_module("madoguchi.journeys.tell_about_bookings")
    monkeypatch.setattr(journey, "_find", lambda _: booking(at))
    (mail,) = use(Carrier("email"))
    told = {
        "notice_id": "n1", "party_ref": f"identity:{akari.id}", "kind": "confirmed",
        "number": "R8-4K7M-0273-6", "about": {},
    }  # fmt: skip
    for _ in range(2):
        journey.tell_about_booking(**told)
    go()
    (one,) = mail.carried
    assert one.address == "akari@example.jp"
    assert "体育館 2026-11-23 10:00" in one.text
    ((name, media, data),) = one.attachments
    assert (name, media) == ("booking.ics", "text/calendar")
    assert b"DTSTART:20261123T010000Z" in data


def test_line_sms_and_push_carry_nothing_personal(akari, at, monkeypatch):
    from madoguchi.engines.messaging.api import add_address
    from madoguchi.engines.messaging.tests import readers
    from madoguchi.kernel.actors import SYSTEM

    journey = import_module("madoguchi.journeys.tell_about_bookings")
    monkeypatch.setattr(journey, "_find", lambda _: booking(at))
    line, _ = use(Carrier("line", same_text=True), Carrier("email"))
    party = f"identity:{akari.id}"
    address = readers.address_of("line", "akari")
    add_address(
        party_ref=party, channel="line", address=address, is_verified=True, actor=SYSTEM, at=at
    )
    journey.tell_about_booking(
        notice_id="n2", party_ref=party, kind="remind", number="R8-4K7M-0273-6",
        about={"at": (at + timedelta(days=3)).isoformat()},
    )  # fmt: skip
    go()
    (one,) = line.carried
    assert (one.subject, one.text, one.attachments) == ("予約のお知らせ", "", ())


def test_news_of_an_application_say_only_that_there_are_some(akari, at):
    from madoguchi.kernel.facts import announce

    journey = import_module("madoguchi.journeys.tell_about_applications")
    (mail,) = use(Carrier("email"))
    announce(journey.StateRecorded(uuid4(), "correction", None, f"identity:{akari.id}"))
    announce(journey.StateRecorded(uuid4(), "correction", None, None))
    go()
    (one,) = mail.carried
    assert one.subject == "申請のお知らせ"
    assert "correction" not in one.text


def test_who_has_no_account_is_told_at_the_counter_only(db, at, keys):
    from madoguchi.engines.messaging.models import Delivery

    journey = import_module("madoguchi.journeys.tell_about_tickets")
    for party in ("guest:anonymous", f"identity:{uuid4()}"):
        journey.tell_about_ticket(
            notice_id=party, party_ref=party, kind="soon", label="A1", about={}
        )
    assert not Delivery.objects.exists()


def test_an_erased_account_leaves_no_address_and_no_words(akari, at):
    from madoguchi.engines.messaging.api import forget_party
    from madoguchi.engines.messaging.models import Address, Delivery, Notice, Recipient
    from madoguchi.kernel.actors import SYSTEM

    journey = import_module("madoguchi.journeys.tell_about_tickets")
    party = f"identity:{akari.id}"
    journey.tell_about_ticket(notice_id="n", party_ref=party, kind="soon", label="A1", about={})
    assert forget_party(party_ref=party, actor=SYSTEM, at=at)
    assert not forget_party(party_ref=party, actor=SYSTEM, at=at)
    for model in (Address, Delivery, Recipient):
        assert not model.objects.exists()
    assert bytes(Notice.objects.get().sealed) == b""
    assert party not in str(Notice.objects.get().audience)


def test_what_is_old_goes_at_night(akari, at):
    from madoguchi.engines.messaging.commands.forget import forget_old
    from madoguchi.engines.messaging.models import Delivery, Notice
    from madoguchi.kernel.actors import SYSTEM

    journey = import_module("madoguchi.journeys.tell_about_tickets")
    party = f"identity:{akari.id}"
    journey.tell_about_ticket(notice_id="n", party_ref=party, kind="soon", label="A1", about={})
    assert forget_old(actor=SYSTEM, at=at) == 0
    assert forget_old(actor=SYSTEM, at=at + timedelta(days=401)) >= 2
    assert not Delivery.objects.exists()
    assert not Notice.objects.exists()
