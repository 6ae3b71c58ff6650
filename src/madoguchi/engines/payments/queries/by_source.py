# SPDX-License-Identifier: Apache-2.0
"""Which due belongs to a source?"""

from madoguchi.engines.payments.models import Receivable


def find_by_source(source_ref: str) -> Receivable | None:
    """The due of a source such as ``booking:<uuid>``; None where nothing was ever owed."""
    return Receivable.objects.filter(source_ref=source_ref).first()
