# SPDX-License-Identifier: Apache-2.0
"""Does the log fail closed when nobody proves it, and open again?"""

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM
from madoguchi.platform.audit import closing
from madoguchi.platform.audit.api import AuditClosed, record
from madoguchi.platform.audit.checkpoint import make_checkpoint, note_proven
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.audit.sequence import sequence_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_patience(settings, monkeypatch):
    settings.AUDIT_CLOSE_AFTER = 3600
    monkeypatch.setattr(closing, "LOOK_EVERY", -1.0)
    yield
    closing.look_again()


def clock(monkeypatch, **later):
    at = datetime.now(UTC) + timedelta(**later)
    monkeypatch.setattr(closing.time, "time", lambda: at.timestamp())
    return at


def write(actor, at, action="cases.case.viewed"):
    return record(action=action, actor=actor, subject="cases:1", at=at)


def prove(at):
    sequence_waiting()
    make_checkpoint(at)
    return note_proven(at)


def test_work_stops_when_leaves_wait_too_long(sanami, at, monkeypatch):
    write(sanami, at)
    clock(monkeypatch, minutes=59)
    write(sanami, at)
    late = clock(monkeypatch, minutes=61)
    with pytest.raises(AuditClosed) as refusal:
        write(sanami, at)
    assert refusal.value.status == 503
    assert refusal.value.message.easy
    assert refusal.value.next_step.en
    assert Leaf.objects.count() == 2
    assert prove(late)
    write(sanami, at)


def test_an_operator_and_the_machine_go_on(sanami, at, monkeypatch):
    write(sanami, at)
    clock(monkeypatch, hours=5)
    write(sanami, at, "identity.user.signed_in")
    write(SYSTEM, at)
    with pytest.raises(AuditClosed):
        write(sanami, at)


def test_a_quiet_weekend_closes_nothing(sanami, at, monkeypatch):
    """The job comes round also when nothing was written, and says that all is proven."""
    write(sanami, at)
    assert prove(clock(monkeypatch))
    assert note_proven(clock(monkeypatch, hours=59, minutes=59))
    clock(monkeypatch, hours=60)
    write(sanami, at)
    write(sanami, at)


def test_a_checkpoint_that_does_not_count_does_not_open(sanami, at, monkeypatch, settings):
    settings.AUDIT_COSIGNATURES = 1
    write(sanami, at)
    late = clock(monkeypatch, hours=2)
    assert not prove(late)
    with pytest.raises(AuditClosed):
        write(sanami, at)


def test_zero_means_never(sanami, at, monkeypatch, settings):
    settings.AUDIT_CLOSE_AFTER = 0
    write(sanami, at)
    clock(monkeypatch, days=99)
    write(sanami, at)


def test_looking_costs_nothing_in_between(sanami, at, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(closing, "LOOK_EVERY", 60.0)
    write(sanami, at)
    with django_assert_num_queries(1):
        write(sanami, at)
