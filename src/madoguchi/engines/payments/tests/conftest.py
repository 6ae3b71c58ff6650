# SPDX-License-Identifier: Apache-2.0
"""What do the tests of payments share? (Rooms are imported late: Django starts after this file.)"""

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
def city(db, at, keys):
    """Three revenue accounts and the helpers of ``tests/city.py``."""
    from madoguchi.engines.payments.tests import city

    city.build()
    return city


@pytest.fixture
def racing_city(transactional_db, at, keys):
    """The same with rows that other connections see."""
    from madoguchi.engines.payments.tests import city

    city.build()
    return city


@pytest.fixture
def fake():
    """A provider in memory, in place for the test."""
    from madoguchi.engines.payments import ports
    from madoguchi.engines.payments.tests.gateway import FakeGateway

    before = list(ports._gateways)
    one = FakeGateway()
    ports.use_gateway(one)
    yield one
    ports._gateways[:] = before


@pytest.fixture
def akari_web(city, at):
    """灯 あかり signed in, with ``actor``."""
    from madoguchi.engines.payments.tests.browser import sign_in

    return sign_in("akari@example.jp", at)


@pytest.fixture
def funaki_web(city, at):
    """舟木 signed in."""
    from madoguchi.engines.payments.tests.browser import sign_in

    return sign_in("funaki@example.jp", at)
