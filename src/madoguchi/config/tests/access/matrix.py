# SPDX-License-Identifier: Apache-2.0
"""What does one role get at one address by one method, and what has that written?

Each try is a real request through the whole middleware; what it writes is rolled back, so that
thousands of them meet the same city.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from tests.architecture.list_endpoints import addresses, policy_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_PARAMETER = re.compile(r"<(\w+)>")
_WRITE = re.compile(r'^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
MADE_UP = "00000000-0000-7000-8000-000000000000"

Ids = Mapping[str, str]
Headers = Callable[..., dict[str, str]]


@dataclass(frozen=True)
class Address:
    """An address of the URL configuration and what it says about who may open it."""

    pattern: str
    policy: str | None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parts that change."""
        return tuple(_PARAMETER.findall(self.pattern))

    def path(self, ids: Ids) -> str:
        """The address of one thing; a part without a known id gets one that nothing has."""
        return _PARAMETER.sub(lambda found: ids.get(found[1], MADE_UP), self.pattern)


@dataclass(frozen=True)
class Role:
    """Somebody who asks: a browser, or a zone that signs."""

    name: str
    kind: str
    """``guest``, ``citizen``, ``staff`` or ``zone``, as the policies see them."""
    permissions: frozenset[str] = frozenset()
    cookies: SimpleCookie[str] = field(default_factory=SimpleCookie)
    headers: Headers = lambda _method, _path: {}


@dataclass(frozen=True)
class Try:
    """One request and what came of it."""

    role: Role
    method: str
    address: Address
    path: str
    status: int
    location: str
    body: bytes
    wrote: frozenset[str]

    @property
    def verdict(self) -> str:
        """``in``, ``sign_in`` (sent to the door), ``refused`` or ``broken``."""
        if self.status >= 500:
            return "broken"
        if self.status == 302 and self.location.startswith(settings.LOGIN_URL):
            return "sign_in"
        if self.status == 401:
            return "sign_in"
        return "refused" if self.status in {403, 404, 410} else "in"

    def __str__(self) -> str:
        return (
            f"{self.role.name} {self.method} {self.path}: {self.status} {self.location} "
            f"({self.verdict}), policy {self.address.policy!r}, wrote {sorted(self.wrote)}"
        )


def all_addresses(urlconf: str | None = None) -> list[Address]:
    """Every address of this zone, from the URL resolver and not from a list."""
    found = [Address(p, policy_of(view)) for p, view in addresses(get_resolver(urlconf), "/")]
    return sorted(found, key=lambda address: address.pattern)


def attempt(role: Role, method: str, address: Address, ids: Ids, *, csrf: bool = False) -> Try:
    """Ask once, and undo what it wrote."""
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    client.cookies = SimpleCookie()
    for name, morsel in role.cookies.items():
        client.cookies[name] = morsel.value
    path, written = address.path(ids), _Writes()
    headers = role.headers(method, path)
    try:
        with transaction.atomic():
            with connection.execute_wrapper(written):
                response: Any = client.generic(
                    method, path, b"", content_type=_CONTENT.get(method, ""), headers=headers
                )
                body = b"".join(response.streaming_content) if response.streaming else b""
                body = body or getattr(response, "content", b"")
            raise _Undo
    except _Undo:
        pass
    location = response.headers.get("Location", "")
    tables = frozenset(written.tables)
    return Try(role, method, address, path, response.status_code, location, body, tables)


def attempts(
    roles: Iterable[Role], found: Iterable[Address], ids: Ids, methods: Iterable[str] = METHODS
) -> Iterator[Try]:
    """Every role at every address by every method."""
    methods = tuple(methods)
    for address in found:
        for role in roles:
            for method in methods:
                yield attempt(role, method, address, ids)


def violation(tried: Try) -> str:
    """What is wrong with a try under the policy of its address; empty where nothing is."""
    policy, role = tried.address.policy, tried.role
    kind, _, detail = (policy or "").partition(": ")
    if policy is None:
        return f"no policy: {tried}"
    if tried.verdict == "broken":
        return f"broken: {tried}"
    expected = _EXPECTED.get(kind)
    if expected is None:
        return f"no rule for this kind of policy: {tried}"
    allowed = expected(role, detail)
    # A method that the address does not know is closed to all.
    if tried.verdict not in allowed and tried.status != 405:
        return f"expected {' or '.join(sorted(allowed))}: {tried}"
    quiet = tried.verdict in {"sign_in", "refused"} or tried.status == 405
    if quiet and (loud := tried.wrote - HARMLESS):
        return f"wrote {sorted(loud)} for somebody it refused: {tried}"
    return ""


def _staff(role: Role, permission: str) -> frozenset[str]:
    if role.kind != "staff":
        return frozenset({"sign_in"})
    return _permitted(role, permission)


def _permitted(role: Role, permission: str) -> frozenset[str]:
    return _SERVED if permission in role.permissions else frozenset({"refused"})


_ANY = frozenset({"in", "refused", "sign_in"})
_SERVED = frozenset({"in", "refused"})
_EXPECTED: dict[str, Callable[[Role, str], frozenset[str]]] = {
    "open": lambda _role, _detail: _ANY,
    "signed_in": lambda role, _detail: (
        _ANY if role.kind in {"citizen", "staff"} else frozenset({"sign_in"})
    ),
    "staff": _staff,
    "visiting_staff": lambda role, detail: (
        _permitted(role, detail) if role.kind == "visiting_staff" else frozenset({"sign_in"})
    ),
    "zone": lambda role, _detail: _SERVED if role.kind == "zone" else frozenset({"sign_in"}),
}
"""Kind of policy → what a role may get. ``refused`` for one who is let in: there is no such
thing for this person. A new kind of policy needs its line here."""

HARMLESS = frozenset(
    {
        "django_session",
        "audit_leaf",
        "guard_counter",
        "guard_cache",
        "zones_seennonce",
        "procedures_failedlookup",
        "identity_failedsignins",
    }
)
"""What a refusal may write: that it happened."""

_CONTENT = {"POST": "application/x-www-form-urlencoded"}


class _Undo(Exception):
    pass


class _Writes:
    """Notes the tables in which rows change."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = _WRITE.match(str(sql))
        if found and context["cursor"].rowcount:
            self.tables.add(found[1].lower())
        return result
