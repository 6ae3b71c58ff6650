# SPDX-License-Identifier: Apache-2.0
"""Who is told things in the demonstration city, and what was sent in the past weeks?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import NAMESPACE_DNS, uuid5

from django.db import transaction

from madoguchi.config.demo.people import RESIDENTS
from madoguchi.engines.messaging.api import (
    Everyone,
    InAreas,
    PastDelivery,
    add_address,
    choose_topic,
    create_notice,
    publish_news,
    take_over_past,
    tell_traits,
)
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.identity.api import User, actor_for

READERS = 380
WAYS = ("line", "line", "line", "line", "line", "webpush", "webpush", "email", "sms")
PAST = (
    (26, "events", "learning", "秋の公民館まつり", "11月3日に、公民館まつりを開きます。入場は無料です。",
     "公民館(こうみんかん)の まつり", "11月3日に まつりが あります。お金は いりません。"),
    (12, "child-checkups", "health", "インフルエンザの予防接種", "小学生までのお子さんは、1回1,000円で受けられます。",
     "子どもの ちゅうしゃ", "小学生までの 子どもは、1かい 1,000円です。"),
    (4, "roads", "roads", "港町二丁目の夜間工事", "今週の夜9時から朝5時まで、片側通行になります。",
     "夜の 道の こうじ", "今週の 夜は、道が せまく なります。"),
)  # fmt: skip
NOW = (
    ("city-news", "citizens", "年末年始の窓口", "12月29日から1月3日まで、市役所の窓口は休みです。証明書はコンビニで受け取れます。",
     "12月29日から 休みです", "12月29日から 1月3日まで、市役所は 休みです。", ()),
    ("waste", "environment", "年末のごみ収集", "汐見台の燃えるごみは、12月30日まで集めます。",
     "ごみの 日", "汐見台の もえる ごみは、12月30日まで あつめます。", ("04010", "04020")),
)  # fmt: skip


def seed_messaging(home: Path, *, at: datetime) -> list[str]:
    """Readers, three notices of past weeks with their reports, two announcements; once per demo city."""
    marker = home / "messaging-seeded"
    if marker.exists():
        return ["notices are there"]
    chance = Random("todai-notices")  # noqa: S311 - made-up people
    with transaction.atomic():
        own = _residents(at)
        crowd = [f"identity:{uuid5(NAMESPACE_DNS, f'reader-{n}.todai')}" for n in range(READERS)]
        for n, (days, topic, section, subject, text, easy, easy_text) in enumerate(PAST):
            sent_at = at - timedelta(days=days)
            take_over_past(
                key=f"demo:{n}", topic=topic, section=section,
                texts=_texts(subject, text, easy, easy_text),
                deliveries=list(_past([*own, *crowd], chance, sent_at)), sent_at=sent_at,
                actor=SYSTEM, at=at,
            )  # fmt: skip
        for topic, section, subject, text, easy, easy_text, areas in NOW:
            notice = create_notice(
                key=f"demo:{topic}", lane="bulk", topic=topic, section=section,
                texts=_texts(subject, text, easy, easy_text), actor=SYSTEM, at=at,
                audience=InAreas(codes=areas) if areas else Everyone(),
            )  # fmt: skip
            publish_news(notice_id=notice.id, actor=SYSTEM, at=at)
    marker.touch()
    return [f"{len(own) + READERS} readers, {len(PAST)} notices sent, {len(NOW)} announcements"]


def _texts(subject: str, text: str, easy: str, easy_text: str) -> dict[str, dict[str, str]]:
    return {"ja": {"subject": subject, "text": text}, "easy": {"subject": easy, "text": easy_text}}


def _residents(at: datetime) -> list[str]:
    """The residents who can sign in take e-mail and a few topics; the first has told of a child."""
    refs = []
    for place, one in enumerate(RESIDENTS):
        user = User.objects.filter(email=one.email).first()
        if user is None:
            continue
        actor = actor_for(user)
        add_address(party_ref=actor.ref, channel="email", address=one.email, is_verified=True,
                    actor=actor, at=at)  # fmt: skip
        for topic in ("roads", "events", "city-news"):
            choose_topic(party_ref=actor.ref, topic=topic, is_on=True, source="demo",
                         actor=actor, at=at)  # fmt: skip
        tell_traits(party_ref=actor.ref, kind="area", values=["02010"], words="見本の同意",
                    actor=actor, at=at)  # fmt: skip
        if place == 0:
            tell_traits(party_ref=actor.ref, kind="child", values=["2019-06"], words="見本の同意",
                        actor=actor, at=at)  # fmt: skip
        refs.append(actor.ref)
    return refs


def _past(parties: list[str], chance: Random, sent_at: datetime) -> Iterator[PastDelivery]:
    """Most arrive within minutes; people open them over the next day; a few fail."""
    for party in parties:
        channel, luck = chance.choice(WAYS), chance.random()
        out = sent_at + timedelta(minutes=chance.random() * 40)
        if luck < 0.04:
            yield PastDelivery(party, channel, "failed", sent_at=out)
        elif luck < 0.5:
            yield PastDelivery(party, channel, "delivered", sent_at=out, delivered_at=out)
        else:
            opened = out + timedelta(hours=min(chance.expovariate(1 / 5), 30))
            yield PastDelivery(party, channel, "opened", out, out, opened)
