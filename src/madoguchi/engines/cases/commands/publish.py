# SPDX-License-Identifier: Apache-2.0
"""Publish the procedures of the packs: a new revision where something has changed."""

import json
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from madoguchi.engines.cases.events import ProcedurePublished
from madoguchi.engines.cases.models import ProcedureRevision
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import PublishedProcedure
from madoguchi.kernel.definition.load import dump_definition
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit import api as audit
from madoguchi.platform.screens.policies import check_permission

if TYPE_CHECKING:
    from madoguchi.kernel.packs import PackSet

PERMISSION = "procedures.publish"


@transaction.atomic
def publish_packs(*, packs: "PackSet", actor: Actor, at: datetime) -> list[tuple[str, int]]:
    """Publish every procedure whose definition or letters differ from the revision in force.

    Returns the id and revision of each that is new. A procedure that the packs have no more is
    withdrawn: the portal offers it no longer, its cases go on under their revision.

    Raises:
        NotAllowed: only who holds ``procedures.publish``, or the system itself.
        DefinitionRejected: a definition does not compile; then nothing is published.
    """
    if actor.kind != "system":
        check_permission(actor, PERMISSION)
    published = []
    shared = [reason.model_dump(mode="json") for reason in packs.reasons]
    for packed in packs.procedures.values():
        revision = publish_procedure(
            procedure=packed.definition, letters=dict(packed.letters), actor=actor, at=at
        )
        if revision is not None:
            published.append((packed.definition.id, revision))
    # Sentences to start from are no rule: they change without a new revision.
    ProcedureRevision.objects.filter(current=True).update(reasons=shared)
    _withdraw_missing(set(packs.procedures), actor=actor, at=at)
    return published


@transaction.atomic
def publish_procedure(
    *, procedure: Procedure, letters: dict[str, str], actor: Actor, at: datetime
) -> int | None:
    """Publish one definition; returns its new revision, or None where nothing has changed."""
    definition = dump_definition(procedure)
    digest = digest_of(definition, letters)
    rows = ProcedureRevision.objects.select_for_update().filter(procedure_id=procedure.id)
    current = rows.filter(current=True).first()
    if current is not None and current.digest == digest:
        return None
    revision = (rows.aggregate(last=Max("revision"))["last"] or 0) + 1
    rows.filter(current=True).update(current=False)
    ProcedureRevision.objects.create(
        procedure_id=procedure.id,
        revision=revision,
        digest=digest,
        title=procedure.title.ja,
        section=procedure.section,
        definition=definition,
        letters=letters,
        published_at=at,
    )
    _announce(procedure.id, revision, digest, definition, actor, at)
    return revision


def announce_all(*, actor: Actor, at: datetime) -> int:
    """Announce every revision in force again, for example to a portal that was set up anew."""
    rows = ProcedureRevision.objects.filter(current=True)
    with transaction.atomic():
        for row in rows:
            _announce(row.procedure_id, row.revision, row.digest, row.definition, actor, at)
    return len(rows)


def digest_of(definition: dict[str, Any], letters: dict[str, str]) -> str:
    """SHA-256 of a definition and its letters."""
    whole = json.dumps([definition, letters], sort_keys=True, ensure_ascii=False)
    return sha256(whole.encode()).hexdigest()


def _withdraw_missing(kept: set[str], *, actor: Actor, at: datetime) -> None:
    for row in ProcedureRevision.objects.filter(current=True).exclude(procedure_id__in=kept):
        row.current = False
        row.save(update_fields=["current"])
        _announce(
            row.procedure_id, row.revision, row.digest, row.definition, actor, at, withdrawn=True
        )


def _announce(
    procedure_id: str,
    revision: int,
    digest: str,
    definition: dict[str, Any],
    actor: Actor,
    at: datetime,
    *,
    withdrawn: bool = False,
) -> None:
    audit.record(
        action="cases.procedure_withdrawn" if withdrawn else "cases.procedure_published",
        actor=actor,
        subject=f"cases:procedure:{procedure_id}",
        at=at,
        detail={"revision": revision, "digest": digest},
    )
    body = PublishedProcedure(
        procedure_id=procedure_id,
        revision=revision,
        digest=digest,
        definition=definition,
        published_at=at,
        withdrawn=withdrawn,
    )
    announce(ProcedurePublished(body=body, at=at))
