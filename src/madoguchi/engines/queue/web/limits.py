# SPDX-License-Identifier: Apache-2.0
"""How often may one sender take a ticket?"""

from datetime import timedelta

from madoguchi.platform.guard.api import Limit

TAKING = Limit(name="queue.taking", free=40, window=timedelta(minutes=10))
"""Generous: a school, a library or a telephone company shows many people under one address."""
CHECKING_IN = Limit(name="queue.checking_in", free=60, window=timedelta(minutes=10))
"""Numbers of bookings at a kiosk: enough for a busy hall, too few for guessing."""
