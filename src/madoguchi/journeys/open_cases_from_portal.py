# SPDX-License-Identifier: Apache-2.0
"""Office: parcels of citizens become cases, corrections, withdrawals and messages."""

from uuid import UUID

import madoguchi.engines.cases.api as cases
from madoguchi.kernel.application import (
    AccountLeft,
    CitizenMessage,
    SubmittedApplication,
    SubmittedCorrection,
    Withdrawal,
)
from madoguchi.kernel.faults import fault_point
from madoguchi.kernel.own_data import AmendmentRequest, DataRequest
from madoguchi.platform.zones.api import OpenedParcel, Unopenable, on_unopenable, receives


@receives("application.submitted", SubmittedApplication)
def open_case(parcel: OpenedParcel[SubmittedApplication]) -> None:
    """An application becomes exactly one case."""
    cases.open_case(application=parcel.body, at=parcel.at)
    fault_point("open.after_case")


@receives("application.corrected", SubmittedCorrection)
def receive_correction(parcel: OpenedParcel[SubmittedCorrection]) -> None:
    """Corrected fields reach their case."""
    cases.receive_correction(correction=parcel.body, at=parcel.at)


@receives("application.withdrawn", Withdrawal)
def receive_withdrawal(parcel: OpenedParcel[Withdrawal]) -> None:
    """The applicant takes the application back."""
    cases.receive_withdrawal(withdrawal=parcel.body, at=parcel.at)


@receives("application.message", CitizenMessage)
def receive_message(parcel: OpenedParcel[CitizenMessage]) -> None:
    """The applicant has written to the officer."""
    cases.receive_message(message=parcel.body, at=parcel.at)


@receives("application.data_requested", DataRequest)
def report_data(parcel: OpenedParcel[DataRequest]) -> None:
    """The applicant asks what is held, and who read it."""
    cases.report_data(request=parcel.body, at=parcel.at)


@receives("application.amendment_requested", AmendmentRequest)
def receive_amendment(parcel: OpenedParcel[AmendmentRequest]) -> None:
    """The applicant wants a value put right, or withdraws a consent."""
    cases.receive_amendment(request=parcel.body, at=parcel.at)


@receives("application.account_left", AccountLeft)
def receive_account_left(parcel: OpenedParcel[AccountLeft]) -> None:
    """The applicant's account is gone: nothing more is sent to it."""
    cases.receive_account_left(left=parcel.body, at=parcel.at)


@on_unopenable
def keep_in_sight(item: Unopenable) -> None:
    """A parcel that cannot be used becomes an item that someone sees and settles."""
    header = item.header
    cases.ask_again(
        parcel_id=header.id,
        kind=header.kind,
        reason=item.reason,
        submission_id=_submission_of(header.ref),
        at=item.at,
    )


def _submission_of(ref: str) -> UUID | None:
    try:
        return UUID(ref.removeprefix("procedures:"))
    except ValueError:
        return None
