# SPDX-License-Identifier: Apache-2.0
"""Take over a revision that the office published."""

from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.commands.withdraw_revision import withdraw_revision
from madoguchi.engines.procedures.events import RevisionInstalled
from madoguchi.engines.procedures.models import Revision
from madoguchi.engines.procedures.queries.compiled import compile_definition
from madoguchi.engines.procedures.rules.refusals import RevisionConflict
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import PublishedProcedure
from madoguchi.kernel.facts import announce
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record


def install_revision(*, published: PublishedProcedure, actor: Actor, at: datetime) -> bool:
    """Store a published revision and put the newest one in force; False for a repeat.

    Revisions may come twice and out of order; an older one is kept for old drafts only.

    Raises:
        DefinitionRejected: it does not compile here.
        RevisionConflict: the same revision is known with another definition.
    """
    if published.withdrawn:
        return withdraw_revision(
            procedure_id=published.procedure_id, revision=published.revision, actor=actor, at=at
        )
    compile_definition(published.definition)
    try:
        with transaction.atomic():
            return _install(published, actor, at)
    except IntegrityError:  # another process installs the same revision at this moment
        with transaction.atomic():
            return _install(published, actor, at)


def _install(published: PublishedProcedure, actor: Actor, at: datetime) -> bool:
    rows = Revision.objects.select_for_update().filter(procedure_id=published.procedure_id)
    known = {row.revision: row for row in rows.defer("definition")}
    same = known.get(published.revision)
    if same is not None:
        _refuse_other(same, published)
        return False
    newest = all(number < published.revision for number in known)
    if newest:
        Revision.objects.filter(procedure_id=published.procedure_id, is_current=True).update(
            is_current=False
        )
    Revision.objects.create(
        procedure_id=published.procedure_id,
        revision=published.revision,
        digest=published.digest,
        definition=published.definition,
        published_at=published.published_at,
        is_current=newest,
    )
    announce(RevisionInstalled(published.procedure_id, published.revision, is_current=newest))
    record(
        action="procedures.revision.installed",
        actor=actor,
        subject=f"procedures:{published.procedure_id}",
        at=at,
        detail={"revision": published.revision, "digest": published.digest},
    )
    return True


def _refuse_other(row: Revision, published: PublishedProcedure) -> None:
    if row.digest == published.digest:
        return
    raise RevisionConflict(
        text(
            f"{row} は、ほかの内容で公開されています。版の番号を上げてください。",
            f"{row} is published with another content. Please raise the revision.",
        )
    )
