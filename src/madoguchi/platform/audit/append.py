# SPDX-License-Identifier: Apache-2.0
"""How is an action written into the audit log, in the transaction of the action itself?"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import CharField, Field, IntegerField, TextField

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.closing import check_open
from madoguchi.platform.audit.leaf import (
    FORMAT,
    LeafBody,
    canonical,
    digest_personal,
    encode_leaf,
    hash_leaf,
)
from madoguchi.platform.audit.models import Leaf, PersonalValues
from madoguchi.platform.audit.subject_keys import keys_for_writing, seal_values

SALT_BYTES = 32
PLAIN = (CharField, TextField, IntegerField)
"""Columns whose values every database takes as they are."""


class OutsideTransaction(RuntimeError):
    """A leaf was to be written without the transaction of the action that it proves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One action to be written; the arguments of ``record`` as a value."""

    action: str
    actor: Actor
    subject: str
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""


def record(
    *,
    action: str,
    actor: Actor,
    subject: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    purpose: str = "",
) -> Leaf:
    """Write one leaf in the caller's transaction.

    ``detail`` holds facts that may stay for ever; names, addresses and answers go into
    ``personal``, which rests encrypted under the key of ``subject`` and can be erased.
    Raises OutsideTransaction, NotCanonical for values without one canonical form, and AuditClosed
    while the log has waited too long to be proven.
    """
    entry = Entry(
        action=action,
        actor=actor,
        subject=subject,
        at=at,
        detail=detail or {},
        personal=personal or {},
        purpose=purpose,
    )
    return record_many([entry])[0]


def record_alone(
    *,
    action: str,
    actor: Actor,
    subject: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
    purpose: str = "",
) -> Leaf:
    """Write a leaf about something that changes nothing, such as a reading.

    The leaf is the whole action, so one statement is its transaction, where none is open. Raises
    NotCanonical and AuditClosed as ``record`` does.
    """
    check_open([(action, actor)])
    entry = Entry(
        action=action, actor=actor, subject=subject, at=at, detail=detail or {}, purpose=purpose
    )
    leaf, _ = _make(entry)
    _insert([leaf])
    return leaf


def record_many(entries: Sequence[Entry]) -> list[Leaf]:
    """Write many leaves with few statements; the same rules as ``record``."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("audit.record needs the transaction of the action")
    check_open((entry.action, entry.actor) for entry in entries)
    made = [_make(entry) for entry in entries]
    leaves = [leaf for leaf, _ in made]
    _insert(leaves)
    _keep_personal(entries, made)
    return leaves


def _insert(leaves: Sequence[Leaf]) -> None:
    """Insert without the ORM's machinery, which would cost most of the price of a leaf."""
    statement, columns = _statement()
    rows = [
        [
            getattr(leaf, name)
            if plain
            else field.get_db_prep_save(getattr(leaf, name), connection)
            for name, field, plain in columns
        ]
        for leaf in leaves
    ]
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)


@lru_cache(maxsize=1)
def _statement() -> tuple[str, list[tuple[str, Field[Any, Any], bool]]]:
    """The statement, and for each column whether its values go to the database as they are."""
    fields = [field for field in Leaf._meta.concrete_fields if field.name != "sequence"]
    names, places = ", ".join(str(f.column) for f in fields), ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO audit_leaf ({names}) VALUES ({places})"  # noqa: S608
    return statement, [(str(f.attname), f, isinstance(f, PLAIN)) for f in fields]


def _make(entry: Entry) -> tuple[Leaf, bytes]:
    """The leaf and, where there are personal values, ``salt ‖ values`` still to be sealed."""
    salted, digest = b"", None
    if entry.personal:
        salt, values = os.urandom(SALT_BYTES), canonical(entry.personal)
        salted, digest = salt + values, digest_personal(salt, values)
    roles = tuple(sorted(entry.actor.roles))
    body = LeafBody(
        id=new_id(),
        at=entry.at,
        action=entry.action,
        actor_kind=entry.actor.kind,
        actor_ref=entry.actor.ref,
        actor_roles=roles,
        subject=entry.subject,
        purpose=entry.purpose,
        detail=entry.detail,
        personal_digest=digest,
        zone=settings.ZONE,
    )
    leaf = Leaf(
        id=body.id,
        at=body.at,
        action=body.action,
        actor_kind=body.actor_kind,
        actor_ref=body.actor_ref,
        actor_roles=",".join(roles),
        subject=body.subject,
        purpose=body.purpose,
        detail=canonical(entry.detail).decode(),
        personal_digest=digest,
        zone=body.zone,
        leaf_hash=hash_leaf(encode_leaf(body)),
        format=FORMAT,
    )
    return leaf, salted


def _keep_personal(entries: Sequence[Entry], made: Sequence[tuple[Leaf, bytes]]) -> None:
    owners = {e.subject: e.at for e, (_, salted) in zip(entries, made, strict=True) if salted}
    if not owners:
        return
    keys = keys_for_writing(owners)
    PersonalValues.objects.bulk_create(
        PersonalValues(
            leaf=leaf,
            key=keys[leaf.subject].row,
            sealed=seal_values(keys[leaf.subject], leaf.id, salted),
        )
        for leaf, salted in made
        if salted
    )
