# SPDX-License-Identifier: Apache-2.0
"""What does the audit log know: who read my data, what did this clerk do, does a leaf hold?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Count, Max, Min, QuerySet

from madoguchi.platform.audit.append import SALT_BYTES
from madoguchi.platform.audit.leaf import digest_personal, encode_leaf, hash_leaf
from madoguchi.platform.audit.models import Leaf, PersonalValues
from madoguchi.platform.audit.subject_keys import open_key, open_values


def list_by_subject(
    subject: str,
    *,
    actions: Collection[str] = (),
    before: datetime | None = None,
    limit: int = 50,
) -> list[Leaf]:
    """The latest leaves about a thing, newest first; ``actions`` narrows to some kinds.

    ``list_by_subject(ref, actions=["cases.case.viewed"])`` answers "who read my data".
    """
    return _latest(Leaf.objects.filter(subject=subject), actions, before, limit)


def list_by_actor(
    actor_ref: str,
    *,
    actions: Collection[str] = (),
    before: datetime | None = None,
    limit: int = 50,
) -> list[Leaf]:
    """The latest leaves of what one actor did, newest first."""
    return _latest(Leaf.objects.filter(actor_ref=actor_ref), actions, before, limit)


@dataclass(frozen=True, slots=True)
class Listing:
    """How often one actor had a thing in lists of one kind, and when."""

    actor_ref: str
    subject: str
    purpose: str
    count: int
    first_at: datetime
    last_at: datetime


def list_listings(number: str, *, subjects: Collection[str], since: datetime) -> list[Listing]:
    """In whose lists a number stood: leaves that name many things by their numbers, counted.

    One query that reads every list since then: for a job, not for a page.
    """
    # Canonical JSON: a string is written in exactly one way.
    leaves = Leaf.objects.filter(
        subject__in=list(subjects), at__gte=since, detail__contains=orjson.dumps(number).decode()
    )
    grouped = leaves.order_by().values_list("actor_ref", "subject", "purpose")
    counted = grouped.annotate(count=Count("id"), first=Min("at"), last=Max("at"))
    return [Listing(*row) for row in counted.order_by("-last")]


def find_personal(leaf: Leaf) -> dict[str, Any] | None:
    """The personal values of a leaf; None where there are none or they were erased."""
    row = PersonalValues.objects.select_related("key").filter(leaf=leaf).first()
    if row is None or row.key.erased_at is not None:
        return None
    salted = open_values(open_key(row.key), leaf.id, bytes(row.sealed))
    values: dict[str, Any] = orjson.loads(salted[SALT_BYTES:])
    return values


def is_intact(leaf: Leaf) -> bool:
    """Whether the columns still give the hash, and readable personal values their digest."""
    if hash_leaf(encode_leaf(leaf.body())) != bytes(leaf.leaf_hash):
        return False
    if leaf.personal_digest is None:
        return True
    row = PersonalValues.objects.select_related("key").filter(leaf=leaf).first()
    if row is None:
        return False
    if row.key.erased_at is not None:
        return True
    salted = open_values(open_key(row.key), leaf.id, bytes(row.sealed))
    digest = digest_personal(salted[:SALT_BYTES], salted[SALT_BYTES:])
    return digest == bytes(leaf.personal_digest)


def _latest(
    leaves: QuerySet[Leaf], actions: Collection[str], before: datetime | None, limit: int
) -> list[Leaf]:
    if actions:
        leaves = leaves.filter(action__in=actions)
    if before is not None:
        leaves = leaves.filter(at__lt=before)
    return list(leaves.order_by("-at", "-id")[:limit])
