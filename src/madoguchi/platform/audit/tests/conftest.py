# SPDX-License-Identifier: Apache-2.0
"""What do the audit tests share: the zone's keys, a clerk, an instant."""

from datetime import UTC, datetime

import pytest

from madoguchi.kernel.actors import Actor
from madoguchi.platform.crypto.keys import ensure_zone_keys
from tests.cast import SANAMI

AT = datetime(2026, 11, 21, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _keys():
    ensure_zone_keys()


@pytest.fixture
def at():
    return AT


@pytest.fixture
def sanami():
    return Actor(
        kind="staff",
        ref="identity:0190a0b0-0000-7000-8000-000000000001",
        name=SANAMI.name,
        roles=SANAMI.roles,
        sections=frozenset({SANAMI.section}),
    )
