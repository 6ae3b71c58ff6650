# SPDX-License-Identifier: Apache-2.0
"""Has the organisation changed since it was last read?"""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Subquery
from django.db.models.signals import post_delete, post_save

from madoguchi.kernel.ids import new_id
from madoguchi.platform.organisation.models import Appointment, Post, Section, Version
from madoguchi.platform.transactions.api import Prepared

_uncommitted: set[UUID] = set()


_TOKEN: Prepared[Version] = Prepared(lambda: Version.objects.filter(pk=1).values_list("token"))


def current_token() -> UUID | None:
    """The token of the present version; None before the first change."""
    found = _TOKEN.rows()
    return found[0][0] if found else None


def token_column() -> Subquery:
    """The token as a column of another query, which spares one of its own."""
    return Subquery(Version.objects.filter(pk=1).values("token")[:1])


def touch() -> None:
    """Make a new version in the caller's transaction."""
    token = new_id()
    Version.objects.update_or_create(pk=1, defaults={"token": token})
    if connection.in_atomic_block:
        _uncommitted.add(token)
        transaction.on_commit(lambda: _uncommitted.discard(token))


def may_be_kept(token: UUID | None) -> bool:
    """Whether what was read under this token may outlive the present transaction."""
    return token not in _uncommitted


def watch_changes() -> None:
    """Call ``touch`` after each saved or deleted row; bulk writers call it themselves."""
    for model in (Section, Post, Appointment):
        post_save.connect(_touch_after, sender=model, dispatch_uid="organisation.version")
        post_delete.connect(_touch_after, sender=model, dispatch_uid="organisation.version")


def _touch_after(**_: Any) -> None:
    touch()
