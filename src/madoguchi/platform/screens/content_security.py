# SPDX-License-Identifier: Apache-2.0
"""What may a page load and where may it send? Nothing but this host, unless a view says so."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'",),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
    "base-uri": ("'none'",),
    "report-uri": ("/csp-report",),
    "report-to": ("csp",),
}
HEADERS: Mapping[str, str] = {
    "Reporting-Endpoints": 'csp="/csp-report"',
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
_ATTRIBUTE = "content_security"

View = Callable[..., HttpResponseBase]


def policy_header(more: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """The Content-Security-Policy line, with what one view needs on top."""
    rules = {name: [*sources] for name, sources in POLICY.items()}
    for name, sources in (more or {}).items():
        kept = [source for source in rules.get(name, []) if source != "'none'"]
        rules[name] = [*kept, *sources]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


_STRICT = policy_header()


def may_also(**directives: tuple[str, ...]) -> Callable[[View], View]:
    """Let one view do more: ``@may_also(form_action=("https://portal.example",))``."""
    more = {name.replace("_", "-"): sources for name, sources in directives.items()}

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            setattr(response, _ATTRIBUTE, more)
            return response

        return inner

    return decorate


def secure(response: HttpResponseBase) -> None:
    """Set the headers that a response does not have yet."""
    more = getattr(response, _ATTRIBUTE, None)
    header = policy_header(more) if more else _STRICT
    response.headers.setdefault("Content-Security-Policy", header)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
