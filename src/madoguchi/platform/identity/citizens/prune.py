# SPDX-License-Identifier: Apache-2.0
"""When are accounts forgotten whose e-mail address was never checked?"""

from datetime import datetime, timedelta

from madoguchi.platform.identity.models import User

KEEP_UNCHECKED = timedelta(days=7)


def prune_unchecked(at: datetime) -> int:
    """Delete citizens who signed up a week ago and never came in; returns how many."""
    never = User.objects.filter(
        kind=User.Kind.CITIZEN, last_login=None, joined_at__lt=at - KEEP_UNCHECKED,
        emailaddress__verified=False,
    )  # fmt: skip
    count = never.count()
    never.delete()
    return count
