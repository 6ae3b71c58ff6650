# SPDX-License-Identifier: Apache-2.0
"""Under which names do cookies travel? Over TLS with a prefix that browsers enforce.

Inside the product a cookie has its plain name. On the wire it is ``__Host-name`` (this host only,
whole site) or, where it belongs to some pages only, ``__Secure-name``: neither a neighbouring host
nor a plain HTTP answer can put one in its place.
"""

from collections.abc import Callable
from http.cookies import Morsel

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

HOST, SECURE = "__Host-", "__Secure-"


class PrefixedCookies:
    """Takes the prefixes off what comes and puts them on what goes, where the zone has TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.TLS:
            return self.get_response(request)
        request.COOKIES = {
            name.removeprefix(prefix): value
            for name, value in request.COOKIES.items()
            for prefix in (HOST, SECURE)
            if name.startswith(prefix)
        }
        response = self.get_response(request)
        plain = dict(response.cookies)
        response.cookies.clear()
        for name, morsel in plain.items():
            wire = name if name.startswith((HOST, SECURE)) else _prefix(morsel) + name
            morsel["secure"] = True
            # SimpleCookie keeps the name inside the morsel, too.
            morsel.set(wire, morsel.value, morsel.coded_value)
            dict.__setitem__(response.cookies, wire, morsel)
        return response


def _prefix(morsel: "Morsel[str]") -> str:
    return HOST if morsel["path"] == "/" and not morsel["domain"] else SECURE
