# SPDX-License-Identifier: Apache-2.0
"""Which groups may a person book for, and what are they called?"""

import json

from madoguchi.engines.booking.models import GroupMember
from madoguchi.kernel.actors import Actor
from madoguchi.platform.crypto.fields import decrypt

PURPOSE = "booking.group"


def own_groups(actor: Actor) -> list[tuple[str, str]]:
    """Id and name of each group that has named the person to book for it."""
    rows = GroupMember.objects.filter(
        account_ref=actor.ref, may_book=True, group__closed_at=None
    ).select_related("group")
    found = []
    for row in rows:
        sealed = bytes(row.group.sealed)
        words = json.loads(decrypt(PURPOSE, sealed, aad=row.group.id.bytes)) if sealed else {}
        found.append((str(row.group.id), str(words.get("name") or row.group.number)))
    return sorted(found, key=lambda one: one[1])
