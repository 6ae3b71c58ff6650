# SPDX-License-Identifier: Apache-2.0
"""What do the organisation tests share: a small city hall, an administrator, an instant."""

from datetime import UTC, datetime

import pytest

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.city import City, MapView, Mayor, Place, Post, Section
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.api import load_organisation

COUNTER = Post(key="counter", title="窓口係", rank=10, roles=("case_worker",))
CHIEF = Post(key="chief", title="課長", rank=50, roles=("case_worker", "decider", "senior"))
LOOKER = Post(key="looker", title="応援", rank=5, roles=("viewer",))


@pytest.fixture
def city():
    return City(
        key="todai",
        code="011002",
        name="灯台市",
        prefecture="灯台県",
        mayor=Mayor(title="灯台市長"),
        hall=Place(postcode="0000012", address="灯台市港町一丁目1番1号"),
        telephone="0000-24-1111",
        map=MapView(latitude=35.0, longitude=139.0),
        sections=(
            Section(key="welfare", name=text("福祉部", "Welfare department"), posts=(CHIEF,)),
            Section(
                key="child-support", name="子育て支援課", parent="welfare", posts=(COUNTER, CHIEF)
            ),
            Section(key="elderly", name="高齢介護課", parent="welfare", posts=(COUNTER, LOOKER)),
            Section(key="treasury", name="会計課", telephone="0000-24-1130", place="1階 2番窓口"),
        ),
    )


@pytest.fixture
def at():
    return datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@pytest.fixture
def administrator():
    return Actor(
        kind="staff", ref="identity:admin", name="管理", roles=frozenset({"administrator"})
    )


@pytest.fixture
def loaded(db, city, at):
    load_organisation(city, at=at)
    return city
