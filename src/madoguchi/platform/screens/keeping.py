# SPDX-License-Identifier: Apache-2.0
"""How is nothing lost that was typed, when the session or the form's token has run out?

The page that says so carries the typed fields along, hidden, and posts them again on one press.
It does so only for a form that came from our own page, or another site could have its fields
posted by a trusting press.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest

_SECRET = ("password", "csrfmiddlewaretoken", "secret")


def typed_fields(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The posted fields to carry along; none from another site or where a secret was typed."""
    if request.method != "POST" or not came_from_here(request):
        return ()
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    if any(secret in name for name in names for secret in _SECRET):
        return ()
    return tuple((name, value) for name in names for value in request.POST.getlist(name))


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.get_host()
