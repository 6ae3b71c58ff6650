# SPDX-License-Identifier: Apache-2.0
"""A town that writes and reads notices: topics, people, a writer and an approver, in browsers."""

from uuid import NAMESPACE_DNS, uuid5

from django.test import Client

from madoguchi.kernel.actors import SYSTEM, Actor

EASY = {
    "subject": "水が とまります",
    "text": "11月24日の 朝、水が とまります。\n水を ためて ください。",
}
WORDS = {
    "ja": {"subject": "断水のお知らせ", "text": "11月24日の午前、水が止まります。", "short": ""},
    "easy": {**EASY, "short": ""},
}


def staff(name, *roles, section="water"):
    return Actor(
        kind="staff", ref=f"identity:{uuid5(NAMESPACE_DNS, name)}", name=name,
        roles=frozenset(roles), sections=frozenset({section}),
    )  # fmt: skip


SANAMI = staff("佐波 みお", "case_worker")
TAKEUCHI = staff("竹内 昭", "senior")
MORI = staff("森 直", "senior")


def resident(name):
    return Actor(kind="citizen", ref=f"identity:{uuid5(NAMESPACE_DNS, name)}", name=name)


AKARI, MINATO = resident("灯 あかり"), resident("港 太郎")


def load(at):
    """Topics and templates of the packs."""
    from madoguchi.engines.messaging.commands.load_pack import load_pack
    from madoguchi.engines.messaging.pack import pack_in_use

    return load_pack(pack=pack_in_use(), actor=SYSTEM, at=at)


def subscribe(person, at, *, topics=("roads",), email="", areas=(), months=()):
    """A person who takes topics, with an address that was proven."""
    from madoguchi.engines.messaging import api

    for topic in topics:
        api.choose_topic(party_ref=person.ref, topic=topic, is_on=True, actor=person, at=at)
    if email:
        api.add_address(
            party_ref=person.ref, channel="email", address=email, actor=person, at=at,
            is_verified=True,
        )  # fmt: skip
    if areas:
        api.tell_traits(party_ref=person.ref, kind="area", values=areas, words="同意",
                        actor=person, at=at)  # fmt: skip
    if months:
        api.tell_traits(party_ref=person.ref, kind="child", values=months, words="同意",
                        actor=person, at=at)  # fmt: skip


def draft(at, *, actor=SANAMI, lane="bulk", topic="roads", texts=WORDS, key="n1", audience=None,
          section="water", **manner):  # fmt: skip
    from madoguchi.engines.messaging.commands.write_notice import Manner, write_notice

    return write_notice(
        key=key, lane=lane, topic=topic, section=section, texts=texts, manner=Manner(**manner),
        actor=actor, at=at, audience=audience,
    )  # fmt: skip


def visiting(actor, at):
    """A browser of staff whom the office has sent."""
    from madoguchi.platform.identity.visiting.assertion import Assertion
    from madoguchi.platform.identity.visiting.receiving import COOKIE, let_in

    told = Assertion(
        audience="", nonce="", id=f"{actor.ref}-{at.isoformat()}", issued=0,
        expires=int(at.timestamp()) + 60, ref=actor.ref, name=actor.name,
        roles=tuple(actor.roles), sections=tuple(actor.sections), factors=("passkey",),
        session_ends=int(at.timestamp()) + 8 * 3600,
    )  # fmt: skip
    client = Client()
    client.cookies[COOKIE] = let_in(told, at=at)
    return client


def sign_in(email, at):
    """A browser of a citizen with an account; the actor is ``client.actor``."""
    from madoguchi.platform.identity.api import actor_for, create_citizen

    user = create_citizen(email=email, password="minato no akari 2026", at=at)
    client = Client()
    client.force_login(user, backend="madoguchi.platform.identity.citizens.backend.CitizenBackend")
    client.actor = actor_for(user)
    return client


def body(response):
    """What a page says."""
    return response.content.decode()
