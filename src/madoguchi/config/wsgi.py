# SPDX-License-Identifier: Apache-2.0
"""What does the web server call?"""

import gc
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from madoguchi.config.forgetting import Forgetting
from madoguchi.config.resting import spare_checks
from madoguchi.config.turns import Turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
AT_ONCE = 2
"""While one request waits for the database or a password's hash, another one is computed."""
SWITCH_SECONDS = 0.0005
"""A thread whose database has answered need not wait Python's usual 5 ms for one that computes: a
page asks ten times."""
COLLECT_AFTER = (20_000, 20, 50)
"""A page makes thousands of short-lived objects; the default (700, 10, 10) pauses in most pages."""


def load() -> Callable[..., Iterable[bytes]]:
    """Load everything that any page needs, and keep the collector from walking it again."""
    loaded = get_wsgi_application()
    list(get_resolver().url_patterns)
    spare_checks()
    if settings.ZONE == "portal":
        Forgetting().listen()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    sys.setswitchinterval(SWITCH_SECONDS)
    return loaded


_application = Turns(load(), at_once=AT_ONCE)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve a request; behind a trusted proxy the caller's address is the one the proxy names.

    Limits and lockouts count by address: without this everyone would share the proxy's. Only the
    last hop is believed, because the ones before it can be written by anybody.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        named = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if named:
            environ["REMOTE_ADDR"] = named
    return _application(environ, start_response)
