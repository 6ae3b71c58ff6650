# SPDX-License-Identifier: Apache-2.0
"""Does a code open a restricted procedure?"""

from datetime import datetime

from django.db.models import Q

from madoguchi.engines.procedures.models import RestrictedLink
from madoguchi.engines.procedures.models.restricted_link import digest_of_code
from madoguchi.kernel.ids import SecretUnreadable


def may_use_code(procedure_id: str, typed: str, *, at: datetime) -> bool:
    """Whether the code, as typed, is in use for this procedure."""
    try:
        digest = digest_of_code(typed)
    except SecretUnreadable:
        return False
    unexpired = Q(expires_at=None) | Q(expires_at__gt=at)
    links = RestrictedLink.objects.filter(
        unexpired, procedure_id=procedure_id, code_digest=digest, revoked_at=None
    )
    return links.exists()
