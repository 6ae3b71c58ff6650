# SPDX-License-Identifier: Apache-2.0
"""When may the link of a meeting by video be seen?"""

from datetime import datetime, timedelta

EARLY = timedelta(minutes=15)
"""A link that several people use one after another is shown so long before the start."""


def link_opens(starts_at: datetime, *, is_course: bool) -> datetime | None:
    """From when on the link is shown; None: as soon as the booking stands, as for a course."""
    return None if is_course else starts_at - EARLY
