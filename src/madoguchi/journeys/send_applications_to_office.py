# SPDX-License-Identifier: Apache-2.0
"""Portal: what a citizen files, corrects, withdraws or writes is sealed and waits for the office."""

from uuid import UUID

from pydantic import BaseModel

from madoguchi.engines.procedures.events import (
    AccountLeftApplication,
    AmendmentAsked,
    ApplicationCorrected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CitizenMessageSent,
    OwnDataRequested,
)
from madoguchi.kernel.application import SentFile
from madoguchi.kernel.facts import on
from madoguchi.platform.zones.api import send


@on(ApplicationSubmitted)
def send_application(fact: ApplicationSubmitted) -> None:
    """Seal a new application."""
    _send("application.submitted", fact.body, fact.body.submission_id, fact.files)


@on(ApplicationCorrected)
def send_correction(fact: ApplicationCorrected) -> None:
    """Seal the corrected fields."""
    _send("application.corrected", fact.body, fact.body.submission_id, fact.files)


@on(ApplicationWithdrawn)
def send_withdrawal(fact: ApplicationWithdrawn) -> None:
    """Seal the wish to take an application back."""
    _send("application.withdrawn", fact.body, fact.body.submission_id)


@on(CitizenMessageSent)
def send_message(fact: CitizenMessageSent) -> None:
    """Seal a message to the officer."""
    _send("application.message", fact.body, fact.body.submission_id, fact.files)


@on(OwnDataRequested)
def send_data_request(fact: OwnDataRequested) -> None:
    """Seal the question what is held."""
    _send("application.data_requested", fact.body, fact.body.submission_id)


@on(AmendmentAsked)
def send_amendment(fact: AmendmentAsked) -> None:
    """Seal a request for correction, or the withdrawal of a consent."""
    _send("application.amendment_requested", fact.body, fact.body.submission_id)


@on(AccountLeftApplication)
def send_account_left(fact: AccountLeftApplication) -> None:
    """Seal that nothing more goes to the account."""
    _send("application.account_left", fact.body, fact.body.submission_id)


def _send(
    kind: str, body: BaseModel, submission_id: UUID, files: tuple[SentFile, ...] = ()
) -> None:
    send(kind, body, to="office", ref=f"procedures:{submission_id}", files=files)
