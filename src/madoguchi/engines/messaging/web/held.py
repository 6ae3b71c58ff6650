# SPDX-License-Identifier: Apache-2.0
"""What does わたしのデータ tell of messaging: addresses, choices, traits, how many messages?"""

from collections.abc import Iterable
from datetime import datetime

from madoguchi.engines.messaging.models import Address, Preference
from madoguchi.engines.messaging.queries.addresses import open_address
from madoguchi.engines.messaging.queries.held_data import Held, find_held
from madoguchi.engines.messaging.queries.traits import open_trait
from madoguchi.kernel.my_data import MyHolding, MyItem, tells_own_data
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say


@tells_own_data
def tell_messaging(account: str, lang: str, at: datetime) -> tuple[MyHolding, ...]:  # noqa: ARG001 - the port
    """What the city knows so that it can tell the person things."""
    held = find_held(account)
    if held is None:
        return ()
    return (
        MyHolding(
            kind="messaging.settings",
            title=say("messaging.held.title", lang),
            purpose=say("messaging.held.purpose", lang),
            until=say("messaging.held.until", lang),
            items=tuple(_items(held, lang)),
        ),
    )


def _items(held: Held, lang: str) -> Iterable[MyItem]:
    for address in held.addresses:
        yield _address(address, lang)
    for one in held.preferences:
        yield _preference(one, held, lang)
    for trait in held.traits:
        yield MyItem(
            label=say(f"messaging.held.trait.{trait.kind}", lang),
            text=open_trait(trait),
            note=format_instant(trait.told_at, lang),
        )
    for exclusion in held.exclusions:
        yield MyItem(label=say("messaging.held.excluded", lang), text=exclusion.reason)
    language = say(f"messaging.held.language.{held.person.language}", lang)
    yield MyItem(label=say("messaging.held.language", lang), text=language)
    counts = say("messaging.held.counts", lang, messages=held.messages, consents=held.consents)
    yield MyItem(label=say("messaging.held.messages", lang), text=counts)


def _address(address: Address, lang: str) -> MyItem:
    is_device = address.channel == "webpush"
    device = say("messaging.held.device", lang)
    return MyItem(
        label=say(f"messaging.held.channel.{address.channel}", lang),
        text=device if is_device else open_address(address),
        note=" ・ ".join([
            say(f"messaging.held.state.{address.state}", lang),
            format_instant(address.made_at, lang),
        ]),
    )  # fmt: skip


def _preference(one: Preference, held: Held, lang: str) -> MyItem:
    topic = held.topics.get(one.topic)
    title = TextValue(**topic.title).pick(lang) if topic else one.topic
    channel = say(f"messaging.held.channel.{one.channel}", lang) if one.channel else ""
    return MyItem(
        label=" ・ ".join(part for part in (title, channel) if part),
        text=say(f"messaging.held.{'on' if one.is_on else 'off'}", lang),
        note=format_instant(one.changed_at, lang),
    )
