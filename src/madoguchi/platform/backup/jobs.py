# SPDX-License-Identifier: Apache-2.0
"""What does this room do by itself? It keeps the register up to date, and warns."""

import logging
from datetime import timedelta

from django.conf import settings
from django_tasks import task

from madoguchi.kernel.clock import now
from madoguchi.platform.backup.making import list_labels
from madoguchi.platform.backup.register import backup_folder, catch_up
from madoguchi.platform.crypto.expiry import list_expiring
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.jobs.api import periodic

log = logging.getLogger("madoguchi.backup")
OVERDUE = timedelta(days=2)


@periodic(every=timedelta(minutes=1))
@task(priority=-10)
def write_register() -> int:
    """Write down destructions that the register beside the backups does not have yet."""
    return catch_up()


@periodic(every=timedelta(days=1), offset=timedelta(hours=8))
@task(priority=-50)
def warn_operator() -> list[str]:
    """Say each morning which keys end soon, and whether the last backup is old."""
    at = now()
    warnings = [ending.sentence for ending in list_expiring(zone_keys(), at=at)]
    labels = list_labels(backup_folder(), settings.ZONE)
    if not labels or labels[-1][1].taken_at < at - OVERDUE:
        last = labels[-1][1].taken_at.isoformat() if labels else "never"
        warnings.append(f"the last backup of {settings.ZONE} is of: {last}")
    for warning in warnings:
        log.warning(warning)
    return warnings
