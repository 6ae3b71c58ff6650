# SPDX-License-Identifier: Apache-2.0
"""Topics and people for the tests of messaging."""

from uuid import NAMESPACE_DNS, uuid5

from madoguchi.kernel.actors import Actor

WORDS = {
    "ja": {
        "subject": "断水のお知らせ",
        "text": "11月24日の午前に水が止まります。",
        "short": "断水",
    },
    "easy": {"subject": "水が とまります", "text": "11月24日の 朝、水が とまります。"},
}


def citizen(name):
    return Actor(kind="citizen", ref=f"identity:{uuid5(NAMESPACE_DNS, name)}", name="")


def clerk(role="senior", name="佐波 みお", section="pr"):
    return Actor(
        kind="staff",
        ref=f"identity:{uuid5(NAMESPACE_DNS, name)}",
        name=name,
        roles=frozenset({role}),
        sections=frozenset({section}),
    )


def topics():
    from madoguchi.engines.messaging.models import Topic

    for key, way in (
        ("events", "asked"),
        ("water", "told"),
        ("alarm", "always"),
        ("own", "always"),
    ):
        Topic.objects.create(key=key, way=way, section="pr", title={"ja": key})


def address_of(channel, name):
    mark = uuid5(NAMESPACE_DNS, name)
    return {
        "line": f"U{mark.hex}",
        "email": f"{name}@example.jp",
        "sms": f"090{mark.int % 10**8:08}",
        "webpush": (
            f'{{"endpoint": "https://push.example/{mark}", "keys": {{"auth": "a", "p256dh": "b"}}}}'
        ),
        "letter": f"〒770-0001\n灯台市本町1-2-3\n{name} 様",
    }[channel]


def reader(name, at, *, language="ja", **channels):
    """A person with an address on each channel named."""
    from madoguchi.engines.messaging.api import add_address, set_manner

    set_manner(party_ref=name, language=language, actor=citizen(name), at=at)
    for channel in channels:
        add_address(
            party_ref=name, channel=channel, address=address_of(channel, name), is_verified=True,
            actor=citizen(name), at=at,
        )  # fmt: skip
