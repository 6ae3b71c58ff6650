# SPDX-License-Identifier: Apache-2.0
"""What does an e-mail of the city look like on the line? Words and a page, in seven bits.

RFC 5322 with MIME; one-click unsubscribing as RFC 8058; ``Auto-Submitted`` as RFC 3834, so that no
out-of-office note comes back. The headers keep their order and form, so that a signature (DKIM,
RFC 6376) that the mail server adds holds.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from madoguchi.connectors.mail.mime import (
    encode_words,
    one_line,
    write_file,
    write_header,
    write_parts,
    write_text,
)
from madoguchi.engines.messaging.ports import Outgoing

ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_LANGUAGES = {"en": "en", "ja": "ja", "easy": "ja"}
_OWN = frozenset({"list-unsubscribe", "list-unsubscribe-post", "feedback-id", "reply-to"})
"""The headers that a notice may set; the others are ours."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the name and address that people see, and the name of the list."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The host of the address: of message ids and the list id too."""
        return self.address.rpartition("@")[2]


class AddressUnusable(ValueError):
    """No e-mail address that SMTP without extensions carries."""


def check_address(address: str) -> str:
    """The address as it is.

    Raises:
        AddressUnusable: it is none; a line break in it would add headers.
    """
    if not ADDRESS.fullmatch(address):
        raise AddressUnusable("not an e-mail address")
    return address


def write_letter(one: Outgoing, sender: Sender, *, at: datetime) -> bytes:
    """The message as bytes with CRLF, nothing over 7 bits.

    Raises:
        AddressUnusable: the address of the receiver is none.
    """
    to = check_address(one.address)
    head = {
        "From": f"{encode_words(one_line(sender.name))} <{sender.address}>",
        "To": to,
        "Subject": one.subject,
        "Date": format_datetime(at),
        "Message-ID": f"<{one.delivery_id}@{sender.domain}>",
        "MIME-Version": "1.0",
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<notices.{sender.domain}>",
        **_own_headers(one),
    }
    written = "".join(
        f"{name}: {value}\r\n" if name == "From" else write_header(name, value)
        for name, value in head.items()
    )
    return (written + _body_of(one)).encode("ascii")


def _body_of(one: Outgoing) -> str:
    mark = one.delivery_id.hex
    texts = [write_text("plain", plain_of(one)), write_text("html", one.html or page_of(one))]
    body = write_parts("alternative", f"=_a{mark}", texts)
    if one.attachments:
        files = [write_file(name, media, content) for name, media, content in one.attachments]
        body = write_parts("mixed", f"=_m{mark}", [body, *files])
    return body


def plain_of(one: Outgoing) -> str:
    """The words for whoever reads without HTML."""
    return "\n\n".join(part for part in (one.text, one.link) if part) + "\n"


def page_of(one: Outgoing) -> str:
    """A page with a language, a title, one heading and, where there is one, a link that says where
    it leads; no picture, no colour that carries meaning, no table."""
    lang = _LANGUAGES.get(one.language, "ja")
    words = "".join(f"<p>{escape(part)}</p>" for part in one.text.split("\n\n") if part.strip())
    link = escape(one.link, quote=True)
    lead = f'<p><a href="{link}">{link}</a></p>' if link else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(one.subject)}</title></head>"
        '<body style="font-family:sans-serif;font-size:16px;line-height:1.7;max-width:40em">'
        f"<main><h1>{escape(one.subject)}</h1>{words.replace(chr(10), '<br>')}{lead}</main>"
        "</body></html>"
    )


def _own_headers(one: Outgoing) -> dict[str, str]:
    given = {name: value for name, value in one.headers.items() if name.lower() in _OWN}
    leads = next((v for name, v in given.items() if name.lower() == "list-unsubscribe"), "")
    if "<https://" in leads and not any(n.lower() == "list-unsubscribe-post" for n in given):
        given["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if not any(name.lower() == "feedback-id" for name in given):
        lane = "urgent" if one.urgent else "notice"
        given["Feedback-ID"] = f"{lane}:{one.language}:madoguchi"
    return given
