# SPDX-License-Identifier: Apache-2.0
"""What does the benchmark do inside the portal zone? Words: fill, write, alarm, look."""

import json
import sys
import time
from collections import Counter
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import django

MIX = (("line", 60), ("webpush", 25), ("email", 10), ("sms", 5))
WORDS = {
    "ja": {
        "subject": "断水のお知らせ",
        "text": "11月24日の午前9時から正午まで、本町の水道が止まります。",
    },
    "easy": {
        "subject": "水が とまります",
        "text": "11月24日の 9時から 12時まで、水が とまります。",
    },
}
ALARM = {
    "ja": {"subject": "避難指示", "text": "高い所へすぐに避難してください。"},
    "en": {"subject": "Evacuate now", "text": "Go to high ground at once."},
}


def channel_of(number: int) -> str:
    """The channel of the n-th person, so that each hundred has the mix."""
    place = number % 100
    for channel, share in MIX:
        if place < share:
            return channel
        place -= share
    raise AssertionError("the mix is a hundred")


def address_of(channel: str, number: int, subscriptions: list[str]) -> str:
    """An address of the n-th person."""
    if channel == "line":
        return f"U{uuid5(NAMESPACE_DNS, str(number)).hex}"
    if channel == "webpush":
        return subscriptions[number]
    return f"p{number}@example.jp" if channel == "email" else f"+8190{number:08}"


def fill(people: int, subscriptions: list[str]) -> dict[str, Any]:
    """So many people with one address each, in ten areas."""
    from django.db import transaction

    from madoguchi.engines.messaging.models import Address, Recipient, Topic, Trait
    from madoguchi.engines.messaging.queries.addresses import index_of, seal_address
    from madoguchi.engines.messaging.queries.traits import seal_trait, token_of
    from madoguchi.engines.messaging.rules.addresses import canonical
    from madoguchi.kernel.clock import now
    from madoguchi.kernel.ids import new_id

    at = now()
    Topic.objects.get_or_create(key="water", defaults={"way": "told", "title": {"ja": "水道"}})
    Topic.objects.get_or_create(key="alarm", defaults={"way": "always", "title": {"ja": "災害"}})
    areas = {n: token_of("area", f"area-{n}") for n in range(10)}
    for first in range(0, people, 5_000):
        rows, addresses, traits = [], [], []
        for n in range(first, min(first + 5_000, people)):
            row = Recipient(
                id=new_id(), party_ref=f"identity:{uuid5(NAMESPACE_DNS, f'b{n}')}", made_at=at
            )
            channel = channel_of(n)
            kept = canonical(channel, address_of(channel, n, subscriptions))
            address = Address(
                id=new_id(), recipient=row, channel=channel, state="active", made_at=at,
                verified_at=at, index=index_of(channel, kept),
            )  # fmt: skip
            address.sealed = seal_address(address.id, kept)
            trait = Trait(
                id=new_id(), recipient=row, kind="area", token=areas[n % 10], told_at=at,
                sealed=seal_trait(row.id, "area", f"area-{n % 10}"),
            )  # fmt: skip
            rows.append(row)
            addresses.append(address)
            traits.append(trait)
        with transaction.atomic():
            Recipient.objects.bulk_create(rows, batch_size=1_000)
            Address.objects.bulk_create(addresses, batch_size=1_000)
            Trait.objects.bulk_create(traits, batch_size=1_000)
    _analyse()
    return {"people": people}


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def write(key: str) -> dict[str, Any]:
    """The bulletin, with its audience made into rows here and timed."""
    from madoguchi.engines.messaging.commands.approve_notice import approve_notice
    from madoguchi.engines.messaging.commands.create_notice import create_notice
    from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice
    from madoguchi.engines.messaging.models import Delivery
    from madoguchi.engines.messaging.rules.audience import AnyOf, Everyone, InAreas
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now

    audience = AnyOf(of=(InAreas(codes=tuple(f"area-{n}" for n in range(10))), Everyone()))
    notice = create_notice(
        key=key, lane="bulk", topic="water", texts=WORDS, audience=audience, actor=SYSTEM,
        at=now(), is_quiet=False, link="/news/",
    )  # fmt: skip
    approve_notice(notice_id=notice.id, actor=SYSTEM, at=now())
    began = time.perf_counter()
    while resolve_slice(notice_id=notice.id, actor=SYSTEM, at=now()):
        pass
    took = time.perf_counter() - began
    count = Delivery.objects.filter(notice=notice).count()
    return {"audience_s": round(took, 2), "deliveries": count, "notice": str(notice.id)}


def alarm(key: str) -> dict[str, Any]:
    """The order of an alarm; returns the instant of it."""
    from madoguchi.engines.messaging.commands.approve_notice import approve_notice
    from madoguchi.engines.messaging.commands.create_notice import create_notice
    from madoguchi.engines.messaging.rules.audience import Everyone
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now

    notice = create_notice(
        key=key, lane="disaster", topic="alarm", texts=ALARM, audience=Everyone(), actor=SYSTEM,
        at=now(), link="/news/",
    )  # fmt: skip
    ordered = time.time()
    approve_notice(notice_id=notice.id, actor=SYSTEM, at=now())
    return {"ordered_at": ordered, "notice": str(notice.id)}


def look(notice_id: str) -> dict[str, Any]:
    """How many deliveries of a notice are in which state."""
    from madoguchi.engines.messaging.models import Delivery, Notice

    states = Counter(
        Delivery.objects.filter(notice_id=UUID(notice_id)).values_list("state", flat=True)
    )
    state = Notice.objects.get(id=UUID(notice_id)).state
    return {"states": dict(states), "state": state}


def times(notice_id: str) -> dict[str, Any]:
    """When the rows of a notice were made and the first and thousandth went out."""
    from madoguchi.engines.messaging.models import Delivery, Notice

    notice = Notice.objects.get(id=UUID(notice_id))
    rows = Delivery.objects.filter(notice=notice, sent_at__isnull=False).order_by("sent_at")
    sent = [one.timestamp() for one in rows.values_list("sent_at", flat=True)]
    made = sorted(
        {
            one.timestamp()
            for one in Delivery.objects.filter(notice=notice).values_list("made_at", flat=True)
        }
    )
    begun = sorted(
        {
            one.timestamp()
            for one in Delivery.objects.filter(notice=notice, batch__isnull=False).values_list(
                "batch__made_at", flat=True
            )
        }
    )
    zero = notice.approved_at.timestamp()
    return {
        "made": [round(one - zero, 2) for one in made],
        "begun": [round(one - zero, 2) for one in begun[:12]],
        "sent": [round(one - zero, 2) for one in (sent[0], sent[min(999, len(sent) - 1)])],
    }


def expect(notice_id: str) -> dict[str, Any]:
    """channel → delivery ids of a notice."""
    from madoguchi.engines.messaging.models import Delivery

    found: dict[str, list[str]] = {}
    rows = Delivery.objects.filter(notice_id=UUID(notice_id)).values_list("channel", "id")
    for channel, key in rows:
        found.setdefault(channel, []).append(str(key))
    return found


def serve() -> None:
    """Read words from standard input, a line of JSON each; answer likewise."""
    django.setup()
    verbs = {
        "fill": fill,
        "write": write,
        "alarm": alarm,
        "look": look,
        "expect": expect,
        "times": times,
    }
    for line in sys.stdin:
        word, *values = json.loads(line)
        print(json.dumps(verbs[word](*values)), flush=True)


if __name__ == "__main__":
    serve()
