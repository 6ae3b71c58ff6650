# SPDX-License-Identifier: Apache-2.0
"""Which meeting of a course is it now, and who has earned the certificate (修了証)?"""

from collections.abc import Sequence
from datetime import datetime

from madoguchi.engines.booking.rules.offer import OfferRules, Session, Sessions
from madoguchi.engines.booking.rules.times import day_and_minute


def sessions_of(rules: OfferRules) -> tuple[Session, ...]:
    """The meetings of a course; none for anything else."""
    return rules.times.sessions if isinstance(rules.times, Sessions) else ()


def meeting_at(sessions: Sequence[Session], at: datetime) -> int | None:
    """The number, from 0, of the meeting of the day that is not over: the first such."""
    day, _ = day_and_minute(at)
    for n, one in enumerate(sessions):
        if at < one.ends_at and (day_and_minute(one.starts_at)[0] == day or one.starts_at <= at):
            return n
    return None


def meeting_on(sessions: Sequence[Session], at: datetime) -> int | None:
    """The meeting that somebody came to at an instant of its day, be it over now or not."""
    day, _ = day_and_minute(at)
    days = [day_and_minute(one.starts_at)[0] for one in sessions]
    found = [n for n, one in enumerate(days) if one == day]
    near = [n for n in found if at < sessions[n].ends_at]
    return next(iter(near or found), None)


def enough_for_certificate(rules: OfferRules) -> int | None:
    """How many meetings earn the certificate; None where the course hands none out."""
    if not rules.facts.certificate:
        return None
    every = len(sessions_of(rules))
    return min(rules.facts.certificate_sessions or every, every)


def earns_certificate(rules: OfferRules, came: int) -> bool:
    """Whether somebody who came so often gets the certificate."""
    enough = enough_for_certificate(rules)
    return enough is not None and came >= max(enough, 1)
