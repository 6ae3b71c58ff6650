# SPDX-License-Identifier: Apache-2.0
"""What waits goes out once, over one channel after the other, and is known by name."""

from datetime import timedelta

import pytest

from madoguchi.engines.messaging.tests.carriers import Carrier, go, use

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_carriers():
    use()
    yield
    use()


@pytest.fixture
def open_connection(monkeypatch):
    """Inside a test's transaction the connection stays; the races use real ones."""
    from madoguchi.engines.messaging import jobs

    monkeypatch.setattr(jobs.connection, "close", lambda: None)


@pytest.fixture
def write(topics, at, open_connection):
    from madoguchi.engines.messaging.api import Everyone, approve_notice, create_notice

    def written(**more):
        wanted = {
            "key": "n-1", "lane": "bulk", "topic": "water", "texts": topics.WORDS, "section": "pr",
            "audience": Everyone(), "actor": topics.clerk(), "at": at, **more,
        }  # fmt: skip
        notice = create_notice(**wanted)
        return approve_notice(notice_id=notice.id, actor=topics.clerk(), at=at)

    return written


def states(notice):
    rows = notice.deliveries.order_by("recipient__party_ref", "track")
    return [(one.recipient.party_ref, one.channel, one.state) for one in rows]


def test_a_multicast_has_one_text_and_other_mail_its_own_links(topics, at, write):
    line, mail = use(Carrier("line", same_text=True, batch=2), Carrier("email"))
    for name in "abc":
        topics.reader(name, at, line=1)
    topics.reader("d", at, line=1, language="easy")
    topics.reader("e", at, email=1)
    notice = write(link="/news/water/")
    go()
    assert sorted(len(ids) for _, ids, _ in line.calls) == [1, 1, 2]
    for _, _, batch in line.calls:
        assert len({(one.text, one.link, one.language) for one in batch}) == 1
    assert {one.subject for one in line.carried} == {"断水", "水が とまります"}
    (letter,) = mail.carried
    assert letter.text == "11月24日の午前に水が止まります。"
    assert "/messages/open/" in letter.link
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {one[2] for one in states(notice)} == {"accepted"}


def test_a_blocked_address_is_used_no_more_and_the_next_channel_is_taken(topics, at, write):
    from madoguchi.engines.messaging.models import Address

    line, mail = use(Carrier("line", same_text=True), Carrier("email"))
    topics.reader("a", at, line=1, email=1)
    line.says[topics.address_of("line", "a")] = "blocked"
    notice = write()
    go()
    assert states(notice) == [("a", "email", "accepted")]
    assert notice.deliveries.get().tried == "line"
    assert Address.objects.get(channel="line").state == "blocked"
    assert len(mail.carried) == 1


def test_a_temporary_failure_is_tried_again_and_then_a_dead_letter(topics, at, write):
    from madoguchi.engines.messaging.commands.retry_dead import retry_dead
    from madoguchi.engines.messaging.rules.retrying import ATTEMPTS
    from madoguchi.kernel import clock

    (mail,) = use(Carrier("email"))
    topics.reader("a", at, email=1)
    mail.says["a@example.jp"] = "temporary"
    notice = write()
    moment = at
    for _ in range(ATTEMPTS + 3):
        with clock.frozen(moment):
            go()
        moment += timedelta(minutes=20)
    assert len(mail.calls) == ATTEMPTS
    assert states(notice) == [("a", "email", "dead")]
    mail.says.clear()
    with clock.frozen(moment):
        assert retry_dead(notice_id=notice.id, actor=topics.clerk(), at=moment) == 1
        go()
    assert states(notice) == [("a", "email", "accepted")]


def test_a_call_of_unknown_fate_goes_out_again_with_the_same_key(topics, at, write):
    import threading

    from madoguchi.engines.messaging import jobs
    from madoguchi.kernel import clock

    (line,) = use(Carrier("line", same_text=True))
    for name in "ab":
        topics.reader(name, at, line=1)
    notice = write()
    line.breaks = 1
    go()
    assert {one[2] for one in states(notice)} == {"sending"}
    with clock.frozen(at + timedelta(minutes=1)):
        board = jobs.Board(stop=threading.Event(), owner="other:1:1")
        jobs._keep(board)
    (first, ids, _), (second, again, _) = line.calls
    assert (first, ids) == (second, again)
    assert {one[2] for one in states(notice)} == {"accepted"}


