# SPDX-License-Identifier: Apache-2.0
"""Portal: what citizens took back stays away after a restore, and a drill proves bookings and queue."""

from collections.abc import Callable, Iterator
from datetime import datetime

import madoguchi.engines.booking.api as booking
import madoguchi.engines.procedures.api as procedures
import madoguchi.engines.queue.api as queue
from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.backup.checks import Finding, proves
from madoguchi.platform.backup.register import Entry, Kind, remembers

ENDED = "procedures.keeping_ended"


def _endings() -> Iterator[Entry]:
    for one in procedures.list_endings():
        detail = {"account": one.account, "ended_at": one.ended_at.isoformat()}
        yield Entry(ENDED, str(one.id), detail)


def _end_again(entry: Entry, at: datetime) -> bool:
    return procedures.forget_older_profile(
        account=entry.detail["account"],
        ended_at=datetime.fromisoformat(entry.detail["ended_at"]),
        actor=SYSTEM,
        at=at,
    )


remembers(Kind(ENDED, _endings, _end_again))


def _register(name: str, count: Callable[[], int], *problems: Callable[[], Iterator[str]]) -> None:
    @proves(name)
    def check(finding: Finding) -> None:
        finding.checked = count()
        for list_problems in problems:
            for problem in list_problems():
                finding.fail(problem)


_register(
    "no place is booked twice",
    booking.soundness.count_reservations,
    booking.soundness.list_double_bookings,
    booking.soundness.list_claims_of_ended,
)
_register(
    "quotas count what is used",
    booking.soundness.count_reservations,
    booking.soundness.list_wrong_counts,
)
_register(
    "invitations and their bookings agree",
    booking.soundness.count_reservations,
    booking.soundness.list_loose_invitations,
)
_register(
    "lotteries draw the same again",
    booking.soundness.count_drawn,
    booking.soundness.list_disagreeing_lotteries,
)
_register(
    "numbers of the queue are gapless",
    queue.soundness.count_tickets,
    queue.soundness.list_number_gaps,
    queue.soundness.list_crowded_desks,
    queue.soundness.list_loose_transfers,
    queue.soundness.list_named_past,
)
