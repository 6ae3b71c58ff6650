# SPDX-License-Identifier: Apache-2.0
"""Portal: what the counter keeps of an account goes with it, and a restore does not bring it back."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import madoguchi.engines.booking.api as booking
import madoguchi.engines.messaging.api as messaging
import madoguchi.engines.procedures.api as procedures
import madoguchi.engines.queue.api as queue
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.facts import on
from madoguchi.platform.backup.register import Entry, Kind, remembers
from madoguchi.platform.identity.api import AccountErased, erase_account, list_erased

ERASED = "identity.account_erased"


@on(AccountErased)
def forget_account(fact: AccountErased) -> None:
    """Drafts, profile, notes, bookings, tickets, messages and the way back go in the same transaction."""
    procedures.forget_account(account=fact.user_ref, actor=SYSTEM, at=fact.at)
    booking.forget_party(party_ref=fact.user_ref, actor=SYSTEM, at=fact.at)
    messaging.forget_party(party_ref=fact.user_ref, actor=SYSTEM, at=fact.at)
    queue.forget_person(person_ref=fact.user_ref, actor=SYSTEM, at=fact.at)


def _entries() -> Iterator[Entry]:
    for one in list_erased():
        yield Entry(ERASED, str(one.id), {"erased_at": one.erased_at.isoformat()})


def _erase_again(entry: Entry, at: datetime) -> bool:
    return erase_account(user_id=UUID(entry.id), actor=SYSTEM, at=at)


remembers(Kind(ERASED, _entries, _erase_again))
