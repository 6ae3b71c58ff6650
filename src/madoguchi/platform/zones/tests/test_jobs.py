# SPDX-License-Identifier: Apache-2.0
"""Does the nightly round clear away what nobody needs any more?"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pydantic import BaseModel

from madoguchi.kernel import clock
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.storing import receive_stream
from madoguchi.platform.jobs.periodic import list_schedules
from madoguchi.platform.zones.jobs import clear_away
from madoguchi.platform.zones.models import OutgoingParcel, SeenNonce
from madoguchi.platform.zones.outbox import acknowledge
from madoguchi.platform.zones.sending import send

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Note(BaseModel):
    text: str


def test_the_nightly_round_removes_drafts_unusable_bodies_and_nonces(in_portal) -> None:
    receive_stream([b"t"], name="a.txt", purpose="t", owner="a:1", at=AT, held_until=AT)
    SeenNonce.objects.create(nonce="0" * 32, seen_at=AT)
    with transaction.atomic():
        parcel_id = send("test.note", Note(text="x"), to="office", ref="", at=AT)
    acknowledge({parcel_id: "asked_again"}, to_zone="office", at=AT)
    with clock.frozen(AT + timedelta(days=31)):
        clear_away.func()
    assert not StoredFile.objects.exists()
    assert not SeenNonce.objects.exists()
    assert OutgoingParcel.objects.get().sealed is None
    assert clear_away in [schedule.task for schedule in list_schedules()]
