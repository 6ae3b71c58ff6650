# SPDX-License-Identifier: Apache-2.0
"""Which typed login names mean the same person?"""

import unicodedata


def normalise_login(typed: str) -> str:
    """Half width, lower case, no spaces around: ``SANAMI`` and ``sanami`` are one."""
    return unicodedata.normalize("NFKC", typed).strip().lower()
