# SPDX-License-Identifier: Apache-2.0
"""Where do log lines go? To standard error, and to a collector on another host."""

from typing import Any


def logging_of(*, level: str, collector: str, authorities: str) -> dict[str, Any]:
    """The LOGGING setting. ``collector`` is ``host:port`` (syslog over TLS) or empty."""
    handlers: dict[str, Any] = {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
    }
    if collector:
        handlers["collector"] = {
            "class": "madoguchi.platform.guard.collector.Collector",
            "address": collector,
            "authorities": authorities,
        }
    names = list(handlers)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
        "handlers": handlers,
        "root": {"handlers": names, "level": level},
        "loggers": {
            "httpx": {"level": "WARNING"},
            "fido2": {"level": "WARNING"},
            "django.request": {"handlers": names, "level": "ERROR", "propagate": False},
            "django.security": {"handlers": names, "level": "WARNING", "propagate": False},
            "django_tasks": {"level": "WARNING"},
        },
    }
