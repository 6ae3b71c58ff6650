# SPDX-License-Identifier: Apache-2.0
"""To whom may a case be given?"""

from datetime import date
from uuid import UUID

from madoguchi.platform.identity.api import User
from madoguchi.platform.organisation.chart import current_chart


def list_colleagues(section: str, *, on: date) -> list[tuple[str, str]]:
    """References and names of those who hold a post in a section, or one above, on a day."""
    chart = current_chart()
    refs = [
        ref
        for ref in chart.held
        if any(
            section in chart.below.get(held.section, frozenset({held.section}))
            for held in chart.held_on(ref, on)
        )
    ]
    ids = [UUID(ref.removeprefix("identity:")) for ref in refs if ref.startswith("identity:")]
    staff = User.objects.filter(id__in=ids, kind=User.Kind.STAFF, is_active=True)
    return sorted(((user.ref, user.display_name) for user in staff), key=lambda pair: pair[1])
