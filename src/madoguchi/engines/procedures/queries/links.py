# SPDX-License-Identifier: Apache-2.0
"""Which codes open a restricted procedure?"""

from datetime import datetime

from django.db.models import Q, QuerySet

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


def list_links(procedure_id: str | None = None) -> QuerySet[RestrictedLink]:
    """The codes that were given out, the newest first; what they read is known to nobody."""
    links = RestrictedLink.objects.order_by("-made_at", "-id")
    return links.filter(procedure_id=procedure_id) if procedure_id else links
