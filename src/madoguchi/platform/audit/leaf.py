# SPDX-License-Identifier: Apache-2.0
"""Which bytes prove an action? The leaf format, version 1; it is final.

A leaf is the RFC 8785 canonical JSON (UTF-8, keys sorted, no white space) of one object with
exactly these members:

==========  ======================================================================
member      value
==========  ======================================================================
action      key of what was done, past tense, e.g. ``"cases.case.opened"``
actor       ``{"kind": …, "ref": …, "roles": […]}``; roles sorted; never a name
at          instant in UTC with microseconds: ``"2026-11-21T01:02:03.000004Z"``
detail      object of public facts; texts, whole numbers (at most 2**53 - 1 either
            way), booleans, null, lists and objects; no fractions
id          UUIDv7 in lower-case hyphenated form
personal    null, or 64 hex digits: SHA-256(0x02 ‖ 32-byte salt ‖ canonical JSON of
            the personal values); salt and values rest encrypted in a side table
purpose     why it was done, ``""`` where nothing needs saying
subject     typed reference of the thing acted on, e.g. ``"cases:<uuid>"``
v           1
zone        ``"portal"``, ``"office"`` or ``"core"``
==========  ======================================================================

The leaf hash is SHA-256(0x00 ‖ leaf), as in RFC 9162, so that a Merkle tree can be built over the
leaves later without touching them. A leaf does not point at its predecessor: writers never wait
for one another. What other kinds of action need to say (the post in whose name someone acted, the
hashes before and after, the request) goes into ``detail``; the members above never change.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

FORMAT = 1
_LEAF_PREFIX = b"\x00"
_PERSONAL_PREFIX = b"\x02"
_KEY = re.compile(r"[\x20-\x7e]+\Z")
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class NotCanonical(ValueError):
    """A value that has no single canonical form, such as a fraction."""


@dataclass(frozen=True, slots=True)
class LeafBody:
    """The members of a leaf before they become bytes."""

    id: UUID
    at: datetime
    action: str
    actor_kind: str
    actor_ref: str
    actor_roles: tuple[str, ...]
    subject: str
    purpose: str
    detail: Mapping[str, Any]
    personal_digest: bytes | None
    zone: str


def canonical(value: Mapping[str, Any]) -> bytes:
    """RFC 8785 canonical JSON of an object.

    Raises NotCanonical on fractions, huge numbers, keys outside ASCII and foreign types; within
    these limits sorting by bytes equals the RFC's sorting by UTF-16 unit.
    """
    _check(value)
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except (TypeError, ValueError) as error:
        raise NotCanonical(str(error)) from None


def encode_leaf(body: LeafBody) -> bytes:
    """The exact bytes of a leaf."""
    return canonical(
        {
            "action": body.action,
            "actor": {
                "kind": body.actor_kind,
                "ref": body.actor_ref,
                "roles": list(body.actor_roles),
            },
            "at": format_instant(body.at),
            "detail": body.detail,
            "id": str(body.id),
            "personal": body.personal_digest.hex() if body.personal_digest else None,
            "purpose": body.purpose,
            "subject": body.subject,
            "v": FORMAT,
            "zone": body.zone,
        }
    )


def hash_leaf(leaf: bytes) -> bytes:
    """The RFC 9162 leaf hash: SHA-256(0x00 ‖ leaf)."""
    return hashlib.sha256(_LEAF_PREFIX + leaf).digest()


def digest_personal(salt: bytes, values: bytes) -> bytes:
    """What a leaf carries of personal values: SHA-256(0x02 ‖ salt ‖ canonical JSON)."""
    return hashlib.sha256(_PERSONAL_PREFIX + salt + values).digest()


def format_instant(at: datetime) -> str:
    """An aware instant as the leaf writes it."""
    if at.tzinfo is None:
        raise NotCanonical("an instant needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _check(value: object) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, Mapping):
        for key, member in value.items():
            if not isinstance(key, str) or not _KEY.match(key):
                raise NotCanonical(f"not a plain key: {key!r}")
            _check(member)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for member in value:
            _check(member)
    else:
        raise NotCanonical(f"no canonical form for {type(value).__name__}")
