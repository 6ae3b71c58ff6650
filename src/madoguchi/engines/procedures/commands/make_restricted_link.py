# SPDX-License-Identifier: Apache-2.0
"""Make a code for a restricted procedure, or take one back."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.procedures.models import RestrictedLink
from madoguchi.engines.procedures.models.restricted_link import digest_of_code
from madoguchi.engines.procedures.queries.revisions import get_current
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_secret
from madoguchi.platform.audit.api import record


def make_restricted_link(
    *, procedure_id: str, label: str, actor: Actor, at: datetime, expires_at: datetime | None = None
) -> str:
    """A new code for a procedure, shown once; its address is ``/procedures/<id>/code/?code=<code>``.

    Raises:
        ProcedureUnknown: no such procedure is offered.
    """
    get_current(procedure_id)
    code = new_secret()
    with transaction.atomic():
        RestrictedLink.objects.create(
            procedure_id=procedure_id,
            code_digest=digest_of_code(code),
            label=label,
            made_at=at,
            expires_at=expires_at,
        )
        record(
            action="procedures.link.made",
            actor=actor,
            subject=f"procedures:{procedure_id}",
            at=at,
            detail={"label": label},
        )
    return code


def revoke_restricted_link(*, link_id: int, actor: Actor, at: datetime) -> bool:
    """Stop a code; False where there is none of this number, or it was stopped before."""
    with transaction.atomic():
        link = RestrictedLink.objects.filter(id=link_id).first()
        stopped = RestrictedLink.objects.filter(id=link_id, revoked_at=None).update(revoked_at=at)
        if link is None or not stopped:
            return False
        record(
            action="procedures.link.revoked",
            actor=actor,
            subject=f"procedures:{link.procedure_id}",
            at=at,
            detail={"label": link.label},
        )
    return True
