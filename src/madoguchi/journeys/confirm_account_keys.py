# SPDX-License-Identifier: Apache-2.0
"""Office: the portal says that an account has a new key; a person confirms it, the portal hears."""

from typing import Literal, cast

import madoguchi.engines.cases.api as cases
from madoguchi.engines.cases.events import KeyChangeSettled
from madoguchi.kernel.application import AccountKeyChanged, AccountKeySettled
from madoguchi.kernel.facts import on
from madoguchi.platform.zones.api import OpenedParcel, receives, send


@receives("account.key_changed", AccountKeyChanged)
def receive_key_change(parcel: OpenedParcel[AccountKeyChanged]) -> None:
    """It waits on the list; nothing is sealed again on the portal's word."""
    cases.receive_key_change(change=parcel.body, at=parcel.at)


@on(KeyChangeSettled)
def tell_portal(fact: KeyChangeSettled) -> None:
    """The account's pages say what the office has decided."""
    body = AccountKeySettled(
        change_id=fact.change_id,
        applicant_ref=fact.applicant_ref,
        outcome=cast(Literal["confirmed", "refused"], fact.outcome),
        settled_at=fact.at,
    )
    send(
        "account.key_settled",
        body,
        to="portal",
        ref=f"cases:key-change:{fact.change_id}",
        at=fact.at,
    )
