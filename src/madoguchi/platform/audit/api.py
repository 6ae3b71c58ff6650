# SPDX-License-Identifier: Apache-2.0
"""The front door of the audit log."""

from madoguchi.platform.audit.append import (
    Entry,
    OutsideTransaction,
    record,
    record_alone,
    record_many,
)
from madoguchi.platform.audit.closing import AuditClosed
from madoguchi.platform.audit.erase import erase_subject
from madoguchi.platform.audit.leaf import NotCanonical
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.audit.queries import (
    find_personal,
    is_intact,
    list_by_actor,
    list_by_subject,
    list_listings,
)

__all__ = [
    "AuditClosed",
    "Entry",
    "Leaf",
    "NotCanonical",
    "OutsideTransaction",
    "erase_subject",
    "find_personal",
    "is_intact",
    "list_by_actor",
    "list_by_subject",
    "list_listings",
    "record",
    "record_alone",
    "record_many",
]
