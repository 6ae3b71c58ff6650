# SPDX-License-Identifier: Apache-2.0
"""Does a connection to the database have to be tried before each request?

Django asks a kept connection whether it still lives before its first use in a request. One that
answered a moment ago does; asking again would cost a busy office a tenth of its questions.
"""

import time
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connections

FRESH_SECONDS = 2.0
_USED = "_madoguchi_used_at"


def spare_checks() -> None:
    """From now on, only connections that have rested are tried."""
    request_started.connect(_trust_fresh, dispatch_uid="config.resting.trust")
    request_finished.connect(_note_use, dispatch_uid="config.resting.note")


def _trust_fresh(**_: Any) -> None:
    for connection in connections.all(initialized_only=True):
        used_at = getattr(connection, _USED, None)
        broken = connection.connection is None or connection.errors_occurred
        if used_at and not broken and time.monotonic() - used_at < FRESH_SECONDS:
            connection.health_check_done = True  # type: ignore[attr-defined]


def _note_use(**_: Any) -> None:
    for connection in connections.all(initialized_only=True):
        setattr(connection, _USED, time.monotonic())
