# SPDX-License-Identifier: Apache-2.0
"""Citizens read what they are told, choose it, prove addresses, and stop a topic in one click."""

import json

import pytest
from django.test import Client
from lxml import etree

pytestmark = pytest.mark.django_db
INBOX, SETTINGS = "/my/messages/", "/my/messages/settings/"


@pytest.fixture
def akari(city, at):
    """灯 あかり in her browser; she takes news of roads by e-mail."""
    client = city.sign_in("akari@example.jp", at)
    city.subscribe(client.actor, at, email="akari@example.jp")
    return client


@pytest.fixture
def told(city, at, akari):
    """A notice on roads, approved and made into deliveries."""
    return send(city, at)


def send(city, at, key="n1", **more):
    from madoguchi.engines.messaging.commands.approve_notice import approve_notice
    from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice
    from madoguchi.kernel.actors import SYSTEM

    notice = city.draft(at, key=key, **more)
    approve_notice(notice_id=notice.id, actor=SYSTEM, at=at)
    while resolve_slice(notice_id=notice.id, actor=SYSTEM, at=at):
        pass
    return notice


def delivery_of(notice):
    from madoguchi.engines.messaging.models import Delivery

    return Delivery.objects.get(notice=notice)


def token(kind, notice):
    from madoguchi.engines.messaging.queries.tokens import token_for

    return token_for(kind, delivery_of(notice).id)


def test_the_inbox_shows_what_is_new_and_reading_it_is_noted(city, akari, told):
    assert "新着" in city.body(akari.get(INBOX))
    page = city.body(akari.get(f"{INBOX}{told.id}/"))
    assert "11月24日の午前、水が止まります。" in page
    assert delivery_of(told).read_at is not None
    assert "新着" not in city.body(akari.get(INBOX))


def test_a_reader_of_easy_japanese_gets_easy_japanese(city, akari, told):
    page = city.body(akari.get(f"{INBOX}{told.id}/?lang=easy"))
    assert "水を ためて ください。" in page


def test_messages_are_put_away_and_back(city, akari, told):
    assert akari.post(f"{INBOX}{told.id}/away/", {"do": "away"}).status_code == 302
    assert "断水のお知らせ" not in city.body(akari.get(INBOX))
    assert "断水のお知らせ" in city.body(akari.get(f"{INBOX}?box=away"))
    akari.post(f"{INBOX}{told.id}/away/", {"do": "back"})
    assert "断水のお知らせ" in city.body(akari.get(f"{INBOX}?topic=roads"))
    assert "断水のお知らせ" not in city.body(akari.get(f"{INBOX}?topic=waste"))


def test_nobody_reads_what_another_was_told(city, at, told):
    other = city.sign_in("funaki@example.jp", at)
    assert other.get(f"{INBOX}{told.id}/").status_code == 404
    assert other.post(f"{INBOX}{told.id}/away/").status_code == 404
    assert Client().get(INBOX).status_code == 302


def test_the_inbox_costs_the_same_for_many(city, at, akari, django_assert_max_num_queries):
    for n in range(15):
        send(city, at, key=f"n{n}")
    akari.get(INBOX)
    with django_assert_max_num_queries(12):
        assert city.body(akari.get(INBOX)).count("新着") == 15


def test_a_link_opens_on_our_own_host_and_is_noted(city, at, told):
    from madoguchi.engines.messaging.models import Notice

    here = f"/messages/open/{token('open', told)}/"
    assert Client().head(here).status_code == 302
    assert delivery_of(told).opened_at is None
    assert Client().get(here).headers["Location"] == f"{INBOX}{told.id}/"
    assert delivery_of(told).opened_at is not None
    for bad in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        Notice.objects.filter(id=told.id).update(link=bad)
        assert Client().get(here).headers["Location"] == f"{INBOX}{told.id}/"
    Notice.objects.filter(id=told.id).update(link="/booking/")
    assert Client().get(here).headers["Location"] == "/booking/"
    for wrong in ("x", token("unsubscribe", told), token("open", told)[:-2] + "AA"):
        assert Client().get(f"/messages/open/{wrong}/").status_code == 404


