# SPDX-License-Identifier: Apache-2.0
"""What does an address of a channel look like, and in which one form is it kept?"""

import json
import re
from urllib.parse import urlsplit

from madoguchi.engines.messaging.rules.refusals import AddressUnfit
from madoguchi.kernel.text import normalise, unify_hyphens

_EMAIL = re.compile(r"[^@\s<>\"',;:()]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_LINE = re.compile(r"U[0-9a-f]{32}")
_MOBILE = re.compile(r"0[789]0[0-9]{8}")
_NUMBER = re.compile(r"[0-9]|[一二三四五六七八九十]+[番号]|無番地|番外地")
MOST = 4_000


def canonical(channel: str, written: str) -> str:
    """The one form in which an address is kept and compared.

    Raises:
        AddressUnfit: it has not the shape of its channel.
    """
    if len(written) > MOST or any(ord(c) < 32 and c != "\n" for c in written):
        raise AddressUnfit
    return _READERS[channel](written.strip())


def _email(written: str) -> str:
    local, _, domain = normalise(written).rpartition("@")
    found = f"{local}@{domain.lower()}"
    if len(found) > 254 or not _EMAIL.fullmatch(found):
        raise AddressUnfit
    return found


def _sms(written: str) -> str:
    digits = re.sub(r"[-\s()]", "", unify_hyphens(normalise(written)))
    if digits.startswith("+81"):
        digits = "0" + digits[3:].removeprefix("0")
    if not _MOBILE.fullmatch(digits):
        raise AddressUnfit
    return "+81" + digits[1:]


def _line(written: str) -> str:
    if not _LINE.fullmatch(written):
        raise AddressUnfit
    return written


def _webpush(written: str) -> str:
    try:
        told = json.loads(written)
        keys = told["keys"]
        endpoint = str(told["endpoint"])
        kept = {
            "endpoint": endpoint,
            "keys": {"auth": str(keys["auth"]), "p256dh": str(keys["p256dh"])},
        }
        parts = urlsplit(endpoint)
    except (ValueError, KeyError, TypeError) as problem:
        raise AddressUnfit from problem
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise AddressUnfit
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))


def _letter(written: str) -> str:
    """Postcode, address and name in lines; an address without a number reaches nobody."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if len(lines) < 3 or not re.fullmatch(r"〒?[0-9]{3}-?[0-9]{4}", normalise(lines[0])):
        raise AddressUnfit
    if not any(_NUMBER.search(normalise(line)) for line in lines[1:-1]):
        raise AddressUnfit
    return "\n".join(lines)


_READERS = {"email": _email, "sms": _sms, "line": _line, "webpush": _webpush, "letter": _letter}


def identity_of(channel: str, address: str) -> str:
    """By what two addresses are the same: a push subscription by its endpoint."""
    if channel == "webpush":
        return str(json.loads(address)["endpoint"])
    return address.lower() if channel == "email" else address
