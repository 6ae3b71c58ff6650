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
