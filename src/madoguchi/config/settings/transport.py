# SPDX-License-Identifier: Apache-2.0
"""Which connections may be made in the clear? None that leaves this host; the settings refuse them.

Not asked of time stamps and revocation answers (RFC 3161, RFC 6960): they carry no secret, and what
comes back is signed and checked.
"""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})


def is_here(host: str) -> bool:
    """Whether a host is this machine: a socket, its name for itself, or a loopback address."""
    bare = host.strip("[]")
    if not bare or bare.startswith("/") or bare == "localhost":
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def over_tls(name: str, address: str) -> str:
    """An address of another service, if it is HTTPS or on this machine.

    Raises:
        ImproperlyConfigured: it would go over the network in the clear.
    """
    parts = urlsplit(address)
    if address and parts.scheme != "https" and not is_here(parts.hostname or "-"):
        raise ImproperlyConfigured(f"{name}: {parts.hostname} is another host, write https://")
    return address


def here_alone(name: str, address: str) -> str:
    """The address of a service that knows no TLS: a socket, or a port of this machine."""
    if address and not is_here(address.rpartition(":")[0]):
        raise ImproperlyConfigured(
            f"{name}: its protocol is in the clear, use this host or a socket"
        )
    return address


def database_options(config: dict[str, Any]) -> dict[str, Any]:
    """The options of PostgreSQL; to another host with TLS, its certificate checked unless told.

    Raises:
        ImproperlyConfigured: the address asks for less than encryption.
    """
    options: dict[str, Any] = {**config.get("OPTIONS", {})}
    if is_here(str(config.get("HOST") or "")):
        return options
    mode = options.setdefault("sslmode", "verify-full")
    if mode not in ENCRYPTED:
        raise ImproperlyConfigured(f"DATABASE_URL: sslmode={mode} would fall back to plain text")
    return options


def mail_over_tls(host: str, *, wanted: bool) -> bool:
    """Whether mail is handed over with STARTTLS.

    Raises:
        ImproperlyConfigured: to another host and without it.
    """
    if host and not wanted and not is_here(host):
        raise ImproperlyConfigured(
            "MADOGUCHI_SMTP_TLS=0: mail would go to another host in the clear"
        )
    return wanted
