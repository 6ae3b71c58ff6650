# SPDX-License-Identifier: Apache-2.0
"""Which few columns of a delivery does a sender need? Five hundred at once, so no whole objects."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.engines.messaging.models import Delivery


class Row(NamedTuple):
    """A delivery as senders know it."""

    id: UUID
    notice_id: UUID
    recipient_id: UUID
    lane: int
    channel: str
    tried: str
    language: str
    state: str
    attempts: int
    detail: str


def read_rows(found: QuerySet[Delivery]) -> Sequence[Row]:
    """The rows in the order of the query."""
    return [Row(*values) for values in found.values_list(*Row._fields)]
