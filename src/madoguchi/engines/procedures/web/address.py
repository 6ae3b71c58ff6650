# SPDX-License-Identifier: Apache-2.0
"""From which network address does a request come?"""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The sender's address; behind our own proxy the one that the proxy saw.

    An IPv6 address is cut to the /64 that one home or office has.
    """
    written = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        written = request.headers.get("X-Forwarded-For", written).rpartition(",")[2].strip()
    try:
        address = ip_address(written)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)
