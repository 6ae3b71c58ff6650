# SPDX-License-Identifier: Apache-2.0
"""An audience becomes rows: whom, over which channel, in which language, when."""

from datetime import timedelta

import pytest

pytestmark = pytest.mark.django_db


def publish(readers, at, **more):
    from madoguchi.engines.messaging.api import Everyone, approve_notice, create_notice
    from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice

    wanted = {
        "key": "n-1", "lane": "bulk", "topic": "water", "texts": readers.WORDS, "section": "pr",
        "audience": Everyone(), "actor": readers.clerk(), "at": at, **more,
    }  # fmt: skip
    notice = create_notice(**wanted)
    approve_notice(notice_id=notice.id, actor=readers.clerk(), at=at)
    while resolve_slice(notice_id=notice.id, actor=readers.clerk(), at=at):
        pass
    notice.refresh_from_db()
    return notice


def ways(notice):
    rows = notice.deliveries.select_related("recipient").order_by("recipient__party_ref", "track")
    return [(one.recipient.party_ref, one.channel, one.language) for one in rows]


def test_each_gets_it_on_the_first_channel_of_their_own(topics, at):
    from madoguchi.engines.messaging.api import choose_topic, set_manner

    topics.reader("a", at, line=1, email=1)
    topics.reader("b", at, email=1, sms=1, language="easy")
    topics.reader("c", at, language="en")
    topics.reader("d", at, line=1, email=1)
    set_manner(party_ref="d", actor=topics.citizen("d"), at=at, order=["email", "line"])
    topics.reader("e", at, line=1, email=1)
    choose_topic(
        party_ref="e", topic="water", channel="line", is_on=False, actor=topics.citizen("e"), at=at
    )
    topics.reader("f", at, line=1)
    choose_topic(party_ref="f", topic="water", is_on=False, actor=topics.citizen("f"), at=at)
    notice = publish(topics, at)
    assert notice.state == "sending"
    assert ways(notice) == [
        ("a", "line", "ja"), ("b", "email", "easy"), ("c", "inbox", "easy"), ("d", "email", "ja"),
        ("e", "email", "ja"),
    ]  # fmt: skip


def test_what_was_to_be_asked_for_goes_to_who_asked(topics, at):
    from madoguchi.engines.messaging.api import choose_topic

    for name in "ab":
        topics.reader(name, at, email=1)
    choose_topic(party_ref="b", topic="events", is_on=True, actor=topics.citizen("b"), at=at)
    assert ways(publish(topics, at, topic="events")) == [("b", "email", "ja")]


def test_an_audience_of_zero_is_refused_and_nothing_is_written(topics, at):
    from madoguchi.engines.messaging.models import Delivery, Notice
    from madoguchi.engines.messaging.rules.refusals import NobodyToTell

    topics.reader("a", at, email=1)
    with pytest.raises(NobodyToTell):
        publish(topics, at, topic="events")
    assert Notice.objects.get().state == "draft"
    assert not Delivery.objects.exists()


def test_areas_children_lists_and_exclusions(topics, at):
    from madoguchi.engines.messaging.api import exclude_person, keep_list, tell_traits
    from madoguchi.engines.messaging.rules.audience import read_audience

    clerk = topics.clerk()
    for name in "abcd":
        topics.reader(name, at)
    for name, area, month in (
        ("a", "honcho", "2025-04"),
        ("b", "honcho", "2020-01"),
        ("c", "minato", "2025-05"),
    ):
        for kind, value in (("area", area), ("child", month)):
            tell_traits(party_ref=name, kind=kind, values=[value], words="同意", actor=clerk, at=at)
    listed = keep_list(parties=["b", "d", "new"], section="pr", actor=clerk, at=at)
    babies = {"type": "children", "born_from": "2025-01", "born_to": "2025-12"}
    honcho = {"type": "areas", "codes": ["honcho"]}
    for number, (audience, expected) in enumerate([
        (honcho, "ab"), (babies, "ac"),
        ({"type": "all", "of": [honcho, babies]}, "a"),
        ({"type": "any", "of": [honcho, babies]}, "abc"),
        ({"type": "without", "of": {"type": "everyone"}, "but": honcho}, ["c", "d", "new"]),
        ({"type": "list", "list_id": str(listed)}, ["b", "d", "new"]),
        ({"type": "people", "parties": ["a", "zz"]}, "a"),
    ]):  # fmt: skip
        notice = publish(topics, at, key=f"k{number}", audience=read_audience(audience))
        assert [one[0] for one in ways(notice)] == list(expected), audience
    exclude_person(party_ref="a", reason="申し出", section="pr", actor=clerk, at=at)
    notice = publish(topics, at, key="x", audience=read_audience(honcho))
    assert [one[0] for one in ways(notice)] == ["b"]


def test_at_night_only_what_rings_nobody_goes_at_once(topics, at):
    night = at + timedelta(hours=12)
    topics.reader("a", at, line=1)
    topics.reader("b", at, email=1)
    rows = {one.channel: one.next_at for one in publish(topics, night).deliveries.all()}
    assert rows == {"email": night, "line": at + timedelta(hours=22)}


def test_an_alarm_takes_every_way_at_once_and_asks_nobody(topics, at):
    from madoguchi.engines.messaging.api import choose_topic

    topics.reader("a", at, line=1, email=1, sms=1)
    choose_topic(
        party_ref="a", topic="alarm", channel="sms", is_on=False, actor=topics.citizen("a"), at=at
    )
    topics.reader("b", at)
    notice = publish(topics, at + timedelta(hours=12), lane="disaster", topic="alarm")
    assert ways(notice) == [
        ("a", "line", "ja"), ("a", "email", "ja"), ("a", "sms", "ja"), ("b", "inbox", "ja"),
    ]  # fmt: skip
    assert {one.next_at for one in notice.deliveries.exclude(channel="inbox")} == {
        at + timedelta(hours=12)
    }


def test_counts_before_sending_are_what_is_written(topics, at):
    from madoguchi.engines.messaging.queries.audience import count_by_channel

    topics.reader("a", at, line=1)
    topics.reader("b", at, line=1)
    topics.reader("c", at)
    notice = publish(topics, at)
    assert count_by_channel(notice, at=at) == {"line": 2, "inbox": 1}


def test_a_person_is_told_once_and_the_words_are_sealed(topics, at):
    from madoguchi.engines.messaging.api import tell_person
    from madoguchi.kernel.actors import SYSTEM

    topics.reader("a", at, email=1)
    for _ in range(2):
        notice = tell_person(
            key="booking:1", party_ref="a", topic="own", texts=topics.WORDS, actor=SYSTEM, at=at
        )
    assert ways(notice) == [("a", "email", "ja")]
    assert notice.state == "sending"
    assert notice.texts == {}


def test_whoever_must_not_be_found_reads_it_in_the_inbox_only(topics, at):
    from madoguchi.engines.messaging import ports

    class Safe:
        def spared(self):
            return {"a"}

        def address(self, *, party_ref, channel, address):
            return address

    ports.use_safe_addressing(Safe())
    try:
        topics.reader("a", at, line=1)
        topics.reader("b", at, line=1)
        assert ways(publish(topics, at)) == [("a", "inbox", "ja"), ("b", "line", "ja")]
    finally:
        ports._safe.clear()
