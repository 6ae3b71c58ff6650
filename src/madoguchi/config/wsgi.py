# SPDX-License-Identifier: Apache-2.0
"""What does the web server call?"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from madoguchi.config.turns import Turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
_application = Turns(get_wsgi_application())


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
