# SPDX-License-Identifier: Apache-2.0
"""Ask the office about every application of an account, one parcel each."""

from datetime import datetime

from madoguchi.engines.procedures.commands.request_own_data import request_own_data
from madoguchi.engines.procedures.queries.submissions import list_of_account
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id


def request_all_own_data(*, account: str, actor: Actor, at: datetime) -> int:
    """Returns how many were asked about; those under way are not asked about twice."""
    return sum(
        request_own_data(submission=row, request_id=new_id(), actor=actor, at=at)
        for row in list_of_account(account)
    )
