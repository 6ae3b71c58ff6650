# SPDX-License-Identifier: Apache-2.0
"""Whose network does a request come from?"""

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The sender's address; an IPv6 one is cut to the /64 that one home or office has.

    Behind a trusted proxy the entrance has put the caller's address in place (config/wsgi.py).
    """
    try:
        address = ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)