def test_one_click_stops_a_topic_without_signing_in(city, akari, told):
    from madoguchi.engines.messaging.models import Consent
    from madoguchi.engines.messaging.queries.inbox import choices_of

    here = f"/messages/unsubscribe/{token('unsubscribe', told)}/"
    strict = Client(enforce_csrf_checks=True)
    page = city.body(strict.get(here))
    assert "道路の工事・通行止め" in page
    assert choices_of(akari.actor.ref)["roads", ""] is True
    sent = strict.post(here, {"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    assert "お知らせを止めました" in city.body(sent)
    assert choices_of(akari.actor.ref)["roads", ""] is False
    last = Consent.objects.filter(topic="roads").latest("at", "id")
    assert (last.is_given, last.source) == (False, "unsubscribe")
    assert "お知らせを止める" in last.words
    assert strict.post(here, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_channel_alone_can_be_stopped(city, akari, told):
    from madoguchi.engines.messaging.queries.inbox import choices_of

    Client().post(f"/messages/unsubscribe/{token('unsubscribe', told)}/", {"only": "channel"})
    choices = choices_of(akari.actor.ref)
    assert choices["roads", "email"] is False
    assert choices["roads", ""] is True


def test_an_alarm_cannot_be_stopped(city, at, akari):
    notice = send(city, at, key="a1", lane="disaster", topic="disaster", actor=city.TAKEUCHI)
    from madoguchi.engines.messaging.models import Delivery
    from madoguchi.engines.messaging.queries.tokens import token_for

    row = Delivery.objects.filter(notice=notice).first()
    here = f"/messages/unsubscribe/{token_for('unsubscribe', row.id)}/"
    assert Client().get(here).status_code == 422
    assert Client().post(here).status_code == 422


def test_topics_and_channels_are_chosen_with_the_words_that_were_shown(city, akari):
    from madoguchi.engines.messaging.models import Consent
    from madoguchi.engines.messaging.queries.inbox import choices_of

    page = city.body(akari.get(SETTINGS))
    assert "ごみの収集日" in page
    every = [f"{key}:{way}" for key in ("disaster", "bookings", "cases", "payments", "waste",
             "child-checkups", "childcare", "events", "roads", "city-news")
             for way in ("line", "webpush", "email", "sms")]  # fmt: skip
    every.remove("waste:sms")
    values = {"topic": ["waste", "bookings", "cases", "payments"], "channel": every}
    assert akari.post(f"{SETTINGS}topics/", values).status_code == 302
    choices = choices_of(akari.actor.ref)
    assert choices["waste", ""] is True
    assert choices["waste", "sms"] is False
    assert choices["roads", ""] is False
    assert ("bookings", "") not in choices
    assert Consent.objects.filter(topic="waste", channel="").get().words == (
        "「ごみの収集日」のお知らせを受け取る")  # fmt: skip


def test_language_quiet_hours_and_digest(city, akari):
    from madoguchi.engines.messaging.queries.addresses import find_recipient

    values = {"language": "easy", "quiet_from": "21:00", "quiet_until": "7:00", "digest": "yes"}
    assert akari.post(f"{SETTINGS}manner/", values).status_code == 302
    person = find_recipient(akari.actor.ref)
    assert (person.language, person.quiet_from, person.quiet_until, person.digest) == (
        "easy", 1260, 420, "weekly")  # fmt: skip
    assert akari.post(f"{SETTINGS}manner/", {**values, "quiet_from": "30:00"}).status_code == 422


def test_children_are_told_with_consent_only(city, akari):
    from madoguchi.engines.messaging.models import Trait

    values = {"month": ["2025-04", "2025年10月", ""]}
    akari.post(f"{SETTINGS}children/", values)
    assert not Trait.objects.filter(kind="child").exists()
    akari.post(f"{SETTINGS}children/", {**values, "consent": "yes"})
    assert Trait.objects.filter(kind="child").count() == 2
    assert b"2025-04" not in b"".join(bytes(one.sealed) for one in Trait.objects.all())
    assert "2025-10" in city.body(akari.get(SETTINGS))
    akari.post(f"{SETTINGS}children/", values)
    assert not Trait.objects.filter(kind="child").exists()


def test_areas_are_told_and_taken_back(city, akari):
    akari.post(f"{SETTINGS}areas/", {"areas": ["02010", "99999"]})
    page = city.body(akari.get(SETTINGS))
    assert page.count('name="areas" value="02010"') == 1
    assert 'value="02010" id="areas-4" checked' in page
    akari.post(f"{SETTINGS}areas/", {})
    assert "checked" not in city.body(akari.get(SETTINGS)).split('name="areas"')[1][:60]


def test_an_address_is_proven_by_a_code(city, akari, monkeypatch):
    from madoguchi.engines.messaging.models import Address
    from madoguchi.engines.messaging.queries.addresses import code_of

    page = akari.post(
        f"{SETTINGS}add/", {"channel": "sms", "address": "090-0000-1125"}, follow=True
    )
    assert "いまは確認コードを送れません" in city.body(page)
    row = Address.objects.get(channel="sms")
    assert row.state == "unverified"
    wrong = akari.post(f"{SETTINGS}prove/", {"id": row.id, "code": "0"})
    assert wrong.status_code == 422
    assert akari.post(f"{SETTINGS}prove/", {"id": row.id, "code": code_of(row)}).status_code == 302
    row.refresh_from_db()
    assert row.state == "active"
    assert akari.post(f"{SETTINGS}add/", {"channel": "sms", "address": "x"}).status_code == 422
    assert akari.post(f"{SETTINGS}remove/", {"id": row.id}).status_code == 302
    assert akari.post(f"{SETTINGS}remove/", {"id": row.id}).status_code == 404


def test_a_trial_arrives_in_the_inbox(city, akari):
    assert akari.post(f"{SETTINGS}try/").status_code == 302
    assert "試しのお知らせです" in city.body(akari.get(INBOX))


@pytest.fixture
def public(city, at):
    """A public notice for 港町一丁目, and one for the whole city."""
    from madoguchi.engines.messaging.commands.publish_news import publish_news
    from madoguchi.engines.messaging.rules.audience import InAreas
    from madoguchi.kernel.actors import SYSTEM

    for key, audience in (("p1", InAreas(codes=("02010",))), ("p2", None)):
        texts = {lang: {**words, "subject": f"{words['subject']} {key}"}
                 for lang, words in city.WORDS.items()}  # fmt: skip
        notice = city.draft(at, key=key, texts=texts, audience=audience, is_public=True)
        publish_news(notice_id=notice.id, actor=SYSTEM, at=at)
    return city


def test_the_news_are_read_by_topic_and_area(public):
    page = public.body(Client().get("/news/"))
    assert "断水のお知らせ p1" in page
    assert "断水のお知らせ p2" in page
    other = public.body(Client().get("/news/?area=03010"))
    assert "p1" not in other.replace("p10", "")
    assert "断水のお知らせ p2" in other
    assert "断水のお知らせ p1" in public.body(Client().get("/news/?area=02010&topic=roads"))
    assert "断水のお知らせ" not in public.body(Client().get("/news/?topic=waste"))


def test_one_announcement_in_each_language(public):
    from madoguchi.engines.messaging.models import NewsItem

    item = NewsItem.objects.first()
    assert "水を ためて ください。" in public.body(Client().get(f"/news/{item.id}/?lang=easy"))
    assert Client().get(f"/news/{item.notice_id}/").status_code == 404


def test_feeds_say_the_same_three_times(public):
    rss = etree.fromstring(Client().get("/news/feed.rss?area=03010").content)
    assert [one.text for one in rss.findall("channel/item/title")] == ["断水のお知らせ p2"]
    atom = etree.fromstring(Client().get("/news/feed.atom").content)
    ns = {"a": "http://www.w3.org/2005/Atom"}
    assert len(atom.findall("a:entry", ns)) == 2
    assert atom.find("a:updated", ns) is not None
    feed = json.loads(Client().get("/news/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {tuple(one["_madoguchi"]["areas"]) for one in feed["items"]} == {("02010",), ()}


def test_nothing_personal_is_ever_published(city, at):
    from madoguchi.engines.messaging.commands.publish_news import publish_news
    from madoguchi.engines.messaging.commands.tell_person import tell_person
    from madoguchi.engines.messaging.rules.notice_refusals import NewsUnknown
    from madoguchi.kernel.actors import SYSTEM

    notice = tell_person(key="x", party_ref=city.AKARI.ref, topic="cases", texts=city.WORDS,
                         actor=SYSTEM, at=at)  # fmt: skip
    with pytest.raises(NewsUnknown):
        publish_news(notice_id=notice.id, actor=SYSTEM, at=at)
