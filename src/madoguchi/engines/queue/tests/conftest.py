# SPDX-License-Identifier: Apache-2.0
"""What do the tests of the queue share? (Rooms are imported late: Django starts after this file.)"""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def at():
    """令和8年11月20日(金)10時00分; the clock stands there."""
    from madoguchi.kernel import clock

    with clock.frozen(datetime(2026, 11, 20, 1, 0, tzinfo=UTC)) as moment:
        yield moment


@pytest.fixture
def keys():
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()


@pytest.fixture
def hall(db, at, keys):
    """引っ越し, 証明書 and 税 with four open desks."""
    from madoguchi.engines.queue.tests import hall

    hall.build(at)
    return hall
