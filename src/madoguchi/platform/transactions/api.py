# SPDX-License-Identifier: Apache-2.0
"""The front door of transactions."""

from madoguchi.platform.transactions.in_one_go import Again, InOneGo
from madoguchi.platform.transactions.prepared import Given, Prepared

__all__ = ["Again", "Given", "InOneGo", "Prepared"]
