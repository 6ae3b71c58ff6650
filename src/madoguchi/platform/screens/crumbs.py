# SPDX-License-Identifier: Apache-2.0
"""Which way leads to this page?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crumb:
    """A link of the crumbs; the last has no address."""

    label: str
    href: str = ""
