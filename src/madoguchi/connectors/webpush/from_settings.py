# SPDX-License-Identifier: Apache-2.0
"""Which key and contact do the settings name?"""

from functools import lru_cache

from django.conf import settings

from madoguchi.connectors.webpush.signing import Signer

KEY_FILE = "webpush/key.pem"


@lru_cache(maxsize=1)
def signer() -> Signer:
    """The key of this zone; made on first use."""
    return Signer.from_file(settings.HOME / KEY_FILE, contact=settings.WEBPUSH_CONTACT)
