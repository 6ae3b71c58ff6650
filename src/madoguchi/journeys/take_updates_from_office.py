# SPDX-License-Identifier: Apache-2.0
"""Portal: the office's procedures, states and sealed notes arrive, and unread parcels come back."""

from uuid import UUID

import madoguchi.engines.procedures.api as procedures
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.application import ApplicationUpdated, PublishedProcedure
from madoguchi.kernel.facts import on
from madoguchi.platform.zones.api import OpenedParcel, ParcelAcked, receives


@receives("procedures.published", PublishedProcedure)
def take_procedure(parcel: OpenedParcel[PublishedProcedure]) -> None:
    """Install a published revision, or take a procedure off the counter."""
    body = parcel.body
    if body.withdrawn:
        procedures.withdraw_revision(
            procedure_id=body.procedure_id, revision=body.revision, actor=SYSTEM, at=parcel.at
        )
        return
    procedures.install_revision(published=body, actor=SYSTEM, at=parcel.at)


@receives("application.updated", ApplicationUpdated)
def take_update(parcel: OpenedParcel[ApplicationUpdated]) -> None:
    """Keep the public state, and the note that only the applicant can open."""
    procedures.record_update(update=parcel.body, actor=SYSTEM, at=parcel.at)


@on(ParcelAcked)
def ask_citizen_again(fact: ParcelAcked) -> None:
    """The office could not open an application: its sender is told to file again."""
    if fact.outcome == "asked_again" and fact.kind == "application.submitted":
        submission_id = UUID(fact.ref.removeprefix("procedures:"))
        procedures.mark_asked_again(submission_id=submission_id, actor=SYSTEM, at=fact.at)
