# SPDX-License-Identifier: Apache-2.0
"""How is the Messaging API called? The official SDK, brought in on the first call only.

The SDK takes two seconds to import, so nothing that serves pages may import it by accident.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from madoguchi.connectors.line.menus import Menu
from madoguchi.connectors.line.replies import Reply

PLATFORM: Final = "https://api.line.me"
SECONDS: Final = (5.0, 20.0)
"""Longest wait for a connection, and then for an answer."""
MOST_RECEIVERS: Final = 500
"""Receivers of one multicast (Messaging API reference)."""
NARROWCASTS_PER_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What the platform said: the HTTP status (0: no answer came), its request id, its words."""

    status: int
    request_id: str = ""
    words: str = ""
    retry_after_s: float | None = None

    @property
    def is_accepted(self) -> bool:
        """Taken now, or taken before under the same retry key (409)."""
        return 200 <= self.status < 300 or self.status == 409


class LineClient:
    """One channel of the Messaging API; its connections are kept and shared among threads."""

    def __init__(self, token: str, *, platform: str = PLATFORM) -> None:
        self._token, self.platform = token, platform.rstrip("/")

    def multicast(self, to: Sequence[str], text: str, *, retry_key: UUID) -> LineAnswer:
        """One text to at most 500 user ids; the retry key goes with the first call already."""
        sdk = self._sdk
        wanted = sdk.MulticastRequest(to=list(to), messages=[sdk.TextMessage(text=text)])
        return self._call(
            self._api.multicast_with_http_info, wanted, x_line_retry_key=str(retry_key)
        )

    def push(self, to: str, reply: Reply, *, retry_key: UUID) -> LineAnswer:
        """One message to one user id."""
        wanted = self._sdk.PushMessageRequest(to=to, messages=[self._message(reply)])
        return self._call(
            self._api.push_message_with_http_info, wanted, x_line_retry_key=str(retry_key)
        )

    def narrowcast(self, text: str, *, retry_key: UUID) -> LineAnswer:
        """One text to all friends of the account whom LINE can reach; at most 60 calls an hour."""
        sdk = self._sdk
        wanted = sdk.NarrowcastRequest(messages=[sdk.TextMessage(text=text)])
        return self._call(
            self._api.narrowcast_with_http_info, wanted, x_line_retry_key=str(retry_key)
        )

    def reply(self, token: str, reply: Reply) -> LineAnswer:
        """Answer an event; the token holds for about a minute and for one answer. No retry key."""
        wanted = self._sdk.ReplyMessageRequest(replyToken=token, messages=[self._message(reply)])
        return self._call(self._api.reply_message_with_http_info, wanted)

    def issue_link_token(self, user_id: str) -> str:
        """A token for account linking: ten minutes, once. Empty where LINE gives none."""
        answer, data = self._ask(self._api.issue_link_token_with_http_info, user_id)
        return str(data.link_token) if answer.is_accepted and data is not None else ""

    def wear_menu(self, user_id: str, menu_id: str) -> LineAnswer:
        """Show one person the rich menu of their state."""
        return self._call(self._api.link_rich_menu_id_to_user_with_http_info, user_id, menu_id)

    def ensure_menus(self, menus: Sequence[Menu], picture: bytes) -> dict[str, str]:
        """The ids of the rich menus by their names; what is not there yet is made."""
        _, found = self._ask(self._api.get_rich_menu_list_with_http_info)
        ids = {one.name: one.rich_menu_id for one in (found.richmenus if found else [])}
        for menu in menus:
            if menu.name not in ids:
                ids[menu.name] = self._make_menu(menu, picture)
        return {menu.name: ids[menu.name] for menu in menus}

    def check(self) -> str:
        """The name of the account, for the self-test.

        Raises:
            LineAway: no answer, or the token is not taken.
        """
        answer, data = self._ask(self._api.get_bot_info_with_http_info)
        if not answer.is_accepted or data is None:
            raise LineAway(f"{answer.status} {answer.words}".strip())
        return str(data.display_name)

    def _make_menu(self, menu: Menu, picture: bytes) -> str:
        sdk = self._sdk
        wanted = sdk.RichMenuRequest.from_dict(menu.as_json())
        answer, made = self._ask(self._api.create_rich_menu_with_http_info, wanted)
        if not answer.is_accepted or made is None:
            raise LineAway(f"{answer.status} {answer.words}".strip())
        blob = sdk.MessagingApiBlob(self._api.api_client)
        blob.set_rich_menu_image(
            made.rich_menu_id, bytearray(picture), _headers={"Content-Type": "image/png"}
        )
        return str(made.rich_menu_id)

    def _message(self, reply: Reply) -> Any:
        return self._sdk.Message.from_dict(reply.as_json())

    def _call(self, method: Any, *wanted: Any, **more: Any) -> LineAnswer:
        return self._ask(method, *wanted, **more)[0]

    def _ask(self, method: Any, *wanted: Any, **more: Any) -> tuple[LineAnswer, Any]:
        from linebot.v3.messaging.exceptions import (  # noqa: PLC0415 - slow to import
            ApiException,
        )
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 - comes with the SDK

        try:
            got = method(*wanted, _request_timeout=SECONDS, **more)
        except ApiException as no:
            return _read_no(no), None
        except HTTPError as away:
            return LineAnswer(0, words=type(away).__name__), None
        return LineAnswer(got.status_code, _request_id(got.headers)), got.data

    @cached_property
    def _sdk(self) -> Any:
        import linebot.v3.messaging as sdk  # noqa: PLC0415 - two seconds: only where it is used

        return sdk

    @cached_property
    def _api(self) -> Any:
        settings = self._sdk.Configuration(access_token=self._token, host=self.platform)
        settings.connection_pool_maxsize = 16
        api = self._sdk.MessagingApi(self._sdk.ApiClient(settings))
        api.line_base_path = self.platform
        return api


class LineAway(Exception):
    """The platform does not answer, or does not know us."""


def _request_id(headers: Any) -> str:
    return str((headers or {}).get("x-line-request-id", ""))


def _read_no(no: Any) -> LineAnswer:
    headers = no.headers or {}
    waits = str(headers.get("retry-after", ""))
    # The words of LINE name the field that is wrong, never a value of ours.
    return LineAnswer(
        int(no.status or 0),
        str(headers.get("x-line-accepted-request-id", "")) or _request_id(headers),
        str(no.reason or "")[:80],
        float(waits) if waits.isdigit() else None,
    )
