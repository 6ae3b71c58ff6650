# SPDX-License-Identifier: Apache-2.0
"""Do the residents of the demo owe something in every state?"""

import pytest
from django.conf import settings

from madoguchi.kernel.actors import SYSTEM

pytestmark = [
    pytest.mark.skipif(settings.ZONE != "portal", reason="dues live in the portal zone"),
    pytest.mark.django_db,
]


def test_dues_in_every_state_once(tmp_path):
    from madoguchi.config.demo.seed_payments import seed_payments
    from madoguchi.config.demo.seed_portal import seed_residents
    from madoguchi.engines.payments.api import load_pack
    from madoguchi.engines.payments.pack import read_payments
    from madoguchi.engines.payments.tests import city
    from madoguchi.kernel.clock import now
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    assert seed_payments(tmp_path, at=now()) == [
        "no dues: madoguchi publish --zone portal says what can be owed"
    ]
    load_pack(pack=read_payments(settings.PACKS_ROOT, settings.PACKS), actor=SYSTEM, at=now())
    seed_residents(tmp_path, at=now())
    assert seed_payments(tmp_path, at=now()) == ["18 dues"]
    assert seed_payments(tmp_path, at=now()) == ["dues are there"]
    assert city.states() == {"open", "partly_paid", "paid", "overpaid"}
