# SPDX-License-Identifier: Apache-2.0
"""Is there a virus scanner before people send files?"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name


@register(Tags.security, deploy=True)
def scanner_is_named(**_: Any) -> list[CheckMessage]:
    """``madoguchi manage check --deploy --zone office`` warns where none is named."""
    if getattr(settings, "CLAMD", ""):
        return []
    return [
        Warning(
            "files are not scanned for viruses",
            hint="install ClamAV and set MADOGUCHI_CLAMD (docs/howto/files.md)",
            id="madoguchi.W002",
        )
    ]
