# SPDX-License-Identifier: Apache-2.0
"""What has a browser given us to reach it by, and may we call that address at all?"""

import base64
import binascii
import json
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

LONGEST: Final = 2048
_NO = "the subscription cannot be used: "


class SubscriptionUnusable(ValueError):
    """Not what a browser gives, or an address that nobody outside may make us call."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A push subscription (W3C Push API): where it is called, and the keys of the browser."""

    endpoint: str
    public_key: bytes
    auth: bytes

    @property
    def origin(self) -> str:
        """Scheme, host and port: the audience of a VAPID token (RFC 8292, 2)."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


def read_subscription(written: str, *, allow_local: bool = False) -> Subscription:
    """The subscription in the JSON of ``PushSubscription.toJSON()``.

    Raises:
        SubscriptionUnusable: no such JSON, keys that are none, or an endpoint that is not https
            at a public host (``allow_local`` lets the twin's address in).
    """
    if len(written) > LONGEST:
        raise SubscriptionUnusable(f"{_NO}too long")
    try:
        found = json.loads(written)
        endpoint, keys = str(found["endpoint"]), found["keys"]
        public_key, auth = _decode(keys["p256dh"]), _decode(keys["auth"])
    except (ValueError, KeyError, TypeError):
        raise SubscriptionUnusable(f"{_NO}no endpoint and keys in it") from None
    _check_keys(public_key, auth)
    check_endpoint(endpoint, allow_local=allow_local)
    return Subscription(endpoint, public_key, auth)


def check_endpoint(endpoint: str, *, allow_local: bool) -> None:
    """Let only https at a public host through; names are looked at again when they are resolved.

    Raises:
        SubscriptionUnusable: it is not.
    """
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise SubscriptionUnusable(f"{_NO}no address") from None
    if not host or parts.username or parts.password or parts.fragment:
        raise SubscriptionUnusable(f"{_NO}no address")
    if allow_local and is_local(host):
        return
    if parts.scheme != "https":
        raise SubscriptionUnusable(f"{_NO}not https")
    if is_local(host) or ("." not in host and ":" not in host):
        raise SubscriptionUnusable(f"{_NO}not public")


def is_local(host: str) -> bool:
    """Whether a host is written as an address that is not of the public internet."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return False


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet; also behind an IPv4-mapped one."""
    mapped = getattr(address, "ipv4_mapped", None)
    seen = mapped or address
    return seen.is_global and not seen.is_multicast


def _check_keys(public_key: bytes, auth: bytes) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except ValueError:
        raise SubscriptionUnusable(f"{_NO}p256dh is no point of P-256") from None
    if len(auth) != 16:
        raise SubscriptionUnusable(f"{_NO}auth is not 16 bytes")


def _decode(written: Any) -> bytes:
    try:
        return base64.b64decode(
            str(written) + "=" * (-len(str(written)) % 4), altchars=b"-_", validate=True
        )
    except binascii.Error as no:
        raise ValueError(str(no)) from None
