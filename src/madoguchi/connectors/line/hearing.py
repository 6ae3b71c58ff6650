# SPDX-License-Identifier: Apache-2.0
"""What is done with what LINE tells: follow, unfollow, message, postback, accountLink?

Events come at least once and in any order. What changes something is taken once by its id, a nonce
is used once, and an answer needs a reply token, which holds once.
"""

import base64
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from madoguchi.connectors.line.client import LineClient
from madoguchi.connectors.line.flows import (
    Pages,
    answer_wish,
    find_wish,
    greet,
    language_of,
    offer_link,
    tell_linked,
    wish_of_data,
)
from madoguchi.connectors.line.linking import complete_link
from madoguchi.connectors.line.menus import menu_name
from madoguchi.connectors.line.provider import USER_ID
from madoguchi.connectors.line.replies import Reply
from madoguchi.engines.messaging.api import note_event
from madoguchi.kernel.actors import SYSTEM

logger = logging.getLogger("madoguchi.line")
LARGEST: Final = 256 * 1024
LINK_PATH: Final = "/line/link/"


@dataclass(frozen=True)
class Ear:
    """What is needed to hear: the client to answer with, the pages, the menus by their names."""

    client: LineClient
    pages: Pages
    menus: Mapping[str, str]


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether the body, byte for byte, is from LINE: base64 of HMAC-SHA256 under our secret."""
    own = base64.b64encode(hmac.digest(secret.encode(), body, sha256))
    return bool(secret) and hmac.compare_digest(own, signature.encode("utf-8", "replace"))


def read_events(body: bytes) -> list[dict[str, Any]]:
    """The events in a body; what is no event is passed over."""
    try:
        events = json.loads(body)["events"]
    except (ValueError, KeyError, TypeError):
        return []
    found = events if isinstance(events, list) else []
    return [one for one in found if isinstance(one, dict) and USER_ID.fullmatch(_user_of(one))]


def hear(event: Mapping[str, Any], ear: Ear, *, at: datetime) -> None:
    """Do what an event asks; one of a kind that we do not know does nothing."""
    work = _WORK.get(str(event.get("type")))
    if work is None:
        return
    reply = work(event, ear, at)
    token = str(event.get("replyToken", ""))
    if reply is not None and token:
        answer = ear.client.reply(token, reply)
        if not answer.is_accepted:
            logger.info("line took no answer to %s: %s", event.get("type"), answer.status)


def _follow(event: Mapping[str, Any], ear: Ear, at: datetime) -> Reply | None:
    if not _note(event, "unblocked", at):
        return None
    _wear(ear, _user_of(event), is_linked=False)
    return greet()


def _unfollow(event: Mapping[str, Any], _ear: Ear, at: datetime) -> None:
    _note(event, "blocked", at)


def _message(event: Mapping[str, Any], ear: Ear, _at: datetime) -> Reply | None:
    said = event.get("message")
    if not isinstance(said, dict) or said.get("type") != "text":
        return answer_wish("", ear.pages)
    words = str(said.get("text", ""))[:500]
    return _answer(find_wish(words), event, ear, language_of(words))


def _postback(event: Mapping[str, Any], ear: Ear, _at: datetime) -> Reply | None:
    told = event.get("postback")
    data = str(told.get("data", "")) if isinstance(told, dict) else ""
    return _answer(wish_of_data(data), event, ear, "ja")


def _answer(wish: str, event: Mapping[str, Any], ear: Ear, language: str) -> Reply:
    if wish != "link":
        return answer_wish(wish, ear.pages, language=language)
    token = ear.client.issue_link_token(_user_of(event))
    if not token:
        return tell_linked(is_linked=False, language=language)
    url = f"{ear.pages.portal}{LINK_PATH}?{urlencode({'linkToken': token})}"
    return offer_link(url, language)


def _account_link(event: Mapping[str, Any], ear: Ear, at: datetime) -> Reply:
    told = event.get("link")
    link = told if isinstance(told, dict) else {}
    user_id, nonce = _user_of(event), str(link.get("nonce", ""))
    is_linked = link.get("result") == "ok" and complete_link(
        nonce=nonce, user_id=user_id, language="", at=at
    )
    if is_linked:
        _wear(ear, user_id, is_linked=True)
    return tell_linked(is_linked=is_linked)


_WORK: Final = {
    "follow": _follow,
    "unfollow": _unfollow,
    "message": _message,
    "postback": _postback,
    "accountLink": _account_link,
}


def _note(event: Mapping[str, Any], kind: Any, at: datetime) -> bool:
    key = str(event.get("webhookEventId", ""))
    return bool(key) and note_event(
        provider="line", event_key=f"webhook:{key[:80]}", kind=kind, channel="line",
        address=_user_of(event), actor=SYSTEM, at=at,
    )  # fmt: skip


def _wear(ear: Ear, user_id: str, *, is_linked: bool) -> None:
    menu = ear.menus.get(menu_name(is_linked=is_linked, language="ja"))
    if menu:
        ear.client.wear_menu(user_id, menu)


def _user_of(event: Mapping[str, Any]) -> str:
    source = event.get("source")
    return str(source.get("userId", "")) if isinstance(source, dict) else ""
