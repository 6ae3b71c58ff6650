# SPDX-License-Identifier: Apache-2.0
"""What does the page of one's message settings show?"""

from typing import Any

from django.urls import reverse

from madoguchi.engines.messaging.models import Address, Topic, Trait
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.ports import providers
from madoguchi.engines.messaging.queries.addresses import (
    find_recipient,
    list_addresses,
    open_address,
)
from madoguchi.engines.messaging.queries.inbox import choices_of
from madoguchi.engines.messaging.queries.traits import open_trait
from madoguchi.engines.messaging.rules.preferences import is_channel_on, is_topic_on
from madoguchi.engines.messaging.web.citizen.frame import address_of, crumbs, name_of
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.languages import NAMES
from madoguchi.platform.screens.wording import say

CHANNELS = ("line", "webpush", "email", "sms")
TONES = {
    "active": ("ok", "done"), "unverified": ("lamp", "clock"), "blocked": ("warn", "minus"),
    "bounced": ("bad", "error"),
}  # fmt: skip
MONTH_FIELDS = 4


def settings_values(party_ref: str, lang: str) -> dict[str, Any]:
    """Everything that the page needs; the same few queries for anybody."""
    person = find_recipient(party_ref)
    traits = list(Trait.objects.filter(recipient=person)) if person else []
    months = sorted(open_trait(one) for one in traits if one.kind == "child")
    chosen = {open_trait(one) for one in traits if one.kind == "area"}
    return {
        "crumbs": crumbs(lang, Crumb(say("messaging.settings.title", lang))),
        "topics": _topics(party_ref, lang),
        "channels": [(one, say(f"messaging.channel.{one}", lang)) for one in CHANNELS],
        "language": person.language if person else lang,
        "tongues": [{"value": key, "label": name} for key, name in NAMES.items()],
        "digest": bool(person and person.digest),
        "quiet_from": _clock(person.quiet_from if person else None),
        "quiet_until": _clock(person.quiet_until if person else None),
        "areas": [
            {"value": one.code, "label": one.title.pick(lang)} for one in pack_in_use().areas
        ],
        "chosen_areas": chosen,
        "months": [*months, *[""] * max(MONTH_FIELDS - len(months), 1)],
        "has_months": bool(months),
        "addresses": [_address(one, lang) for one in list_addresses(party_ref)],
        "line_url": address_of("line:link") if providers("line") else "",
        "push_url": address_of("webpush:device") if providers("webpush") else "",
        "inbox_url": reverse("messaging:inbox"),
        "ways": [("email", say("messaging.channel.email", lang)),
                 ("sms", say("messaging.channel.sms", lang))],
    }  # fmt: skip


def _topics(party_ref: str, lang: str) -> list[dict[str, Any]]:
    choices = choices_of(party_ref)
    return [
        {
            "key": one.key,
            "title": name_of(one.title, lang),
            "about": name_of(one.about, lang),
            "always": one.way == "always",
            "on": is_topic_on(one.way, choices.get((one.key, ""))),
            "channels": [
                {"value": f"{one.key}:{channel}", "label": say(f"messaging.channel.{channel}", lang),
                 "on": is_channel_on(choices.get((one.key, channel)))}
                for channel in CHANNELS
            ],
        }
        for one in Topic.objects.filter(is_active=True)
    ]  # fmt: skip


def _address(one: Address, lang: str) -> dict[str, Any]:
    tone, icon = TONES[one.state]
    shown = open_address(one) if one.channel in {"email", "sms"} else ""
    return {
        "id": one.id,
        "channel": say(f"messaging.channel.{one.channel}", lang),
        "shown": shown.replace("+81", "0", 1) if one.channel == "sms" else shown,
        "state": {"tone": tone, "icon": icon,
                  "text": say(f"messaging.address.{one.state}", lang)},
        "waits": one.state == "unverified",
    }  # fmt: skip


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60}:{minute % 60:02}"
