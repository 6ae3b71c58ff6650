# SPDX-License-Identifier: Apache-2.0
"""What do the tests of cases share? (Rooms are imported late: Django starts after this file.)"""

from datetime import UTC, datetime

import pytest


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """The engine by itself: no journey listens."""
    from madoguchi.engines.cases.tests import hall

    hall.stand_alone(monkeypatch)


@pytest.fixture
def at():
    """令和8年11月20日(金)10時42分; the clock stands there."""
    from madoguchi.kernel import clock

    with clock.frozen(datetime(2026, 11, 20, 1, 42, tzinfo=UTC)) as moment:
        yield moment


@pytest.fixture
def town_hall(db, at):
    """The city's sections and posts, the cast, one procedure: how each test begins."""
    from madoguchi.engines.cases.tests import hall

    return hall.build_town_hall()


def _actor(user):
    from madoguchi.platform.identity.api import actor_for

    return actor_for(user)


@pytest.fixture
def sanami(town_hall):
    """窓口係 佐波: works on cases."""
    return _actor(town_hall["sanami"])


@pytest.fixture
def takeuchi(town_hall):
    """課長 竹内: decides, reopens."""
    return _actor(town_hall["takeuchi"])


@pytest.fixture
def michi(town_hall):
    """道 守 of the roads section."""
    return _actor(town_hall["michi"])


@pytest.fixture
def opened(town_hall):
    """Opens cases of 灯 あかり."""
    from madoguchi.engines.cases.tests import hall

    return hall.open_one


@pytest.fixture
def case(opened):
    """One fresh case."""
    return opened()


@pytest.fixture
def heard(alone):
    """The facts that were announced, in order."""
    from madoguchi.engines.cases.tests import hall

    return hall.hear()
