# SPDX-License-Identifier: Apache-2.0
"""Tell applicants what the office holds of their application, and who read it."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.cases.commands.act import header, hold
from madoguchi.engines.cases.commands.receive_correction import find_case_id
from madoguchi.engines.cases.events import DataReported
from madoguchi.engines.cases.queries.own_data import describe_own_data
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import ApplicantNote
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.own_data import DataRequest
from madoguchi.platform.audit import api as audit


@transaction.atomic
def report_data(*, request: DataRequest, at: datetime, actor: Actor = SYSTEM) -> ApplicantNote:
    """Make the report; it goes to the key that came with the application, whoever asks.

    So a portal that somebody has taken over can ask as often as it likes: it learns nothing.

    Raises:
        UnknownSubmission: no case was opened from this submission yet.
    """
    case = hold(find_case_id(request.submission_id))
    report = describe_own_data(case, at=at)
    note = ApplicantNote(
        note_id=new_id(), kind="data", written_at=at, title="", text="", data=report
    )
    audit.record(
        action=DataReported.key,
        actor=actor,
        subject=case.ref,
        at=at,
        detail={"number": case.number, "request": str(request.request_id)},
        purpose="本人からの求め",
    )
    announce(DataReported(case=header(case), at=at, note=note))
    return note