def test_unopened_goes_on_and_opened_stays(topics, at, write):
    from madoguchi.engines.messaging.commands.escalate import escalate, finish_notices
    from madoguchi.engines.messaging.commands.note_opened import note_opened
    from madoguchi.kernel import clock
    from madoguchi.kernel.actors import SYSTEM

    use(Carrier("line", same_text=True), Carrier("email"))
    for name in "ab":
        topics.reader(name, at, line=1, email=1)
    notice = write(not_opened_hours=4)
    go()
    opened = notice.deliveries.get(recipient__party_ref="a")
    note_opened(delivery_id=opened.id, actor=SYSTEM, at=at)
    later = at + timedelta(hours=4)
    with clock.frozen(later):
        assert escalate(actor=SYSTEM, at=later) == 1
        go()
    assert states(notice) == [("a", "line", "opened"), ("b", "email", "accepted")]
    last = later + timedelta(hours=5)
    assert escalate(actor=SYSTEM, at=last) == 0
    assert finish_notices(actor=SYSTEM, at=last) == 1
    notice.refresh_from_db()
    assert notice.state == "done"


def test_quiet_hours_of_a_person_hold_until_the_morning(topics, at, write):
    from madoguchi.engines.messaging.api import set_manner
    from madoguchi.kernel import clock

    (line,) = use(Carrier("line", same_text=True))
    topics.reader("a", at, line=1)
    set_manner(party_ref="a", quiet=(9 * 60, 12 * 60), actor=topics.citizen("a"), at=at)
    notice = write()
    go()
    assert not line.calls
    with clock.frozen(at + timedelta(hours=2)):
        go()
    assert states(notice) == [("a", "line", "accepted")]


def test_what_is_stopped_stays_and_says_so(topics, at, write):
    from madoguchi.engines.messaging.api import stop_notice
    from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice

    (mail,) = use(Carrier("email"))
    topics.reader("a", at, email=1)
    notice = write()
    resolve_slice(notice_id=notice.id, actor=topics.clerk(), at=at)
    assert stop_notice(notice_id=notice.id, actor=topics.clerk(), at=at) == 1
    go()
    assert not mail.calls
    assert states(notice) == [("a", "email", "suppressed")]


def test_two_providers_share_and_a_silent_one_rests(topics, at, write):
    from madoguchi.engines.messaging.models import ProviderState

    first, second = use(Carrier("sms", key="sms-a", batch=1), Carrier("sms", key="sms-b", batch=1))
    for n in range(30):
        topics.reader(f"p{n}", at, sms=1)
    first.breaks = 1_000
    notice = write()
    go()
    assert len(first.calls) <= 1
    assert len(second.calls) >= 29
    if first.calls:
        assert ProviderState.objects.get(key="sms-a").down_until > at
    assert notice.deliveries.filter(state="accepted").count() >= 29


def test_a_limit_of_a_provider_is_kept(topics, at, write):
    (sms,) = use(Carrier("sms", batch=5, per_second=10))
    for n in range(40):
        topics.reader(f"p{n}", at, sms=1)
    write()
    go()
    assert len(sms.carried) <= 20


def test_events_are_taken_once_and_a_bounce_takes_the_next_channel(topics, at, write):
    from madoguchi.engines.messaging.commands.note_event import note_event
    from madoguchi.engines.messaging.models import Address
    from madoguchi.kernel.actors import SYSTEM

    _, sms = use(Carrier("email"), Carrier("sms"))
    topics.reader("a", at, email=1, sms=1)
    notice = write()
    go()
    row = notice.deliveries.get()
    told = {
        "provider": "email", "event_key": "dsn-1", "kind": "bounced", "delivery_id": row.id,
        "actor": SYSTEM, "at": at,
    }  # fmt: skip
    assert note_event(**told)
    assert not note_event(**told)
    assert Address.objects.get(channel="email").state == "bounced"
    go()
    assert states(notice) == [("a", "sms", "accepted")]
    assert len(sms.carried) == 1
