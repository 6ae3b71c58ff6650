# SPDX-License-Identifier: Apache-2.0
"""What do the tests of booking share? (Rooms are imported late: Django starts after this file.)"""

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
def town(db, at, keys):
    """A gym with two halves, two meeting rooms, a course and a counter."""
    from madoguchi.engines.booking.tests import town

    town.build(at)
    return town


@pytest.fixture
def akari():
    from madoguchi.engines.booking.tests import town

    return town.citizen("akari")


@pytest.fixture
def funaki():
    from madoguchi.engines.booking.tests import town

    return town.citizen("funaki")


@pytest.fixture
def clerk():
    """窓口係 of the sports section, who may manage its offers."""
    from madoguchi.engines.booking.tests import town

    return town.clerk()


@pytest.fixture
def akari_web(town, at):
    """灯 あかり signed in, with ``actor``."""
    from madoguchi.engines.booking.tests.browser import sign_in

    return sign_in("akari@example.jp", at)


@pytest.fixture
def funaki_web(town, at):
    """舟木 signed in."""
    from madoguchi.engines.booking.tests.browser import sign_in

    return sign_in("funaki@example.jp", at)
