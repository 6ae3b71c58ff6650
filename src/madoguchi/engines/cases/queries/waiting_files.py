# SPDX-License-Identifier: Apache-2.0
"""Which files wait to be examined longer than they should, or were never looked at for viruses?"""

from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.engines.cases.models import CaseFile
from madoguchi.platform.files.ports import ScannerError, current_scanner

PATIENCE = timedelta(minutes=30)
MOST = 200


def list_overdue(at: datetime) -> list[UUID]:
    """Files that came more than half an hour ago and have neither a copy nor a reason."""
    rows = CaseFile.objects.filter(
        state__in=("unchecked", "checking"), received_at__lt=at - PATIENCE
    )
    return list(rows.order_by("received_at").values_list("id", flat=True)[:MOST])


def list_unscanned(at: datetime) -> list[UUID]:
    """Files without a word of a virus scanner, the newest first – if one answers now."""
    scanner = current_scanner()
    if scanner is None:
        return []
    try:
        scanner.check()
    except ScannerError:
        return []
    rows = CaseFile.objects.filter(
        scan="unscanned", state__in=("safe", "unopenable"), received_at__lt=at - PATIENCE
    ).exclude(scan_note="too_large")
    return list(rows.order_by("-received_at").values_list("id", flat=True)[:MOST])
