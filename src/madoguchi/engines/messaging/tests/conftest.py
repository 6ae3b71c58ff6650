# SPDX-License-Identifier: Apache-2.0
"""What do the tests of messaging share? (Rooms are imported late: Django starts after this file.)"""

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
def topics(db, at, keys):
    """Three topics: asked for, told unless declined, always told."""
    from madoguchi.engines.messaging.tests import readers

    readers.topics()
    return readers


@pytest.fixture
def city(db, at, keys):
    """The topics and templates of the packs, in a city of three readers."""
    from madoguchi.engines.messaging.tests import desk

    desk.load(at)
    return desk
