# SPDX-License-Identifier: Apache-2.0
"""Where do processes of one zone remember something together for a short time?

A Django cache on the zone's own database. Values are JSON and never pickled: whoever can write to
the database must not thereby run code. Keys are blind indexes, because libraries put addresses and
account names into them.
"""

import json
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from madoguchi.platform.crypto.fields import blind_index

_FOREVER = 2**62
_PUT = (
    "INSERT INTO guard_cache (key, value, expires_ms) VALUES (%s, %s, %s) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_ms = excluded.expires_ms"
)
_ADD = f"{_PUT} WHERE guard_cache.expires_ms <= %s"


class SharedCache(BaseCache):
    """``django.core.cache`` for all processes of a zone."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def make_key(self, key: str, version: int | None = None) -> str:
        """Nobody can read from a row whose it is."""
        return blind_index("guard.cache", super().make_key(key, version)).hex()

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set it where there is none; of many at once exactly one succeeds."""
        row = [self.make_key(key, version), json.dumps(value), self._expires(timeout), _now()]
        return bool(_write(_ADD, row))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, if it has not expired."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT value FROM guard_cache WHERE key = %s AND expires_ms > %s",
                [self.make_key(key, version), _now()],
            )
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Set it, whatever there was."""
        _write(_PUT, [self.make_key(key, version), json.dumps(value), self._expires(timeout)])

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let it live longer."""
        return bool(
            _write(
                "UPDATE guard_cache SET expires_ms = %s WHERE key = %s AND expires_ms > %s",
                [self._expires(timeout), self.make_key(key, version), _now()],
            )
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it."""
        return bool(_write("DELETE FROM guard_cache WHERE key = %s", [self.make_key(key, version)]))

    def clear(self) -> None:
        """Forget everything."""
        _write("DELETE FROM guard_cache", [])

    def _expires(self, timeout: Any) -> int:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return _FOREVER if seconds is None else _now() + int(seconds * 1000)


def forget_expired() -> int:
    """Delete what has expired."""
    return _write("DELETE FROM guard_cache WHERE expires_ms <= %s", [_now()])


def _write(sql: str, row: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, row)
        return int(cursor.rowcount)


def _now() -> int:
    return time.time_ns() // 1_000_000
